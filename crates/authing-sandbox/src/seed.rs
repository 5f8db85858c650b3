//! What a sandbox begins with, read from a file.

mod check;
mod error;
mod file;
mod names;
mod plant;
mod read;
mod settings;
mod unique;

use std::fmt;
use std::sync::Arc;

pub use error::{SeedError, SeedProblem};

use crate::settings::Settings;
use file::File;

/// What a sandbox begins with: users and all that they have, what is defined in the console, what
/// lies outside, and the rules. It is read from a file that people write, in JSON.
///
/// ```
/// use authing_sandbox::{Sandbox, Seed};
///
/// let seed = Seed::from_json(br#"{
///     "format": 1,
///     "users": [{"username": "ann", "password": "1234@Abcd", "phone": "18812348888"}],
///     "codes": {"18812348888": "4321"}
/// }"#)?;
/// let sandbox = Sandbox::builder().seed_file(seed).build()?;
/// assert_eq!(sandbox.users(1, 0).total_count, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `docs/sandbox.md` describes the format, and [`SCHEMA`](Self::SCHEMA) is its JSON Schema. The same
/// file, the same [`seed`](crate::SandboxBuilder::seed) and the same clock give the same bytes. A
/// [reset](crate::Sandbox::reset) goes back to what the file says.
#[derive(Clone)]
pub struct Seed(Arc<File>);

impl Seed {
    /// The format that is read: 1.
    pub const FORMAT: u64 = 1;

    /// The JSON Schema (draft 2020-12) of the format, for editors and for checks by other programs.
    pub const SCHEMA: &str = include_str!("../seed.schema.json");

    /// Reads a file and checks it as a whole, so that a sandbox can begin with it.
    ///
    /// # Errors
    ///
    /// [`SeedError`] with the path of each mistake: no JSON, another format, an unknown name, a malformed
    /// value, a value that must be unique and is not, or a reference to what is not defined.
    pub fn from_json(document: &[u8]) -> Result<Self, SeedError> {
        let (file, mut problems) = read::read(document)?;
        if problems.is_empty() {
            problems = check::problems(&file);
        }
        if problems.is_empty() { Ok(Self(Arc::new(file))) } else { Err(SeedError::new(problems)) }
    }

    /// The rules of the file; what it does not mention is as in [`Settings::default`].
    pub fn settings(&self) -> Settings {
        self.0.rules()
    }

    /// How many users there are.
    pub fn user_count(&self) -> usize {
        self.0.users.len()
    }
}

/// Passwords are in it, so it shows little.
impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seed").field("users", &self.0.users.len()).finish_non_exhaustive()
    }
}
