//! The authing program: sign users in from a shell, run the sandbox.

fn main() {}
