use crate::text::text_value;

text_value! {
    /// A social provider, as the sign-in's path names it: `wechatMobile`, `github`
    /// (protocol.md B3, C14). The list is open: any name of letters, digits, `-`, `_` or `:`.
    SocialProvider, field: "type", check: check_provider
}

impl SocialProvider {
    /// `WeChat` in an app.
    pub const WECHAT: &str = "wechatMobile";
    /// `WeCom`, the `WeChat` of companies.
    pub const WECHAT_WORK: &str = "wechat-work";
    /// `WeCom` by an agency.
    pub const WECHAT_WORK_AGENCY: &str = "wechat-work-agency";
    /// Alipay.
    pub const ALIPAY: &str = "alipay";
    /// Lark.
    pub const LARK: &str = "lark";
    /// Google.
    pub const GOOGLE: &str = "google";
    /// `LinkedIn`.
    pub const LINKEDIN: &str = "linkedin";
    /// `DingTalk`.
    pub const DINGTALK: &str = "dingtalk";
    /// Douyin.
    pub const DOUYIN: &str = "douyin";
    /// Kuaishou.
    pub const KUAISHOU: &str = "kuaishou";
    /// Xiaomi.
    pub const XIAOMI: &str = "xiaomi";
    /// GitHub.
    pub const GITHUB: &str = "github";
    /// Gitee.
    pub const GITEE: &str = "gitee";
    /// GitLab.
    pub const GITLAB: &str = "gitlab";
    /// Slack.
    pub const SLACK: &str = "slack";
    /// Huawei.
    pub const HUAWEI: &str = "huawei";
    /// OPPO.
    pub const OPPO: &str = "oppo";
    /// Baidu.
    pub const BAIDU: &str = "baidu";
}

text_value! {
    /// The provider of an identity that is linked to a user: `wechat:mobile`, `apple`, `github`
    /// (protocol.md 4.2). The same rule as [`SocialProvider`], but another list of names.
    IdentityProvider, field: "provider", check: check_provider
}

text_value! {
    /// The id of a connection to a social provider, `connId` (protocol.md B3). It stands in the
    /// application's public configuration.
    ConnectionId, field: "connId", check: check_provider
}

/// The longest name accepted, in bytes: longer than any seen.
const MAX_BYTES: usize = 128;

fn check_provider(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("must not be empty: take it from the console");
    }
    if text.len() > MAX_BYTES {
        return Err("is longer than 128 characters: take it alone");
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte);
    if !text.bytes().all(allowed) {
        return Err("may hold letters, digits, '-', '_' and ':' only: take it from the console");
    }
    Ok(())
}
