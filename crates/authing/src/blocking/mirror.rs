/// Writes the blocking form of methods that [`UserSession`](crate::UserSession) and
/// [`Client`](crate::Client) have, from their own list: `methods.rs` and `oidc_methods.rs` hand theirs
/// over, so that no method can be missing here.
macro_rules! mirror {
    ($(
        $(#[$doc:meta])*
        fn $method:ident($($parameter:ident: $type:ty),* $(,)?) -> $output:ty;
    )*) => {
        impl crate::blocking::UserSession {
            $(
                $(#[$doc])*
                pub fn $method(&self, $($parameter: $type),*) -> Result<$output, crate::Error> {
                    self.wait_for(self.inner().$method($($parameter),*))
                }
            )*
        }

        impl crate::blocking::Client {
            $(
                $(#[$doc])*
                pub fn $method(&self, $($parameter: $type),*) -> Result<$output, crate::Error> {
                    self.default_session().$method($($parameter),*)
                }
            )*
        }
    };
}

pub(crate) use mirror;
