//! Developer commands of the authing workspace.

fn main() {}
