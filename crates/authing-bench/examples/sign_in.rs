//! A program that signs in, and does nothing else. The `cost` benchmark measures its size, how long
//! it takes to build, and a run of it.

use authing::{Client, PublicKey};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let [host, account, password] =
        std::array::from_fn(|index| std::env::args().nth(index + 1).unwrap_or_default());
    let client = Client::builder("5f00000000000000000000a1", "5f00000000000000000000b2")
        .host(host)
        .public_key(PublicKey::SERVICE)
        .build()?;
    let user = client.login_by_account(account, password).await?.into_user()?;
    // How much memory it took, for the benchmark.
    std::io::copy(&mut std::fs::File::open("/proc/self/status")?, &mut std::io::stdout())?;
    std::process::exit(i32::from(user.id.as_str().is_empty()))
}
