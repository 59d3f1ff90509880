//! This machine, read only: what its stacks offer, and the settings that make them do so.
//!
//! One door for each operating system only collects; what the collected things mean is told by code that is built and
//! tested everywhere.

pub mod facts;
pub mod openssl;
pub mod openssl_conf;

#[cfg(not(any(windows, target_vendor = "apple")))]
mod linux;

#[cfg(not(any(windows, target_vendor = "apple")))]
pub use linux::collect;
