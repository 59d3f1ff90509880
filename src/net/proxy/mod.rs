//! Asking a proxy for a tunnel. Its refusal is a stage of its own, never the endpoint's answer.

mod http_connect;

#[cfg(fuzzing)]
pub(crate) use http_connect::judge_reply;

use std::time::Instant;

use super::connection::{Connected, Failure};
use super::preamble;
use crate::observation::{ProxyRefusal, Stage, Unreached};
use crate::target::Proxy;
use http_connect::HttpConnect;

/// What it means that the proxy itself was not reached.
pub(super) fn unreached(failure: Failure) -> Failure {
    match failure {
        Failure::Unreached(why) => Failure::Unreached(Unreached::Proxy(ProxyRefusal::Unreached(Box::new(why)))),
        local @ Failure::Local(_) => local,
    }
}

/// Asks for a tunnel to this authority over a fresh connection to the proxy. What comes behind the proxy's reply is the
/// endpoint's.
pub(super) async fn tunnel(
    connected: Connected,
    proxy: &Proxy,
    authority: &str,
    began: Instant,
    deadline: Instant,
) -> Result<Connected, (Stage, Failure)> {
    preamble::speak(HttpConnect::new(authority, proxy.authorization()), connected, began, deadline).await
}
