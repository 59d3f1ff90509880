//! What the system lets this process have: descriptors, ports, address space. Looked at before a run, which is then bounded so
//! that it never runs out of them.

mod address_space;
mod descriptors;
mod ports;

pub use address_space::{AddressSpace, prepare};
pub use descriptors::{Descriptors, increase as increase_descriptors, make_room};
pub use ports::local_ports;
