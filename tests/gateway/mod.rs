//! The gateway over real sockets: what clients and providers see of it, and what the ledger keeps.

mod activity;
mod address;
mod audit;
mod body;
mod chat;
mod credential;
mod crowd;
mod expiry;
mod explain;
mod framing;
mod free_tier;
mod headers;
mod imported;
mod lifecycle;
mod listing;
mod long;
mod ollama;
mod outcome;
mod provider;
mod refusal;
mod revocation;
mod role;
mod rotation;
mod shutdown;
mod store;
mod stream;
