//! What all commands share: where the service is, who the application is, where the session is.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use authing::store::FileStore;
use authing::types::{AppSecret, BaseUrl};
use authing::{Client, HyperTransport, Language, SessionKey, UserSession};
use authing_sandbox::Sandbox;

use crate::failure::Failure;

/// The settings; each may stand before or after the command.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Settings")]
pub(crate) struct Settings {
    /// The base URL of the service: an on-premise host, or a sandbox [default:
    /// https://core.authing.cn]
    #[arg(long, value_name = "URL", global = true, env = "AUTHING_HOST")]
    host: Option<String>,

    /// The user pool's id, from the console; not needed for a sandbox on this machine
    #[arg(long, value_name = "ID", global = true, env = "AUTHING_USER_POOL_ID")]
    pub(crate) user_pool_id: Option<String>,

    /// The application's id, from the console; not needed for a sandbox on this machine
    #[arg(long, value_name = "ID", global = true, env = "AUTHING_APP_ID")]
    pub(crate) app_id: Option<String>,

    /// The RSA key that encrypts passwords: PEM, base64, or @FILE; without it, that of the service
    ///
    /// The default host's key is built in; any other host is asked for the key in its
    /// application's public configuration.
    #[arg(
        long,
        value_name = "KEY",
        global = true,
        env = "AUTHING_PUBLIC_KEY",
        allow_hyphen_values = true,
        hide_env_values = true
    )]
    public_key: Option<String>,

    /// Where the session is kept [default: authing/session.json in the user's state directory]
    ///
    /// The default is $XDG_STATE_HOME/authing/session.json, or
    /// ~/.local/state/authing/session.json. One file holds a session for each host and
    /// application. Another file's directory must exist.
    #[arg(long, value_name = "FILE", global = true, env = "AUTHING_SESSION_FILE")]
    session_file: Option<PathBuf>,

    /// The language of the service's messages: en-US, zh-CN, zh-TW or ja-JP
    #[arg(long, value_name = "TAG", global = true, value_parser = language)]
    lang: Option<Language>,

    /// Trust also the certificates in this PEM file: those of a private authority
    #[arg(long, value_name = "FILE", global = true)]
    ca_file: Option<PathBuf>,

    /// How long a call may take, in seconds [default: 30]
    #[arg(
        long,
        value_name = "SECONDS",
        global = true,
        value_parser = clap::value_parser!(u64).range(1..=86_400)
    )]
    timeout: Option<u64>,

    /// Print exactly one JSON object
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Show tokens too
    #[arg(long, global = true)]
    pub(crate) show_secrets: bool,
}

impl Settings {
    /// The session of the user of these settings.
    ///
    /// Each host and application has its own in the file: a token is never shown to another host
    /// than the one that gave it.
    pub(crate) fn session(&self) -> Result<UserSession, Failure> {
        self.session_with(None)
    }

    /// The same, of an application with a secret.
    pub(crate) fn session_with(&self, secret: Option<AppSecret>) -> Result<UserSession, Failure> {
        let host = match &self.host {
            Some(host) => BaseUrl::parse(host.as_str()).map_err(|error| Failure::from(&error))?,
            None => BaseUrl::default(),
        };
        let default = |id: &'static str| host.is_loopback().then(|| id.to_owned());
        let user_pool_id = id(&self.user_pool_id, "user-pool-id")
            .or_else(|missing| default(Sandbox::USER_POOL_ID).ok_or(missing))?;
        let app_id = id(&self.app_id, "app-id")
            .or_else(|missing| default(Sandbox::APP_ID).ok_or(missing))?;
        let key = SessionKey::parse(format!("{} {app_id}", host.prefix()))
            .map_err(|error| Failure::from(&error))?;
        let mut builder = Client::builder(user_pool_id, app_id)
            .host(host)
            .language(self.lang.unwrap_or_default())
            .transport(self.transport()?)
            .store(self.store()?);
        if let Some(text) = &self.public_key {
            builder = builder.public_key(&key_text(text)?);
        }
        if let Some(secret) = secret {
            builder = builder.app_secret(secret);
        }
        let client = builder
            .build()
            .map_err(|error| Failure::input("the settings are of no use").caused_by(&error))?;
        Ok(client.session(key))
    }

    fn transport(&self) -> Result<HyperTransport, Failure> {
        let mut builder = HyperTransport::builder();
        if let Some(path) = &self.ca_file {
            builder = builder.add_root_certificate_pem(&read(path, "--ca-file")?);
        }
        if let Some(seconds) = self.timeout {
            builder = builder.timeout(Duration::from_secs(seconds));
        }
        builder.build().map_err(|error| {
            let file = self.ca_file.as_deref().unwrap_or(Path::new(""));
            Failure::input(format!("--ca-file {} is of no use", file.display())).caused_by(&error)
        })
    }

    fn store(&self) -> Result<FileStore, Failure> {
        let path = match &self.session_file {
            Some(path) => path.clone(),
            None => default_session_file()?,
        };
        FileStore::new(path)
            .map_err(|error| Failure::input("--session-file is of no use").caused_by(&error))
    }
}

/// Reads a file that was named by a flag.
pub(crate) fn read(path: &Path, flag: &str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| {
        Failure::input(format!("{flag} {} cannot be read", path.display())).caused_by(&error)
    })
}

fn id(given: &Option<String>, flag: &str) -> Result<String, Failure> {
    given.clone().filter(|id| !id.is_empty()).ok_or_else(|| {
        let variable = flag.replace('-', "_").to_uppercase();
        Failure::input(format!("no --{flag}: give it, or set AUTHING_{variable}"))
            .with_hint("only a sandbox on this machine, --host http://127.0.0.1:PORT, needs no ids")
    })
}

fn language(tag: &str) -> Result<Language, &'static str> {
    Language::from_tag(tag).ok_or("write en-US, zh-CN, zh-TW or ja-JP")
}

/// The key itself, or the text of the file that `@` names.
fn key_text(text: &str) -> Result<String, Failure> {
    let Some(path) = text.strip_prefix('@') else {
        return Ok(text.to_owned());
    };
    String::from_utf8(read(Path::new(path), "--public-key")?)
        .map_err(|_| Failure::input(format!("--public-key {path} is no text: give PEM or base64")))
}

/// The session file of a user who named none; its directory is made, for this user alone.
fn default_session_file() -> Result<PathBuf, Failure> {
    let directory = state_directory()
        .ok_or_else(|| {
            Failure::input("there is no home directory: say where the session is, --session-file")
        })?
        .join("authing");
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(&directory).map_err(|error| {
        Failure::input(format!("the directory {} cannot be made", directory.display()))
            .caused_by(&error)
            .with_hint("say where the session is: --session-file")
    })?;
    Ok(directory.join("session.json"))
}

fn state_directory() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return set("LOCALAPPDATA");
    }
    set("XDG_STATE_HOME").or_else(|| {
        Some(std::env::home_dir().filter(|home| home.is_absolute())?.join(".local/state"))
    })
}
