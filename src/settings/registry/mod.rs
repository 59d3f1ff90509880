//! A Windows registry as read: one model for exported `.reg` files of any machine and for the live registry.
//!
//! `diagnosis::host::windows` judges what was read; this module knows nothing about TLS except which keys to keep.

mod data;
pub mod exports;
mod file;
mod lines;
mod part;
mod problem;
mod reader;
mod roots;
mod snapshot;
mod syntax;

pub use data::Data;
pub use file::{LARGEST_FILE, is_standard_input, read_exports, read_exports_from};
pub use problem::{RegistryError, RegistryProblem};
pub use roots::{PACKAGES, ROOTS, Root, is_wanted, is_wanted_package};
pub use snapshot::{Entry, Key, Lookup, Snapshot, Value, View, last_name};

#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod tests;
