//! What the flags say about every target alike.

use std::net::IpAddr;

use super::sorted;
use crate::catalog::target_text::parse_target;
use crate::cli::CheckArgs;
use crate::error::CommandError;
use crate::message::Message;
use crate::target::{Expectation, Host, Target};
use crate::tls::Version;

/// Flags that hold for every target; the catalog's own words are kept where no flag speaks.
#[derive(Clone, Debug)]
pub(super) struct Expectations {
    require: Option<Version>,
    /// Versions that every endpoint must refuse.
    pub(super) refuse: Vec<Version>,
    trust: bool,
    connect: Option<IpAddr>,
    sni: ServerName,
}

/// Which server name to send.
#[derive(Clone, Debug)]
enum ServerName {
    /// The target's own.
    Own,
    /// None.
    Nothing,
    /// This one.
    Other(String),
}

impl Expectations {
    pub(super) fn new(args: &CheckArgs) -> Result<Self, CommandError> {
        let require = args.require.unwrap_or(Expectation::default().require);
        if let Some(both) = args.refuse.iter().find(|version| **version >= require) {
            let contradiction = Message::RunRefuseContradicts { version: *both, require };
            return Err(CommandError::usage(contradiction).hint(Message::RunHintRefuseBelow));
        }
        let tried = |version: &&Version| args.versions.is_empty() || args.versions.contains(version);
        if let Some(missing) = args.refuse.iter().find(|version| !tried(version)) {
            let code = missing.code().to_owned();
            return Err(CommandError::usage(Message::RunRefuseNotTested { code: code.clone() })
                .hint(Message::RunHintAddToVersions { code }));
        }
        Ok(Self {
            require: args.require,
            refuse: sorted(&args.refuse),
            trust: args.require_trust,
            connect: args.connect,
            sni: server_name(args.sni.as_deref())?,
        })
    }

    pub(super) fn apply(&self, target: &mut Target) {
        let expectation = &mut target.expectation;
        if let Some(require) = self.require {
            expectation.require = require;
            expectation.refuse.retain(|version| *version < require);
        }
        if !self.refuse.is_empty() {
            expectation.refuse.clone_from(&self.refuse);
        }
        expectation.trust |= self.trust;
        if self.connect.is_some() {
            target.connect = self.connect;
        }
        match &self.sni {
            ServerName::Own => {}
            ServerName::Nothing => target.sni = None,
            ServerName::Other(name) => target.sni = Some(name.clone()),
        }
    }
}

fn server_name(flag: Option<&str>) -> Result<ServerName, CommandError> {
    let refuse = |message| Err(CommandError::usage(message).hint(Message::RunHintSni));
    match flag {
        None => Ok(ServerName::Own),
        Some("none") => Ok(ServerName::Nothing),
        Some(text) => match parse_target(text) {
            // RFC 6066, 3: an address is not a server name, and a port is not part of one.
            Ok((Host::Name(name), 443)) if !text.contains([':', '/']) => Ok(ServerName::Other(name)),
            Ok(_) => refuse(Message::RunSniNotAName { name: text.to_owned() }),
            Err(problem) => refuse(Message::RunSniProblem { problem: problem.to_string() }),
        },
    }
}
