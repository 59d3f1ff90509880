//! Turns the selection flags of `check` and `catalog` into the catalog to use and the endpoints selected from it.

use crate::catalog::{Catalog, Cloud, Selected, Selection};
use crate::cli::{CloudArg, SelectionArgs};
use crate::error::CommandError;

/// Loads the catalog and selects endpoints from it. Problems in the file or the flags are usage errors.
pub fn select(args: &SelectionArgs) -> Result<(Catalog, Selected), CommandError> {
    let catalog = Catalog::load(args.config.as_deref())?;
    let selection = Selection {
        services: args.service.clone(),
        agents: args.agent.clone(),
        clouds: args.cloud.iter().map(|cloud| Cloud::from(*cloud)).collect(),
        variables: args.var.clone(),
    };
    let selected = catalog.select(&selection)?;
    Ok((catalog, selected))
}

impl From<CloudArg> for Cloud {
    fn from(cloud: CloudArg) -> Self {
        match cloud {
            CloudArg::Public => Self::Public,
            CloudArg::Gov => Self::Gov,
            CloudArg::China => Self::China,
        }
    }
}
