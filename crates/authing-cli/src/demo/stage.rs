use std::time::Duration;

use authing::types::VerificationCode;
use authing::{BuildError, Client, ClientBuilder, Error};
use authing_sandbox::{Sandbox, Settings};

use super::{directory, social};

/// The address of whoever plays.
pub(crate) const EMAIL: &str = "ann@example.com";
/// The user name of whoever plays.
pub(crate) const USERNAME: &str = "ann";
/// The phone of whoever plays.
pub(crate) const PHONE: &str = "18812348888";
/// The password of whoever plays.
pub(crate) const PASSWORD: &str = "correct horse";

/// A sandbox of its own for each scenario, and a client of it.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The service.
    pub(crate) sandbox: Sandbox,
    /// The SDK.
    pub(crate) client: Client,
}

impl Stage {
    /// An empty pool with these rules.
    pub(crate) fn new(rules: fn(&mut Settings)) -> Result<Self, BuildError> {
        Self::with(rules, |client, _| client)
    }

    /// The same, with a client that is built in another way.
    pub(crate) fn with(
        rules: fn(&mut Settings),
        build: impl FnOnce(ClientBuilder, &Sandbox) -> ClientBuilder,
    ) -> Result<Self, BuildError> {
        let mut settings = Settings::default();
        social::add_users(&mut settings);
        directory::add_user(&mut settings);
        rules(&mut settings);
        let sandbox = Sandbox::builder().settings(settings).build()?;
        let client = Client::builder(Sandbox::USER_POOL_ID, Sandbox::APP_ID)
            .host(Sandbox::BASE_URL)
            .transport(sandbox.clone())
            .clock(sandbox.clock().clone());
        let client = build(client, &sandbox).build()?;
        Ok(Self { sandbox, client })
    }

    /// Has a code sent to the phone, a minute after whatever was before.
    pub(crate) async fn code(&self) -> Result<VerificationCode, Error> {
        self.pass(60);
        self.client.send_sms(PHONE).await?;
        let sent = self.sandbox.outbox().last_code(PHONE);
        Ok(sent.expect("the sandbox keeps what it sends"))
    }

    /// A code that is not the one that was sent.
    pub(crate) fn wrong(code: &VerificationCode) -> &'static str {
        if code.expose_secret() == "0000" { "0001" } else { "0000" }
    }

    /// Lets seconds pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.sandbox.clock().advance(Duration::from_secs(seconds));
    }
}
