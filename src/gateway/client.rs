//! Who the client is: the address that the ledger and every limit mean.

use std::net::IpAddr;

use hyper::HeaderMap;
use hyper::header::HeaderName;
use ipnet::IpNet;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A TCP peer.
    Address(IpAddr),
    /// A process of this machine, over a Unix socket.
    Local,
}

/// The proxies whose word about their clients is taken.
#[derive(Clone, Debug, Default)]
pub struct Trusted(pub Vec<IpNet>);

impl Trusted {
    /// Whether an address is a proxy of ours.
    pub fn has(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address.to_canonical()))
    }

    /// The client's address: the rightmost hop that is no proxy of ours, read only from a proxy
    /// that is. `None` behind a Unix socket that tells nothing.
    pub fn client(&self, peer: Peer, headers: &HeaderMap) -> Option<IpAddr> {
        let direct = match peer {
            Peer::Address(address) if !self.has(address) => return Some(address.to_canonical()),
            Peer::Address(address) => Some(address.to_canonical()),
            Peer::Local => None,
        };
        let mut nearest = direct;
        for value in headers.get_all(X_FORWARDED_FOR).iter().rev() {
            let Ok(hops) = value.to_str() else { return nearest };
            for hop in hops.rsplit(',') {
                // Whatever stands left of a hop that cannot be read was not said by a proxy of ours.
                let Some(address) = parse(hop.trim()) else { return nearest };
                nearest = Some(address);
                if !self.has(address) {
                    return nearest;
                }
            }
        }
        nearest
    }
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse().ok();
    let with_port = || hop.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    bare.or_else(with_port).or_else(bracketed).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&'static str]) -> String {
        let trusted = Trusted(trusted.iter().map(|net| net.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(X_FORWARDED_FOR, value.parse().unwrap());
        }
        let peer = peer.parse().map_or(Peer::Local, Peer::Address);
        trusted.client(peer, &headers).map_or("-".to_owned(), |address| address.to_string())
    }

    #[test]
    fn strangers_are_not_believed() {
        assert_eq!(client(&[], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(client(&["10.0.0.0/8"], "192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
    }

    #[test]
    fn the_rightmost_hop_that_is_no_proxy_counts() {
        let proxies = &["10.0.0.0/8"];
        assert_eq!(client(proxies, "10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(proxies, "10.0.0.1", &["6.6.6.6, 203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(client(proxies, "10.0.0.1", &["6.6.6.6", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(proxies, "10.0.0.1", &["6.6.6.6, nonsense"]), "10.0.0.1");
        assert_eq!(client(proxies, "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client(proxies, "::ffff:10.0.0.1", &["[2001:db8::7]:443"]), "2001:db8::7");
        assert_eq!(client(&[], "unix", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client(&[], "unix", &[]), "-");
    }
}
