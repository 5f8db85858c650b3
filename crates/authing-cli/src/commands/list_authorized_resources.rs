use authing::operations::ListAuthorizedResources;
use authing::types::ResourceKind;

use super::Command;
use crate::failure::Refused;

/// The arguments of A31.
#[derive(Debug, clap::Args)]
pub(crate) struct ListAuthorizedResourcesArgs {
    /// The namespace: default
    namespace: String,

    /// Only resources of this kind: DATA, API, MENU, UI, BUTTON
    #[arg(long, value_name = "KIND")]
    resource_type: Option<String>,
}

impl Command for ListAuthorizedResourcesArgs {
    type Operation = ListAuthorizedResources;

    fn operation(self) -> Result<ListAuthorizedResources, Refused> {
        let kind = self.resource_type.map(ResourceKind::from);
        Ok(ListAuthorizedResources::new(self.namespace, kind))
    }
}
