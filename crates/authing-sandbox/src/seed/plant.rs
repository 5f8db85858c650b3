//! From a file to a pool, through the doors that control commands use.

use std::time::SystemTime;

use authing_types::{AuthorizedResource, ResourceKind, Role};

use super::Seed;
use super::file::{File, Kind, Organization, User};
use crate::fixtures::SocialUser;
use crate::pool::{Call, FieldDefinition, Pool, Slot, secret_of};
use crate::users::{NewUser, NewUserError};

impl Seed {
    /// Fills an empty pool.
    pub(crate) fn plant(&self, pool: &mut Pool, now: SystemTime) {
        let planted = plant(&self.0, pool, now);
        // The same was done once when the file was checked.
        debug_assert!(planted.is_ok(), "{planted:?}");
    }
}

/// Fills an empty pool, up to the first user who cannot be made.
pub(super) fn plant(
    file: &File,
    pool: &mut Pool,
    now: SystemTime,
) -> Result<(), (usize, NewUserError)> {
    for field in &file.custom_fields {
        pool.define_field(FieldDefinition {
            key: field.key.clone(),
            data_type: field.data_type.clone(),
            label: field.label.clone(),
        });
    }
    for organization in &file.organizations {
        define(pool, organization, &mut Vec::new(), now);
    }
    let call = Call { now, token: None, client: None };
    for (index, user) in file.users.iter().enumerate() {
        let new = user.to_new(file);
        let slot = pool.create_user(new, &call).map_err(|error| (index, error))?;
        user.give(file, pool, slot, now);
    }
    Ok(())
}

fn define<'a>(
    pool: &mut Pool,
    organization: &'a Organization,
    above: &mut Vec<&'a str>,
    now: SystemTime,
) {
    above.push(&organization.name);
    pool.define_org_path(above, now);
    for department in &organization.departments {
        define(pool, department, above, now);
    }
    above.pop();
}

impl User {
    /// What the control surface would be told to make.
    fn to_new(&self, file: &File) -> NewUser {
        let roles = self.roles.iter().map(|named| {
            let mut role = Role::new(named.code.clone(), named.namespace.clone());
            let mut known = file.roles.iter();
            let known = known.find(|it| it.code == named.code && it.namespace == named.namespace);
            role.description = known.and_then(|known| known.description.clone());
            role
        });
        NewUser {
            username: self.username.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            phone_country_code: self.phone_country_code.clone(),
            password: self.password.clone(),
            profile: self.profile.clone(),
            custom_data: self.custom_data.clone(),
            roles: roles.collect(),
            state: self.state.clone(),
        }
    }

    /// What a user has besides.
    fn give(&self, file: &File, pool: &mut Pool, slot: Slot, now: SystemTime) {
        for allowed in &self.resources {
            let mut known = file.resources.iter();
            let is_it =
                known.find(|it| it.code == allowed.code && it.namespace == allowed.namespace);
            let Some(known) = is_it else {
                continue;
            };
            let actions = allowed.actions.as_ref().unwrap_or(&known.actions);
            let mut resource =
                AuthorizedResource::new(known.code.as_str(), known.kind.to_kind(), actions);
            resource.api_identifier.clone_from(&known.api_identifier);
            let grants = &mut pool.account_mut(slot).grants;
            grants.resources.push((known.namespace.clone(), resource));
        }
        for id in &self.applications {
            if let Some(known) = file.applications.iter().find(|known| known.id == *id) {
                pool.add_application(slot, known.to_application(), now);
            }
        }
        for path in &self.departments {
            let names: Vec<&str> = path.iter().map(String::as_str).collect();
            pool.add_org_path(slot, &names, now);
        }
        for identity in &self.identities {
            let mut user = SocialUser::new(
                identity.provider.as_str(),
                String::new(),
                identity.user_id_in_idp.as_str(),
            );
            user.openid.clone_from(&identity.openid);
            user.nickname.clone_from(&identity.nickname);
            pool.give_identity(slot, &user);
        }
        if let Some(app) = &self.authenticator {
            let secret = app.secret.as_ref().and_then(|secret| secret_of(secret.expose_secret()));
            let recovery_code = app.recovery_code.as_ref().map(|code| code.expose_secret());
            pool.bind_authenticator(slot, secret, recovery_code);
        }
    }
}

impl Kind {
    fn to_kind(self) -> ResourceKind {
        match self {
            Self::Data => ResourceKind::Data,
            Self::Api => ResourceKind::Api,
            Self::Menu => ResourceKind::Menu,
            Self::Ui => ResourceKind::Ui,
            Self::Button => ResourceKind::Button,
        }
    }
}
