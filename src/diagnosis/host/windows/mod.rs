//! What a Windows registry means for TLS: which versions each client offers, why, and what to change.
//!
//! [`Assessment::of`] is the entry point. It takes a snapshot and, if the snapshot lacks the build, the name of the
//! Windows. It returns facts, a verdict, findings, and a repair. The same code judges this host and exports from other
//! hosts.

mod algorithms;
mod assessment;
mod clients;
mod dotnet;
mod facts;
mod findings;
mod old_check;
mod os;
mod remedy;
mod repair;
mod schannel;
mod strays;
mod suites;
mod values;
mod verdict;
mod winhttp;

pub use algorithms::{Algorithm, Algorithms};
pub use assessment::{Assessment, ClientRow};
pub use clients::{Client, ClientFacts, ClientKind, ProgramWidth};
pub use dotnet::{
    Asks, CLR2, CLR4, DotnetFacts, DotnetValues, Installed, Request, Runtime, STRONG, SYSTEM_DEFAULT, request,
};
pub use facts::WindowsFacts;
pub use old_check::{CHECKER, Rule, RuleId, RuleResult, update_management};
pub use os::{Generation, OsDefault, OsFacts, OsName, OsNameError, Width, generation, parse_os};
pub use remedy::{CANCEL_RESTART, RESTART, SUCCESS};
pub use repair::{Before, Change, Repair};
pub use schannel::{ProtocolValues, Protocols, Role, judge, protocol_path};
pub use suites::{SuiteFacts, SuiteSource};
pub use values::{RegistryValue, SCHANNEL, Stray, number_text};
pub use verdict::{Offering, VersionVerdict};
pub use winhttp::{
    DEFAULT_SECURE_PROTOCOLS, Mask, ProxyFacts, ProxySetting, SettingsOwner, WINHTTP, WinHttpFacts, WinInetFacts,
};

#[cfg(test)]
mod tests;
