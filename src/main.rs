//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    keyctl::cli::app::main()
}
