//! What the system allows this process: descriptors, ports, address space. Checked before a run, which is then limited
//! so that it never exceeds them.

mod address_space;
mod descriptors;
mod ports;
mod threads;

pub use address_space::AddressSpace;
pub use descriptors::{Descriptors, increase as increase_descriptors, make_room};
pub use ports::local_ports;

use crate::error::CommandError;

/// Sees to it that the process has what every run needs, or says what is missing.
///
/// # Errors
/// Address space or threads are missing (exit 2).
pub fn prepare() -> Result<(), CommandError> {
    address_space::prepare()?;
    threads::prepare()
}
