//! `tlsready lab`: serves the lab until it is told to stop.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use time::OffsetDateTime;

use crate::cli::{HostFormat, LabArgs};
use crate::diagnosis::{Reason, SupportState};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::lab::{LONGEST_ID, Lab, LabEndpoint};
use crate::observation::{TrustJudgement, TrustProblem};
use crate::report::output::Output;
use crate::tls::Version;

/// Descriptors that a busy lab wants.
const DESCRIPTORS: u64 = 16 * 1024;

/// Runs `tlsready lab`.
pub fn run(args: &LabArgs) -> Result<Exit, CommandError> {
    // The soft limit may be low; if it cannot be raised, clients wait a little longer.
    if let Err(error) = crate::resources::increase_descriptors(DESCRIPTORS) {
        tracing::debug!(%error, "the limit of open descriptors stays as it is");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::failed(format!("cannot start the runtime: {error}")))?;
    runtime.block_on(serve(args.format))
}

async fn serve(format: HostFormat) -> Result<Exit, CommandError> {
    let mut stop = std::pin::pin!(stopped()?);
    let lab = Lab::start(OffsetDateTime::now_utc()).await.map_err(|error| {
        CommandError::failed(format!("cannot start the lab: {error}"))
            .hint("the lab needs to open about sixty sockets on 127.0.0.1")
    })?;
    let text = match format {
        HostFormat::Table => table(&lab),
        HostFormat::Json => json(&lab)?,
    };
    Output::stdout().write(text.as_bytes())?;
    stop.as_mut().await;
    Ok(Exit::AsExpected)
}

/// Ends when the user or the system says stop. Signals are caught from the call on, not from the first poll.
#[cfg(unix)]
fn stopped() -> Result<impl Future<Output = ()>, CommandError> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error| CommandError::failed(format!("cannot wait for signals: {error}"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the user says stop.
#[cfg(windows)]
fn stopped() -> Result<impl Future<Output = ()>, CommandError> {
    let mut interrupt = tokio::signal::windows::ctrl_c()
        .map_err(|error| CommandError::failed(format!("cannot wait for signals: {error}")))?;
    Ok(async move {
        interrupt.recv().await;
    })
}

fn table(lab: &Lab) -> String {
    let mut rows = String::new();
    let mut row = |address: &str, id: &str, describe: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(rows, "{address:<15}  {id:<LONGEST_ID$}  {describe}");
    };
    row("address", "id", "what it does");
    for endpoint in lab.endpoints() {
        row(&endpoint.address.to_string(), endpoint.id, endpoint.describe);
    }
    format!(
        "{rows}\n{} servers. Each goes by the name ID.lab.test, such as {}.\n\
         Their CA, and the right answer for each version: tlsready lab --format json\n\
         Serving until Ctrl-C.\n",
        lab.endpoints().len(),
        lab.endpoints().first().map_or("", |endpoint| endpoint.server_name.as_str()),
    )
}

/// One line, so that whoever started the lab can wait for it.
fn json(lab: &Lab) -> Result<String, CommandError> {
    let shown = LabJson { endpoints: lab.endpoints().iter().map(EndpointJson::of).collect(), ca_pem: lab.ca_pem() };
    let mut text = serde_json::to_string(&shown)
        .map_err(|error| CommandError::failed(format!("cannot write the addresses: {error}")))?;
    text.push('\n');
    Ok(text)
}

#[derive(Serialize)]
struct LabJson<'a> {
    endpoints: Vec<EndpointJson<'a>>,
    ca_pem: &'a str,
}

#[derive(Serialize)]
struct EndpointJson<'a> {
    id: &'a str,
    host: String,
    port: u16,
    server_name: &'a str,
    description: &'a str,
    shows: &'a str,
    expected: BTreeMap<&'a str, SupportState>,
    reasons: BTreeMap<&'a str, &'a [Reason]>,
    /// `trusted`, a problem, or null where no chain can be judged; with the lab's CA as a root.
    expected_trust: Option<&'static str>,
}

impl<'a> EndpointJson<'a> {
    fn of(endpoint: &'a LabEndpoint) -> Self {
        let versions = &endpoint.expected.versions;
        Self {
            id: endpoint.id,
            host: endpoint.address.ip().to_string(),
            port: endpoint.address.port(),
            server_name: &endpoint.server_name,
            description: endpoint.describe,
            shows: endpoint.shows,
            expected: versions.iter().map(|(version, (state, _))| (Version::code(*version), *state)).collect(),
            reasons: versions.iter().map(|(version, (_, reasons))| (version.code(), reasons.as_slice())).collect(),
            expected_trust: endpoint.expected.trust.as_ref().map(trust_code),
        }
    }
}

/// The word for a judgement in data.
const fn trust_code(judgement: &TrustJudgement) -> &'static str {
    match judgement {
        TrustJudgement::Trusted => "trusted",
        TrustJudgement::NotJudged => "not-judged",
        TrustJudgement::NotTrusted(problem) => match problem {
            TrustProblem::UnknownIssuer => "unknown-issuer",
            TrustProblem::Expired => "expired",
            TrustProblem::NotYetValid => "not-yet-valid",
            TrustProblem::WrongName => "wrong-name",
            TrustProblem::Revoked => "revoked",
            TrustProblem::BadSignature => "bad-signature",
            TrustProblem::UnsupportedAlgorithm => "unsupported-algorithm",
            TrustProblem::CaUsedAsServer => "ca-used-as-server",
            TrustProblem::Malformed => "malformed",
            TrustProblem::NoRoots => "no-roots",
        },
    }
}
