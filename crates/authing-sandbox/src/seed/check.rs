//! Whether the parts of a file fit together.

use std::collections::BTreeMap;
use std::time::SystemTime;

use authing_types::{Email, PhoneNumber, VerificationCode};

use super::error::SeedProblem;
use super::file::{File, Organization, User};
use super::{names, plant};
use crate::outbox::Outbox;
use crate::pool::{FieldDefinition, Pool, secret_of};
use crate::sandbox::Sandbox;
use crate::users::NewUserError;

/// All that is wrong with a file whose values are well-formed.
pub(super) fn problems(file: &File) -> Vec<SeedProblem> {
    let mut check = Check { file, problems: Vec::new() };
    check.settings();
    check.definitions();
    check.names_of_users();
    for (index, user) in file.users.iter().enumerate() {
        check.references(user, &format!("$.users[{index}]"));
    }
    check.recipients();
    if check.problems.is_empty() {
        check.planting();
    }
    check.problems
}

struct Check<'a> {
    file: &'a File,
    problems: Vec<SeedProblem>,
}

impl Check<'_> {
    fn problem(&mut self, path: impl Into<String>, reason: impl Into<String>) {
        self.problems.push(SeedProblem::new(path, reason));
    }

    fn settings(&mut self) {
        let mut rules = self.file.rules();
        // They are told with their own paths.
        rules.recipient_codes.clear();
        if rules.check().is_err() {
            let key = if rules.fixed_code.is_some() { "fixedCode" } else { "verifyCodeLength" };
            let reason = "gives no verification code: a code has 1 to 16 letters and digits";
            self.problem(format!("$.settings.{key}"), reason);
        }
    }

    fn definitions(&mut self) {
        let file = self.file;
        let mut seen = Seen::default();
        let at = |list: &str, index: usize| format!("$.{list}[{index}]");
        for (index, field) in file.custom_fields.iter().enumerate() {
            seen.note(("field", field.key.clone()), at("customFields", index) + ".key");
        }
        for (index, role) in file.roles.iter().enumerate() {
            let key = format!("{}/{}", role.namespace, role.code);
            seen.note(("role", key), at("roles", index) + ".code");
        }
        for (index, resource) in file.resources.iter().enumerate() {
            let key = format!("{}/{}", resource.namespace, resource.code);
            seen.note(("resource", key), at("resources", index) + ".code");
        }
        for (index, application) in file.applications.iter().enumerate() {
            let key = application.id.as_str().to_owned();
            seen.note(("application", key), at("applications", index) + ".id");
        }
        for (index, user) in file.social_users.iter().enumerate() {
            let key = format!("{}/{}", user.provider, user.code);
            seen.note(("social", key), at("socialUsers", index) + ".code");
        }
        for (index, user) in file.directory.iter().enumerate() {
            seen.note(("directory", user.username.clone()), at("directory", index) + ".username");
        }
        organizations(&file.organizations, "$.organizations", "", &mut seen);
        self.problems.extend(seen.problems);
    }

    fn names_of_users(&mut self) {
        let mut seen = Seen::default();
        for (index, user) in self.file.users.iter().enumerate() {
            let at = |key: &str| format!("$.users[{index}].{key}");
            if let Some(username) = &user.username {
                seen.note(("username", username.clone()), at("username"));
            }
            if let Some(email) = &user.email {
                seen.note(("email", email.to_canonical()), at("email"));
            }
            if let Some(phone) = &user.phone {
                let country_code = user.phone_country_code.as_ref();
                let country_code = country_code.map_or("+86", |code| code.as_str());
                seen.note(("phone", format!("{country_code} {}", phone.as_str())), at("phone"));
            }
            for (place, identity) in user.identities.iter().enumerate() {
                let key = format!("{}/{}", identity.provider, identity.user_id_in_idp);
                seen.note(("identity", key), at(&format!("identities[{place}].userIdInIdp")));
            }
        }
        self.problems.extend(seen.problems);
    }

    /// What a user refers to is defined, and of the right type.
    fn references(&mut self, user: &User, at: &str) {
        let file = self.file;
        for (index, role) in user.roles.iter().enumerate() {
            let known =
                file.roles.iter().map(|known| (known.code.as_str(), known.namespace.as_str()));
            let path = format!("{at}.roles[{index}]");
            self.named(&path, "$.roles", (&role.code, &role.namespace), known);
        }
        for (index, allowed) in user.resources.iter().enumerate() {
            let known = file.resources.iter();
            let path = format!("{at}.resources[{index}]");
            let named = (allowed.code.as_str(), allowed.namespace.as_str());
            let pairs = known.clone().map(|it| (it.code.as_str(), it.namespace.as_str()));
            self.named(&path, "$.resources", named, pairs);
            let resource =
                known.clone().find(|it| (it.code.as_str(), it.namespace.as_str()) == named);
            let Some(resource) = resource else {
                continue;
            };
            for (place, action) in allowed.actions.iter().flatten().enumerate() {
                let is_known = resource.actions.iter().any(|known| known == action || known == "*");
                if !is_known {
                    let known = resource.actions.iter().map(String::as_str);
                    let reason = not_defined("action of this resource", action, known);
                    self.problem(format!("{path}.actions[{place}]"), reason);
                }
            }
        }
        for (index, id) in user.applications.iter().enumerate() {
            let mut known = file.applications.iter().map(|known| known.id.as_str());
            if !known.any(|known| known == id.as_str()) {
                let known = file.applications.iter().map(|known| known.id.as_str());
                let reason = not_defined("id in $.applications", id.as_str(), known);
                self.problem(format!("{at}.applications[{index}]"), reason);
            }
        }
        for (index, path) in user.departments.iter().enumerate() {
            self.department(path, &format!("{at}.departments[{index}]"));
        }
        for (key, value) in &user.custom_data {
            let path = names::member(&format!("{at}.customData"), key);
            let Some(field) = file.custom_fields.iter().find(|field| field.key == *key) else {
                let known = file.custom_fields.iter().map(|field| field.key.as_str());
                self.problem(path, not_defined("key in $.customFields", key, known));
                continue;
            };
            let data_type = field.data_type.clone();
            let field = FieldDefinition { key: key.clone(), data_type, label: None };
            if !field.takes(value) {
                self.problem(path, format!("must be of type {}", field.data_type.as_str()));
            }
        }
        let secret = user.authenticator.as_ref().and_then(|app| app.secret.as_ref());
        if secret.is_some_and(|secret| secret_of(secret.expose_secret()).is_none()) {
            let reason = "must be 16 bytes in base 32: 26 letters A to Z and digits 2 to 7";
            self.problem(format!("{at}.authenticator.secret"), reason);
        }
    }

    fn named<'a>(
        &mut self,
        path: &str,
        list: &str,
        named: (&str, &str),
        known: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    ) {
        if known.clone().any(|known| known == named) {
            return;
        }
        let what = format!("code of namespace {} in {list}", named.1);
        let known = known.filter(|known| known.1 == named.1).map(|known| known.0);
        self.problem(format!("{path}.code"), not_defined(&what, named.0, known));
    }

    fn department(&mut self, path: &[String], at: &str) {
        if path.is_empty() {
            self.problem(at, "must begin with the name of an organisation");
        }
        let mut level: &[Organization] = &self.file.organizations;
        for (index, name) in path.iter().enumerate() {
            let Some(found) = level.iter().find(|known| known.name == *name) else {
                let known = level.iter().map(|known| known.name.as_str());
                let reason = not_defined("name in $.organizations", name, known);
                self.problem(format!("{at}[{index}]"), reason);
                return;
            };
            level = &found.departments;
        }
    }

    fn recipients(&mut self) {
        let file = self.file;
        for (recipient, code) in &file.codes {
            let path = names::member("$.codes", recipient);
            if !is_recipient(recipient) {
                self.problem(&path, "is neither an e-mail address nor a phone number");
            }
            if VerificationCode::parse(code.as_str()).is_err() {
                self.problem(&path, "is no code: a code has 1 to 16 letters and digits");
            }
        }
        for (identifier, behaviour) in &file.reserved {
            let path = names::member("$.reserved", identifier);
            if behaviour.needs_recipient() && !is_recipient(identifier) {
                self.problem(&path, "is neither an e-mail address nor a phone number");
            }
        }
        let mut seen = Seen::default();
        for (section, keys) in [
            ("codes", file.codes.keys().collect::<Vec<_>>()),
            ("reserved", file.reserved.keys().collect()),
        ] {
            for key in keys.into_iter().filter(|key| key.contains('@')) {
                seen.note(
                    (section, key.to_lowercase()),
                    names::member(&format!("$.{section}"), key),
                );
            }
        }
        self.problems.extend(seen.problems);
    }

    /// Lets the doors themselves say what they do not let through.
    fn planting(&mut self) {
        let (pool_id, app_id) = (Sandbox::USER_POOL_ID.to_owned(), Sandbox::APP_ID.to_owned());
        let mut pool = Pool::new(pool_id, app_id, self.file.rules(), Outbox::default(), 0);
        if let Err((index, error)) = plant::plant(self.file, &mut pool, SystemTime::UNIX_EPOCH) {
            let path = format!("$.users[{index}]");
            match error {
                NewUserError::Unusable { field, reason } => {
                    self.problem(format!("{path}.{field}"), reason);
                }
                NewUserError::Taken(field) => {
                    self.problem(format!("{path}.{field}"), "another user has it");
                }
                NewUserError::Nameless => self.problem(path, error.to_string()),
            }
        }
    }
}

/// What must be unique, with the place where it was first.
#[derive(Default)]
struct Seen {
    places: BTreeMap<(&'static str, String), String>,
    problems: Vec<SeedProblem>,
}

impl Seen {
    fn note(&mut self, key: (&'static str, String), path: String) {
        match self.places.get(&key) {
            None => drop(self.places.insert(key, path)),
            Some(first) => {
                let reason = format!("is the same as {first}: it must be unique");
                self.problems.push(SeedProblem::new(path, reason));
            }
        }
    }
}

fn organizations(list: &[Organization], at: &str, above: &str, seen: &mut Seen) {
    for (index, organization) in list.iter().enumerate() {
        let at = format!("{at}[{index}]");
        let name = format!("{above}/{}", organization.name);
        seen.note(("organization", name.clone()), format!("{at}.name"));
        organizations(&organization.departments, &format!("{at}.departments"), &name, seen);
    }
}

fn is_recipient(text: &str) -> bool {
    if text.contains('@') { Email::parse(text).is_ok() } else { PhoneNumber::parse(text).is_ok() }
}

fn not_defined<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match names::nearest(name, known) {
        Some(nearest) => format!("is no {what}; the nearest is {nearest}"),
        None => format!("is no {what}: there is none"),
    }
}
