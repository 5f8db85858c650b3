use authing_types::{AppId, Application, Applications};

use crate::{Client, Error, UserSession};

/// All pages of the applications that the signed-in user may open, one after the other
/// (protocol.md A28).
///
/// ```
/// # async fn example(client: authing::Client) -> Result<(), authing::Error> {
/// let mut pages = client.application_pages(50);
/// while let Some(page) = pages.next().await? {
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
    /// The page to ask for; `None` after the last one.
    page: Option<u32>,
    limit: u32,
    seen: usize,
    /// The first application of the page before.
    first: Option<AppId>,
}

impl ApplicationPages {
    /// The next page; `None` after the last one. A page that failed can be asked for again.
    ///
    /// # Errors
    ///
    /// As [`UserSession::list_applications`].
    pub async fn next(&mut self) -> Result<Option<Applications>, Error> {
        let Some(page) = self.page else {
            return Ok(None);
        };
        let applications = self.session.list_applications(page, self.limit).await?;
        let count = applications.list.len();
        self.seen += count;
        let is_last = match applications.total_count.map(usize::try_from) {
            Some(Ok(total)) => self.seen >= total,
            // Where the service does not tell, a short page is the last one.
            _ => count < self.limit as usize,
        };
        // A service that ignores the page number would give the same page for ever.
        let first = applications.list.first().map(|application| application.id.clone());
        if first.is_some() && first == self.first {
            self.page = None;
            return Ok(None);
        }
        self.first = first;
        self.page = if is_last || count == 0 { None } else { page.checked_add(1) };
        // An empty first page tells something; one after the last does not.
        Ok((count > 0 || page == 1).then_some(applications))
    }

    /// The applications of all pages that are left.
    ///
    /// # Errors
    ///
    /// As [`UserSession::list_applications`].
    pub async fn all(mut self) -> Result<Vec<Application>, Error> {
        let mut applications = Vec::new();
        while let Some(page) = self.next().await? {
            applications.extend(page.list);
        }
        Ok(applications)
    }
}

impl UserSession {
    /// All pages of the applications that the signed-in user may open, `limit` on each. Nothing is
    /// sent before the first page is asked for.
    pub fn application_pages(&self, limit: u32) -> ApplicationPages {
        ApplicationPages { session: self.clone(), page: Some(1), limit, seen: 0, first: None }
    }
}

impl Client {
    /// All pages of the applications that the signed-in user may open: see
    /// [`UserSession::application_pages`].
    pub fn application_pages(&self, limit: u32) -> ApplicationPages {
        self.default_session().application_pages(limit)
    }
}
