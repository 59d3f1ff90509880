//! The tables from the sources, row by row, and the repair, checked with our own judgment.

mod audit;
mod clients;
mod enough;
mod names;
mod plans;
mod protocols;
mod scripts;

use super::dotnet::NDP_FULL;
use super::findings::findings;
use super::repair::repair;
use super::*;
use crate::diagnosis::{Confidence, FindingCode, Weight};
use crate::message::Message;
use crate::say::Words;
use crate::settings::registry::{Data, Snapshot, View};
use crate::tls::Version;

const CURRENT_VERSION: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
const ENVIRONMENT: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";

/// Returns a 64-bit machine of a build: everything was read, .NET 3.5 and 4.7.2 are installed, and no value is set.
pub(super) fn machine(build: u32) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for root in crate::settings::registry::ROOTS {
        snapshot.mark_read(root.path);
        snapshot.mark_read(&View::ThirtyTwo.path(root.path));
    }
    snapshot.set(CURRENT_VERSION, "CurrentBuildNumber", Data::Text(build.to_string()));
    snapshot.set(ENVIRONMENT, "PROCESSOR_ARCHITECTURE", Data::Text("AMD64".into()));
    snapshot.set(NDP_FULL, "Release", Data::Dword(461_814));
    let three = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v3.5";
    snapshot.set(three, "Install", Data::Dword(1));
    snapshot
}

/// Returns the title of a script.
pub(super) fn title() -> Message {
    Message::RepairScriptTitleUnnamed { windows: "web01 · Windows Server 2008 R2".to_owned() }
}

pub(super) fn client(snapshot: &mut Snapshot, version: Version, name: &str, number: u32) {
    snapshot.set(&protocol_path(version, Role::Client), name, Data::Dword(number));
}

/// Sets both values of TLS 1.2 as instructions do.
pub(super) fn switched_on(mut snapshot: Snapshot) -> Snapshot {
    client(&mut snapshot, Version::Tls12, "DisabledByDefault", 0);
    client(&mut snapshot, Version::Tls12, "Enabled", 1);
    snapshot
}

/// Sets a value of .NET in both views and for both runtimes.
pub(super) fn dotnet(mut snapshot: Snapshot, name: &str, number: u32) -> Snapshot {
    for view in [View::Native, View::ThirtyTwo] {
        for key in [CLR4, CLR2] {
            snapshot.set(&view.path(key), name, Data::Dword(number));
        }
    }
    snapshot
}
