//! `tlsready lab`: serves the lab until it is stopped.

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;

use crate::cli::{HostFormat, LabArgs};
use crate::commands::terminal::Terminal;
use crate::diagnosis::{Reason, SupportState};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::lab::{Lab, LabEndpoint};
use crate::message::Message;
use crate::observation::{TrustJudgment, TrustProblem};
use crate::report::layout::Page;
use crate::report::layout::text::{width, wrap};
use crate::report::output::Output;
use crate::say::Words;
use crate::tls::Version;

/// Open file descriptors for a busy lab.
const DESCRIPTORS: u64 = 16 * 1024;

/// Runs `tlsready lab`.
pub fn run(args: &LabArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    // The soft limit may be low; if it cannot be raised, clients wait a little longer.
    if let Err(error) = crate::resources::increase_descriptors(DESCRIPTORS) {
        tracing::debug!(%error, "the limit of open descriptors stays as it is");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::failed(Message::ErrorRuntime { cause: error.to_string() }))?;
    runtime.block_on(serve(args.format, terminal))
}

async fn serve(format: HostFormat, terminal: &Terminal) -> Result<Exit, CommandError> {
    let mut stop = std::pin::pin!(stopped()?);
    let lab = Lab::start(OffsetDateTime::now_utc()).await.map_err(|error| {
        CommandError::failed(Message::ErrorLabStart { cause: error.to_string() }).hint(Message::HintLabStart)
    })?;
    let text = match format {
        HostFormat::Table => table(&lab, terminal.page(false)),
        HostFormat::Json => json(&lab)?,
    };
    Output::stdout().write(text.as_bytes())?;
    stop.as_mut().await;
    Ok(Exit::AsExpected)
}

/// Completes when the user or the system requests a stop. Signals are caught from this call on, not from the first
/// poll.
#[cfg(unix)]
fn stopped() -> Result<impl Future<Output = ()>, CommandError> {
    use tokio::signal::unix::{SignalKind, signal};
    let failed = |error: std::io::Error| CommandError::failed(Message::ErrorSignals { cause: error.to_string() });
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes when the user requests a stop.
#[cfg(windows)]
fn stopped() -> Result<impl Future<Output = ()>, CommandError> {
    let mut interrupt = tokio::signal::windows::ctrl_c()
        .map_err(|error| CommandError::failed(Message::ErrorSignals { cause: error.to_string() }))?;
    Ok(async move {
        interrupt.recv().await;
    })
}

fn table(lab: &Lab, page: Page<'_>) -> String {
    let say = |message: Message| page.words.say(&message).to_string();
    let heads = [Message::LabColumnAddress, Message::LabColumnId, Message::LabColumnDescription].map(say);
    let row = |endpoint: &LabEndpoint| {
        [endpoint.address.to_string(), endpoint.id.to_owned(), endpoint.description(page.words)]
    };
    let rows: Vec<[String; 3]> = [heads].into_iter().chain(lab.endpoints().iter().map(row)).collect();
    let column = |place: usize| rows.iter().map(|row| width(&row[place])).max().unwrap_or_default();
    let widths = [column(0), column(1)];
    let pad = |text: &str, columns: usize| format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))));
    let row = |[address, id, description]: &[String; 3]| {
        format!("{}  {}  {description}", pad(address, widths[0]), pad(id, widths[1]))
    };
    let mut lines: Vec<String> = rows.iter().map(row).chain([String::new()]).collect();
    let name = lab.endpoints().first().map_or_else(String::new, |endpoint| endpoint.server_name.clone());
    let closing = [
        Message::LabServers { servers: lab.endpoints().len() as u64, name },
        Message::LabCa { flag: "--format json".to_owned() },
        Message::LabServing,
    ];
    lines.extend(closing.into_iter().flat_map(|message| wrap(&say(message), page.width)));
    lines.join("\n") + "\n"
}

/// Returns one line of JSON, so that the program that started the lab can wait for that line.
fn json(lab: &Lab) -> Result<String, CommandError> {
    let words = Words::english();
    let endpoints = lab.endpoints().iter().map(|endpoint| EndpointJson::of(endpoint, &words)).collect();
    let shown = LabJson { endpoints, ca_pem: lab.ca_pem() };
    let mut text = serde_json::to_string(&shown)
        .map_err(|error| CommandError::failed(Message::ErrorRenderJson { cause: error.to_string() }))?;
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
    description: String,
    shows: String,
    expected: BTreeMap<&'a str, SupportState>,
    reasons: BTreeMap<&'a str, &'a [Reason]>,
    /// `trusted`, a problem, or null if there is no chain to judge. Assumes that the lab's CA is trusted.
    expected_trust: Option<&'static str>,
}

impl<'a> EndpointJson<'a> {
    fn of(endpoint: &'a LabEndpoint, words: &Words) -> Self {
        let versions = &endpoint.expected.versions;
        Self {
            id: endpoint.id,
            host: endpoint.address.ip().to_string(),
            port: endpoint.address.port(),
            server_name: &endpoint.server_name,
            description: endpoint.description(words),
            shows: endpoint.rule(words),
            expected: versions.iter().map(|(version, (state, _))| (Version::code(*version), *state)).collect(),
            reasons: versions.iter().map(|(version, (_, reasons))| (version.code(), reasons.as_slice())).collect(),
            expected_trust: endpoint.expected.trust.as_ref().map(trust_code),
        }
    }
}

/// Returns the code of a trust judgment for JSON.
const fn trust_code(judgment: &TrustJudgment) -> &'static str {
    match judgment {
        TrustJudgment::Trusted => "trusted",
        TrustJudgment::NotJudged => "not-judged",
        TrustJudgment::NotTrusted(problem) => match problem {
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
