//! A repair as the remedy of a finding, with its commands for `cmd`.

use super::repair::{Change, Repair};
use crate::diagnosis::Step;
use crate::diagnosis::host::Remedy;
use crate::message::Message;
use crate::tls::Version;

/// The command that restarts Windows, with a delay in which `shutdown /a` cancels it, and with a reason for the log:
/// planned (`p:`), operating system (2), reconfiguration (4). Scripts contain it as a comment only: pasted or run as a
/// whole, a script must not restart a machine.
pub const RESTART: &str = "shutdown /r /t 300 /d p:2:4 /c \"TLS settings changed\"";
/// The command that cancels the restart during its delay.
pub const CANCEL_RESTART: &str = "shutdown /a";
/// What `reg.exe` prints when a command succeeds, in English.
pub const SUCCESS: &str = "The operation completed successfully";
/// The command that prints how to undo the repair.
const UNDO: &str = "tlsready host --fix cmd --undo";

impl Change {
    /// Returns the `cmd` command that sets the value.
    pub fn command(&self) -> String {
        format!("reg add \"{}\" /v \"{}\" /t REG_DWORD /d {} /f", self.path, self.name, self.number)
    }

    /// Returns the name and the reason, as a clause.
    pub fn why(&self) -> Message {
        Message::RepairReason { name: self.name.to_owned(), reason: Box::new(self.reason.clone()) }
    }
}

impl Repair {
    /// Returns the remedy, or `None` if there is no value to set.
    pub fn remedy(&self) -> Option<Remedy> {
        if self.changes.is_empty() {
            return None;
        }
        let mut named: Vec<&str> = Vec::new();
        let mut reasons = Vec::new();
        for change in &self.changes {
            // Both widths set the same value for the same reason.
            if !named.contains(&change.name) {
                named.push(change.name);
                reasons.push(change.why());
            }
        }
        let commands = self.changes.iter().map(Change::command).chain([format!("rem {RESTART}")]).collect();
        let mut steps: Vec<Step> = self.first.iter().cloned().map(Step::Do).collect();
        steps.extend([
            Step::Do(Message::RepairRemedySet { reasons }),
            Step::Paste(commands),
            Step::Do(Message::RepairRemedyRestart {
                success: SUCCESS.to_owned(),
                cancel: CANCEL_RESTART.to_owned(),
                undo: UNDO.to_owned(),
            }),
        ]);
        Some(Remedy { version: Version::Tls12, steps })
    }
}
