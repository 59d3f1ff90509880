//! A repair as the remedy of a finding, with its commands for `cmd`.

use super::repair::{Change, Repair};
use crate::diagnosis::Step;
use crate::diagnosis::host::Remedy;
use crate::message::Message;
use crate::tls::Version;

/// The command that restarts Windows at once.
pub const RESTART: &str = "shutdown /r /t 0";
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
        let commands = self.changes.iter().map(Change::command).chain([RESTART.to_owned()]).collect();
        let mut steps: Vec<Step> = self.first.iter().cloned().map(Step::Do).collect();
        steps.extend([
            Step::Do(Message::RepairRemedySet { reasons }),
            Step::Paste(commands),
            Step::Do(Message::RepairRemedyRestart { success: SUCCESS.to_owned(), undo: UNDO.to_owned() }),
        ]);
        Some(Remedy { version: Version::Tls12, steps })
    }
}
