/// Which of the service's interfaces a directory sign-in uses (protocol.md D8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DirectoryApi {
    /// The one that maintained clients call. The password is not encrypted, so the connection
    /// must be.
    #[default]
    VerifyUser,
    /// The one of the mobile SDKs, `/api/v2/login/…`, with an encrypted password.
    Login,
}
