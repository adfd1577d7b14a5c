//! The command line of Shuangcu.

fn main() -> std::process::ExitCode {
    shuangcu::cli::run()
}
