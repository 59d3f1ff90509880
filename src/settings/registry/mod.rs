//! A Windows registry as read: one model behind which stand exported `.reg` files of any machine and the live registry.
//!
//! Judging what was read is `host::windows`; here nothing is known about TLS except which keys are worth keeping.

mod data;
mod file;
mod lines;
mod problem;
mod reader;
mod roots;
mod snapshot;
mod syntax;

pub use data::Data;
pub use file::{LARGEST_FILE, read_exports, read_exports_from};
pub use problem::{RegistryError, RegistryProblem};
pub use roots::{PACKAGES, ROOTS, Root, is_wanted, is_wanted_package};
pub use snapshot::{Entry, Key, Lookup, Snapshot, Value, View, last_name};

#[cfg(test)]
mod tests;
