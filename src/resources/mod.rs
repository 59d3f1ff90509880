//! What the system allows this process: descriptors, ports, address space. Checked before a run, which is then limited
//! so that it never exceeds them.

mod address_space;
mod descriptors;
mod ports;

pub use address_space::{AddressSpace, prepare};
pub use descriptors::{Descriptors, increase as increase_descriptors, make_room};
pub use ports::local_ports;
