//! What a user may reach: applications, departments, roles, resources.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use authing_types::{
    Application, AuthorizedResource, Department, Org, OrgNode, OrgPath, ResourceKind, Role,
    Timestamp, UserPoolId,
};

use super::{Call, Pool, Slot};
use crate::answer::Failure;
use authing_types::ErrorCode;
use std::time::SystemTime;

/// What one account was given, in the order in which it was given.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Grants {
    pub(crate) applications: Vec<Application>,
    pub(crate) org_paths: Vec<OrgPath>,
    pub(crate) roles: Vec<Role>,
    /// With their namespaces.
    pub(crate) resources: Vec<(String, AuthorizedResource)>,
}

/// The organisations and departments that were made, by the names that lead to them.
pub(crate) type Departments = BTreeMap<Vec<String>, Department>;

impl Pool {
    /// The caller's account, where it is the one that is asked for. Clients also write `me`
    /// (protocol.md D9); another user is 403 (an assumption, protocol.md 10).
    pub(crate) fn authenticate_as(&self, user_id: &str, call: &Call) -> Result<Slot, Failure> {
        let (slot, _) = self.authenticate(call)?;
        if user_id == "me" || user_id == self.account(slot).id {
            Ok(slot)
        } else {
            Err(ErrorCode::new(403).into())
        }
    }

    pub(crate) fn add_application(&mut self, slot: Slot, mut app: Application, now: SystemTime) {
        let at = Timestamp::from(now);
        app.created_at.get_or_insert_with(|| at.clone());
        app.updated_at.get_or_insert(at);
        self.account_mut(slot).grants.applications.push(app);
    }

    pub(crate) fn add_role(&mut self, slot: Slot, mut role: Role, now: SystemTime) {
        let at = Timestamp::from(now);
        role.id.get_or_insert_with(|| self.random.hex(12));
        role.created_at.get_or_insert_with(|| at.clone());
        role.updated_at.get_or_insert(at);
        if role.user_pool_id.is_none() {
            role.user_pool_id = UserPoolId::parse(self.user_pool_id.as_str()).ok();
        }
        if let (None, Some(namespace)) = (role.namespace_id, &role.namespace) {
            role.namespace_id = Some(self.namespace_id(namespace));
        }
        self.account_mut(slot).grants.roles.push(role);
    }

    /// Numbers namespaces in the order in which they are first named.
    fn namespace_id(&mut self, namespace: &str) -> i64 {
        let known = self.namespaces.iter().position(|known| known == namespace);
        let index = known.unwrap_or_else(|| {
            self.namespaces.push(namespace.to_owned());
            self.namespaces.len() - 1
        });
        i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1)
    }

    /// Puts an account into a department; it and those above are made where there are none.
    pub(crate) fn add_org_path(&mut self, slot: Slot, names: &[&str], now: SystemTime) {
        if let Some(path) = self.define_org_path(names, now) {
            self.account_mut(slot).grants.org_paths.push(path);
        }
    }

    /// The path to a department, which is made with those above where there are none. A path has at
    /// least one name.
    pub(crate) fn define_org_path(&mut self, names: &[&str], now: SystemTime) -> Option<OrgPath> {
        let mut path = OrgPath::default();
        for depth in 1..=names.len() {
            let names: Vec<String> = names[..depth].iter().map(|name| (*name).to_owned()).collect();
            let department = match self.departments.get(&names) {
                Some(known) => known.clone(),
                None => self.new_department(names, path.department(), now),
            };
            path.nodes.push(OrgNode::Department(Box::new(department)));
        }
        let Some(OrgNode::Department(root)) = path.nodes.first() else {
            return None;
        };
        let mut org = Org::default();
        org.id.clone_from(&root.org_id);
        org.created_at.clone_from(&root.created_at);
        org.updated_at.clone_from(&root.updated_at);
        org.user_pool_id.clone_from(&root.user_pool_id);
        org.root_node_id.clone_from(&root.id);
        path.nodes.insert(0, OrgNode::Org(Box::new(org)));
        Some(path)
    }

    fn new_department(
        &mut self,
        names: Vec<String>,
        parent: Option<&Department>,
        now: SystemTime,
    ) -> Department {
        let name = names.last().cloned().unwrap_or_default();
        let at = Timestamp::from(now);
        let mut department = Department::default();
        department.org_id = match parent {
            Some(parent) => parent.org_id.clone(),
            None => Some(self.random.hex(12)),
        };
        department.id = Some(self.random.hex(12));
        department.created_at = Some(at.clone());
        department.updated_at = Some(at);
        department.user_pool_id = UserPoolId::parse(self.user_pool_id.as_str()).ok();
        department.code = Some(name.to_lowercase().replace(' ', "-"));
        department.name = Some(name);
        self.departments.insert(names, department.clone());
        department
    }

    pub(crate) fn resources(
        &self,
        slot: Slot,
        namespace: &str,
        kind: Option<&ResourceKind>,
    ) -> Vec<AuthorizedResource> {
        let resources = self.account(slot).grants.resources.iter();
        resources
            .filter(|(known, _)| known == namespace)
            .map(|(_, resource)| resource)
            .filter(|resource| kind.is_none() || resource.kind.as_ref() == kind)
            .cloned()
            .collect()
    }
}
