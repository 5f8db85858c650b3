use std::fmt;

/// Why a file is no [`Seed`](crate::Seed): all that is wrong with it.
///
/// It is shown as one line for each mistake. No value of a password, code or secret is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedError {
    problems: Vec<SeedProblem>,
}

/// One mistake in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeedProblem {
    path: String,
    reason: String,
}

impl SeedError {
    pub(super) fn new(problems: Vec<SeedProblem>) -> Self {
        Self { problems }
    }

    /// The mistakes, at least one, in the order of the file's sections.
    pub fn problems(&self) -> &[SeedProblem] {
        &self.problems
    }
}

impl SeedProblem {
    pub(super) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }

    /// Where in the file, like `$.users[3].email`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there, and what would be right.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for SeedProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let line_end = if index == 0 { "" } else { "\n" };
            write!(f, "{line_end}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SeedError {}
