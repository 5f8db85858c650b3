//! What the compiler knows of an operation.
//!
//! A program that only signs in has no use for the code that shows a token and gets a new one in
//! time, nor one without OIDC for the search of its host. Branches on these constants are decided
//! before code is made, so that what stands in the other branch is not compiled into such a program:
//! but only if it is [`boxed`], since a future that may wait is part of the one that waits for it.

use std::pin::Pin;

use authing_api::{Auth, Base, Operation, SessionEffect};

/// The constants of an operation that branches are decided by.
pub(crate) trait Known: Operation {
    /// Whether it shows a token of the session.
    const SHOWS_TOKEN: bool = !matches!(const { &Self::INFO }.auth, Auth::None);
    /// Whether it is sent to the host of OIDC.
    const IS_OIDC: bool = matches!(const { &Self::INFO }.base, Base::Oidc);
    /// Whether it uses the refresh token up.
    const ROTATES: bool = matches!(const { &Self::INFO }.session, SessionEffect::Rotates);
}

impl<O: Operation> Known for O {}

/// A future whose type is not known where it is waited for.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub(crate) fn boxed<'a, T>(future: impl Future<Output = T> + Send + 'a) -> Boxed<'a, T> {
    Box::pin(future)
}
