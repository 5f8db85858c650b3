use http::Method;

use crate::{Auth, Base, OperationInfo, Retry, SessionEffect};

impl OperationInfo {
    /// A row that is in no table: of a request that clients of other makers send, for whatever
    /// serves it. It shows no token and takes no password; change the fields that say otherwise.
    ///
    /// ```
    /// use authing_api::OperationInfo;
    /// use http::Method;
    ///
    /// const INFO: OperationInfo =
    ///     OperationInfo::served("qr_check", "C37", Method::GET, "/api/v2/qrcode/check");
    /// assert!(authing_api::server::is_call_of(&INFO, &Method::GET, "/api/v2/qrcode/check"));
    /// ```
    pub const fn served(
        name: &'static str,
        section: &'static str,
        method: Method,
        path: &'static str,
    ) -> Self {
        Self {
            name,
            summary: "",
            section,
            method,
            path,
            also_at: &[],
            base: Base::Rest,
            auth: Auth::None,
            retry: Retry::Never,
            session: SessionEffect::Keeps,
            encrypted: &[],
            accepts_clear: false,
            own_codes: &[],
            signs_in: false,
            refusals: &[],
            aliases: &[],
            grant: None,
        }
    }
}
