//! What to probe, fully specified: nothing here needs a default, a lookup or interpretation.

mod microsoft;
mod proxy;

pub use proxy::{ParseProxyError, Proxy};

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use serde::Serialize;

use crate::tls::Version;

/// A name or an address. Names are kept as A-labels, lower case, without a trailing dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// A DNS name.
    Name(String),
    /// An IP literal.
    Address(IpAddr),
}

impl fmt::Display for Host {
    /// Formats the host as it is written before a port: IPv6 in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

/// How TLS is reached on an endpoint's port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Transport {
    /// TLS from the first byte.
    #[default]
    Tls,
}

/// The route over which an endpoint is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Via {
    /// Directly.
    #[default]
    Direct,
    /// Through this proxy, which resolves the name itself.
    Proxy(Arc<Proxy>),
}

/// One endpoint to probe, and what is expected of it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The name or address to reach; certificates are checked against it.
    pub host: Host,
    /// TCP port, never 0.
    pub port: u16,
    /// The host as the user or the catalog wrote it; reported unchanged.
    pub given: String,
    /// The address to probe instead of resolving the name (`--connect`).
    pub connect: Option<IpAddr>,
    /// How TLS is reached there.
    pub transport: Transport,
    /// The route to it.
    pub route: Via,
    /// The server name to send, already decided from `--sni`; never an IP literal.
    pub sni: Option<String>,
    /// What must hold for exit code 0.
    pub expectation: Expectation,
    /// The catalog entry that the target comes from, if any.
    pub origin: Option<Origin>,
}

impl Target {
    /// Creates a target with the defaults: it sends its name as server name, and has the default expectation.
    pub fn new(host: Host, port: u16, given: impl Into<String>) -> Self {
        let sni = match &host {
            Host::Name(name) => Some(name.clone()),
            // RFC 6066, 3: an address is not a server name.
            Host::Address(_) => None,
        };
        Self {
            host,
            port,
            given: given.into(),
            connect: None,
            transport: Transport::default(),
            route: Via::default(),
            sni,
            expectation: Expectation::default(),
            origin: None,
        }
    }

    /// Reports whether the name is that of one of Microsoft's services.
    pub fn is_microsofts(&self) -> bool {
        matches!(&self.host, Host::Name(name) if microsoft::is_microsofts(name))
    }

    /// Returns the proxy through which the endpoint is reached, if any.
    pub fn proxy(&self) -> Option<&Proxy> {
        match &self.route {
            Via::Direct => None,
            Via::Proxy(proxy) => Some(proxy),
        }
    }

    /// Sets the transport.
    #[must_use]
    pub const fn with_transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// Sets the route.
    #[must_use]
    pub fn with_route(mut self, route: Via) -> Self {
        self.route = route;
        self
    }

    /// Sets the address to probe under the target's name.
    #[must_use]
    pub const fn with_connect(mut self, address: IpAddr) -> Self {
        self.connect = Some(address);
        self
    }

    /// Sets the server name to send, or none.
    #[must_use]
    pub fn with_sni(mut self, sni: Option<String>) -> Self {
        self.sni = sni;
        self
    }

    /// Sets the expectation.
    #[must_use]
    pub fn with_expectation(mut self, expectation: Expectation) -> Self {
        self.expectation = expectation;
        self
    }

    /// Sets the catalog entry.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }
}

/// What must hold for an endpoint to be ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// An agent must be able to connect to the endpoint with this version or above.
    pub require: Version,
    /// Versions that the endpoint must not accept.
    pub refuse: Vec<Version>,
    /// Whether a certificate that this host does not trust makes the endpoint not ready.
    pub trust: bool,
}

impl Default for Expectation {
    fn default() -> Self {
        Self { require: Version::Tls12, refuse: Vec::new(), trust: false }
    }
}

/// The catalog entry from which a target was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// Service id, such as `log-analytics`.
    pub service: String,
    /// Service name for display.
    pub service_name: String,
    /// What the endpoint is for.
    pub purpose: String,
    /// The cloud: `public`, `gov` or `china`; comma-separated if several were requested and share the endpoint.
    pub cloud: String,
    /// Ids of the agents that connect to it.
    pub agents: Vec<String>,
    /// A sentence about what a handshake alone cannot determine about the service.
    pub note: Option<String>,
}
