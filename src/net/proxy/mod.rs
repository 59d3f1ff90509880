//! Asks a proxy for a tunnel. The proxy's refusal is a separate stage, never the endpoint's answer.

mod http_connect;
mod phrases;

#[cfg(fuzzing)]
pub(crate) use http_connect::{Secret, judge_reply};

use std::time::Instant;

use super::connection::{Connected, Failure};
use super::preamble;
use crate::observation::{ProxyRefusal, Stage, Unreached};
use crate::target::Proxy;
use http_connect::HttpConnect;

/// Wraps the failure to reach the proxy.
pub(super) fn unreached(failure: Failure) -> Failure {
    match failure {
        Failure::Unreached(why) => Failure::Unreached(Unreached::Proxy(ProxyRefusal::Unreached(Box::new(why)))),
        local @ Failure::Local(_) => local,
    }
}

/// Asks for a tunnel to this authority over a new connection to the proxy. Bytes after the proxy's reply are the
/// endpoint's.
pub(super) async fn tunnel(
    connected: Connected,
    proxy: &Proxy,
    authority: &str,
    began: Instant,
    deadline: Instant,
) -> Result<Connected, (Stage, Failure)> {
    preamble::speak(HttpConnect::new(authority, proxy.authorization().as_deref()), connected, began, deadline).await
}
