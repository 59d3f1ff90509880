//! Expectations from the flags, which apply to every target.

use std::net::IpAddr;
use std::sync::Arc;

use super::sorted;
use crate::catalog::target_text::parse_target;
use crate::catalog::{Catalog, Expected};
use crate::clean::clean;
use crate::cli::CheckArgs;
use crate::error::CommandError;
use crate::message::Message;
use crate::target::{Expectation, Host, ParseProxyError, Proxy, Target, Via};
use crate::tls::Version;

/// Flags that apply to every target. Where no flag is given, the values of the catalog are kept.
#[derive(Clone, Debug)]
pub(super) struct Expectations {
    require: Option<Version>,
    /// Versions that every endpoint must reject.
    refuse: Vec<Version>,
    trust: bool,
    connect: Option<IpAddr>,
    proxy: Option<Arc<Proxy>>,
    sni: ServerName,
    /// What the catalog expects of targets that are named without it.
    catalog: Arc<Expected>,
}

/// The server name to send.
#[derive(Clone, Debug)]
enum ServerName {
    /// The name of the target.
    Own,
    /// No server name.
    Nothing,
    /// This name.
    Other(String),
}

impl Expectations {
    pub(super) fn new(args: &CheckArgs) -> Result<Self, CommandError> {
        let require = args.require.unwrap_or(Expectation::default().require);
        if let Some(both) = args.refuse.iter().find(|version| **version >= require) {
            let message = Message::ErrorRefuseContradictsRequire { version: both.code().to_owned(), require };
            return Err(CommandError::usage(message).hint(Message::HintRefuseBelowRequire));
        }
        let tried = |version: &&Version| args.versions.is_empty() || args.versions.contains(version);
        if let Some(missing) = args.refuse.iter().find(|version| !tried(version)) {
            let version = || missing.code().to_owned();
            return Err(CommandError::usage(Message::ErrorRefuseNeedsVersion { version: version() })
                .hint(Message::HintAddToVersions { version: version() }));
        }
        Ok(Self {
            require: args.require,
            refuse: sorted(&args.refuse),
            trust: args.require_trust,
            connect: args.connect,
            proxy: args.proxy.as_deref().map(proxy).transpose()?,
            sni: server_name(args.sni.as_deref())?,
            // A name of the catalog is held to the same whether the catalog or the user lists it.
            catalog: if args.endpoints.is_empty() { Arc::default() } else { Arc::new(Catalog::load(None)?.expected()) },
        })
    }

    /// Returns the versions that at least one target from stdin may have to reject.
    pub(super) fn refused(&self) -> Vec<Version> {
        if self.refuse.is_empty() { self.catalog.refused() } else { self.refuse.clone() }
    }

    pub(super) fn apply(&self, target: &mut Target) {
        if target.origin.is_none()
            && let Some(expectation) = self.catalog.of(target)
        {
            target.expectation = expectation;
        }
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
        if let Some(proxy) = &self.proxy {
            target.route = Via::Proxy(Arc::clone(proxy));
        }
        match &self.sni {
            ServerName::Own => {}
            ServerName::Nothing => target.sni = None,
            ServerName::Other(name) => target.sni = Some(name.clone()),
        }
    }
}

/// The variable with the password of the proxy, which other users of this host cannot see in the list of processes.
const PROXY_PASSWORD: &str = "TLSREADY_PROXY_PASSWORD";

fn proxy(flag: &str) -> Result<Arc<Proxy>, CommandError> {
    let proxy = flag.parse().map_err(|problem: ParseProxyError| {
        let hint = problem.hint();
        let is_about_password = matches!(hint, Message::HintProxyEncode { .. });
        let problem = Box::new(problem.message());
        let error = CommandError::usage(Message::PlaceFlag { flag: "--proxy".to_owned(), problem }).hint(hint);
        if is_about_password {
            error.hint(Message::HintProxyPassword { variable: PROXY_PASSWORD.to_owned() })
        } else {
            error
        }
    })?;
    let password = std::env::var_os(PROXY_PASSWORD);
    Ok(Arc::new(match &password {
        Some(password) => Proxy::with_password(proxy, password.as_encoded_bytes()),
        None => proxy,
    }))
}

fn server_name(flag: Option<&str>) -> Result<ServerName, CommandError> {
    let refuse = |problem| {
        let message = Message::PlaceFlag { flag: "--sni".to_owned(), problem: Box::new(problem) };
        Err(CommandError::usage(message).hint(Message::HintSni))
    };
    match flag {
        None => Ok(ServerName::Own),
        Some("none") => Ok(ServerName::Nothing),
        Some(text) => match parse_target(text) {
            // RFC 6066, 3: an address is not a valid server name, and a port is not part of one.
            Ok((Host::Name(name), 443)) if !text.contains([':', '/']) => Ok(ServerName::Other(name)),
            Ok(_) => refuse(Message::ErrorNotHostName { text: clean(text) }),
            Err(problem) => refuse(problem.message()),
        },
    }
}
