//! What is sent to the server: one key, compared and changed in one step.

use authing_session::Version;
use redis::{Cmd, cmd};

/// Asks for a session's value.
pub(crate) fn load(key: &str) -> Cmd {
    let mut command = cmd("GET");
    command.arg(key);
    command
}

/// Stores `value`, which is of `version`, if the stored version is the expected one. Answers with an
/// [`Answer`] and, sent again by somebody who lost the first answer, does not store it twice.
///
/// `expiry` is in milliseconds.
pub(crate) fn save(
    key: &str,
    expected: Option<&Version>,
    version: &Version,
    value: &[u8],
    expiry: Option<u64>,
) -> Cmd {
    let mut command = script(SAVE, key);
    command
        .arg(condition(expected))
        .arg(condition(Some(version)))
        .arg(value)
        .arg(expiry.unwrap_or(0));
    command
}

/// Removes the session if it has the expected version.
pub(crate) fn clear(key: &str, expected: &Version) -> Cmd {
    let mut command = script(CLEAR, key);
    command.arg(condition(Some(expected)));
    command
}

/// What a script found, as it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Done,
    Conflict,
    Unreadable,
}

impl Answer {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "done" => Some(Self::Done),
            "conflict" => Some(Self::Conflict),
            "unreadable" => Some(Self::Unreadable),
            _ => None,
        }
    }
}

/// The whole script each time: a few hundred bytes, and no second round trip after a restart of the
/// server, which forgets scripts that were loaded.
fn script(text: &str, key: &str) -> Cmd {
    let mut command = cmd("EVAL");
    command.arg(text).arg(1).arg(key);
    command
}

/// `=` and the version, or nothing for no session at all: a version may be an empty text.
fn condition(expected: Option<&Version>) -> String {
    expected.map_or_else(String::new, |version| format!("={}", version.as_str()))
}

/// One write, so that a script that the server stops (no memory, no right) has done nothing. The
/// first line of a value is that of [`crate::value`]; `pcall` hands the server's own error on.
const SAVE: &str = "\
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then return value end
local stored = ''
if value then
  local version = string.match(value, '^authing%-session 1 (%w+)\\n')
  if not version then return 'unreadable' end
  stored = '=' .. version
  if stored == ARGV[2] then return 'done' end
end
if stored ~= ARGV[1] then return 'conflict' end
if ARGV[4] == '0' then redis.call('SET', KEYS[1], ARGV[3])
else redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
return 'done'";

const CLEAR: &str = "\
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'table' then return value end
if not value then return 'done' end
local version = string.match(value, '^authing%-session 1 (%w+)\\n')
if not version then return 'unreadable' end
if '=' .. version ~= ARGV[1] then return 'conflict' end
redis.call('UNLINK', KEYS[1])
return 'done'";
