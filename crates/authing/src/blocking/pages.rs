use authing_types::{Application, Applications};

use super::{Client, UserSession};
use crate::Error;

/// All pages of the applications that the signed-in user may open, one after the other
/// (protocol.md A28): [`authing::ApplicationPages`](crate::ApplicationPages) without `async`.
///
/// ```
/// # fn example(client: authing::blocking::Client) -> Result<(), authing::Error> {
/// let mut pages = client.application_pages(50);
/// while let Some(page) = pages.next()? {
///     for application in page.list {
///         println!("{}", application.name.unwrap_or_default());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "ask for the pages with `next`"]
pub struct ApplicationPages {
    session: UserSession,
    pages: crate::ApplicationPages,
}

impl ApplicationPages {
    /// The next page; `None` after the last one. A page that failed can be asked for again.
    ///
    /// # Errors
    ///
    /// As [`UserSession::list_applications`].
    #[expect(clippy::should_implement_trait, reason = "a loop over results hides failed pages")]
    pub fn next(&mut self) -> Result<Option<Applications>, Error> {
        self.session.wait_for(self.pages.next())
    }

    /// The applications of all pages that are left.
    ///
    /// # Errors
    ///
    /// As [`UserSession::list_applications`].
    pub fn all(self) -> Result<Vec<Application>, Error> {
        self.session.wait_for(self.pages.all())
    }
}

impl UserSession {
    /// All pages of the applications that the signed-in user may open, `limit` on each. Nothing is
    /// sent before the first page is asked for.
    pub fn application_pages(&self, limit: u32) -> ApplicationPages {
        let pages = self.inner().application_pages(limit);
        ApplicationPages { session: self.clone(), pages }
    }
}

impl Client {
    /// All pages of the applications that the signed-in user may open: see
    /// [`UserSession::application_pages`].
    pub fn application_pages(&self, limit: u32) -> ApplicationPages {
        self.default_session().application_pages(limit)
    }
}
