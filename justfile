# Formatting, lints, and that everything compiles.
check:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings

# Everything that needs nothing but cargo, bash and curl.
test:
    cargo test --locked

# The files that follow from the command tree: completions/, man/, docs/cli.md.
generate:
    cargo run --locked -- generate

# Against nginx and ripgrep; needs the packages nginx, wrk and ripgrep.
bench:
    cargo build --locked --release
    benches/gateway/run.py
    benches/revoke/run.py
    benches/identify/run.py
    benches/keys/run.py
    benches/audit/run.py
    benches/usage/run.py
