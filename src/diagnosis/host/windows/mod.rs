//! What a Windows registry means for TLS: which versions each kind of program offers, why, and what to change.
//!
//! Pure: a snapshot and, where it lacks the build, the name of the Windows go in; facts, findings and a repair come out. The
//! same code judges this machine and the exports of others.

mod algorithms;
mod clients;
mod confidence;
mod dotnet;
mod facts;
mod findings;
mod old_check;
mod os;
mod repair;
mod schannel;
mod suites;
mod winhttp;

pub use algorithms::{Algorithm, Algorithms};
pub use clients::{Client, ClientFacts};
pub use confidence::{Confidence, VersionVerdict};
pub use dotnet::{
    Asks, CLR2, CLR4, DotnetFacts, DotnetValues, Installed, Request, Runtime, STRONG, SYSTEM_DEFAULT, request,
};
pub use facts::WindowsFacts;
pub use findings::{Weight, WindowsFinding, WindowsFindingCode, findings, weigh};
pub use old_check::{Rule, RuleId, RuleResult, update_management};
pub use os::{Generation, OsDefault, OsFacts, OsName, Width, generation, parse_os};
pub use repair::{Before, Change, ClientKind, Repair, repair};
pub use schannel::{ProtocolValues, Protocols, Role, SCHANNEL, Stray, judge, protocol_path};
pub use suites::{SuiteFacts, SuiteSource};
pub use winhttp::{DEFAULT_SECURE_PROTOCOLS, Mask, ProxyFacts, WINHTTP, WinHttpFacts, WinInetFacts};

#[cfg(test)]
mod tests;
