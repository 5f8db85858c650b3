//! The rules of B3 to B6.

use authing_api::operations::{LoginByAlipay, LoginByApple, LoginByWechat, SocialLogin};
use authing_types::SocialProvider;

use super::Handle;
use crate::answer::Outcome;
use crate::pool::{Call, Pool};

/// B3.
impl Handle for LoginByWechat {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.social_sign_in(SocialProvider::WECHAT, self.code.expose_secret(), call)
    }
}

/// B4.
impl Handle for LoginByAlipay {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.social_sign_in(SocialProvider::ALIPAY, self.code.expose_secret(), call)
    }
}

/// B5.
impl Handle for LoginByApple {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.social_sign_in("apple", self.code.expose_secret(), call)
    }
}

/// B6.
impl Handle for SocialLogin {
    fn handle(self, pool: &mut Pool, call: &Call) -> Outcome {
        pool.social_sign_in(self.provider.as_str(), self.code.expose_secret(), call)
    }
}
