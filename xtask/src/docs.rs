//! The pages of `docs/` that are generated from the code, so that they cannot drift from it.

mod errors;
mod operations;
mod reliability;
mod rules;

use std::fs;

use crate::error::Error;
use crate::workspace::Workspace;

/// A generated page: its path, and what makes its text.
struct Page {
    path: &'static str,
    text: String,
}

fn pages(workspace: &Workspace) -> Result<Vec<Page>, Error> {
    let files = workspace.files()?;
    let operations = operations::text(&operations::Evidence::read(workspace, &files)?)?;
    let rules = rules::text(workspace, &files)?;
    Ok(vec![
        Page { path: "docs/errors.md", text: errors::text() },
        Page { path: "docs/operations.md", text: operations },
        Page { path: "docs/reliability.md", text: reliability::text(workspace)? },
        Page { path: "docs/sandbox-rules.md", text: rules },
    ])
}

/// Writes the pages.
pub(crate) fn write(workspace: &Workspace) -> Result<(), Error> {
    for page in pages(workspace)? {
        let path = workspace.root().join(page.path);
        fs::write(&path, page.text).map_err(|source| Error::File {
            action: "write",
            path,
            source,
        })?;
    }
    Ok(())
}

/// Fails when a page differs from what the code says.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let mut stale = Vec::new();
    for page in pages(workspace)? {
        let path = workspace.root().join(page.path);
        if fs::read_to_string(path).ok().as_deref() != Some(page.text.as_str()) {
            stale.push(page.path);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(Error::Found(format!(
        "{} differ from the code; `cargo xtask docs` writes them",
        stale.join(" and ")
    )))
}

/// Words for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
