//! One run: targets in, records out, conclusions and reports as they come.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use time::OffsetDateTime;
use tokio::sync::mpsc;

use super::lab::Trial;
use super::sources::{Listed, Source, Stream};
use super::{Settled, progress};
use crate::cli::Format;
use crate::commands::terminal;
use crate::diagnosis::diagnose;
use crate::engine::{Engine, Probed, Stopper, many};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::host::facts::HostFacts;
use crate::observation::Asked;
use crate::probe::Engines;
use crate::report::model::{EndpointReport, Report, Summary};
use crate::report::output::Output;
use crate::report::{json, jsonl, table};

/// Targets that wait to be probed, and records that wait to be told: enough that neither side waits for the other.
const WAITING: usize = 256;

pub(super) async fn run(settled: Settled, source: Source, output: Output) -> Result<Exit, CommandError> {
    let clock = Instant::now();
    let started = OffsetDateTime::now_utc();
    let host = tokio::task::spawn_blocking(crate::host::collect);
    let (source, trial) = match source {
        Source::Lab(settle) => {
            let trial = Trial::start().await?;
            let mut targets = trial.targets();
            for target in &mut targets {
                settle.apply(target);
            }
            (Source::Listed(Listed { targets, ..Listed::default() }), Some(trial))
        }
        other => (other, None),
    };
    let Settled { plan, limits, in_flight, deadline, format, quiet, color, to_file } = settled;
    let engines = Arc::new(Engines::new(trial.iter().filter_map(Trial::root).collect()));
    for engine in plan.engines.clone() {
        let engines = Arc::clone(&engines);
        tokio::spawn(async move { engines.ready(engine, Asked::Default).await });
    }
    let stopper = Stopper::default();
    stop_on_signal(&stopper, deadline);

    let mut listed = Listed::default();
    let versions = plan.versions.clone();
    let engine = Arc::new(Engine::new(plan, engines, limits));
    let (targets, to_probe) = mpsc::channel(WAITING);
    let mut bad_lines = None;
    let known = match source {
        Source::Listed(mut all) => {
            let known = all.targets.len();
            let mine = std::mem::take(&mut all.targets);
            tokio::spawn(async move {
                for target in mine {
                    if targets.send(target).await.is_err() {
                        return;
                    }
                }
            });
            listed = all;
            Some(known)
        }
        Source::Streamed(stream) => {
            let stopper = stopper.clone();
            bad_lines = Some(std::thread::spawn(move || feed(*stream, &targets, &stopper)));
            None
        }
        Source::Lab(_) => None,
    };
    if let (Some(catalog), false) = (&listed.catalog, quiet) {
        note(&format!("endpoints from {catalog}"));
    }
    let bar = progress::bar(quiet, known);
    let (done, mut probed) = mpsc::channel(WAITING);
    tokio::spawn(many(engine, to_probe, in_flight, stopper.clone(), done));

    let host = host.await.map_err(|error| CommandError::failed(format!("cannot look at this host: {error}")))?;
    let mut teller =
        Teller { host, versions, format, output, summary: Summary::default(), unclear: 0, kept: Vec::new() };
    while let Some(one) = probed.recv().await {
        bar.inc(1);
        teller.take(one)?;
        if teller.output.is_closed() {
            // Nobody reads on: what is still to come is of no use.
            stopper.stop();
            break;
        }
    }
    bar.finish_and_clear();
    let bad_lines =
        bad_lines.map_or(0, |feeder| if teller.output.is_closed() { 0 } else { feeder.join().unwrap_or(0) });
    let partial = stopper.is_stopped();
    teller.finish(Finish {
        started,
        took: clock,
        listed,
        trial,
        partial,
        bad_lines,
        quiet,
        style: terminal::style(color, to_file),
    })
}

/// What only the end of a run knows.
struct Finish {
    started: OffsetDateTime,
    took: Instant,
    listed: Listed,
    trial: Option<Trial>,
    partial: bool,
    bad_lines: u64,
    quiet: bool,
    style: crate::report::style::Style,
}

/// Draws the conclusions as records come, and tells them at once or at the end.
struct Teller {
    host: HostFacts,
    versions: Vec<crate::tls::Version>,
    format: Format,
    output: Output,
    summary: Summary,
    unclear: usize,
    kept: Vec<(u64, EndpointReport)>,
}

impl Teller {
    fn take(&mut self, probed: Probed) -> Result<(), CommandError> {
        let Probed { number, target, records } = probed;
        for record in records {
            let diagnosis = diagnose(&target, &record, &self.host, &self.versions);
            self.unclear += usize::from(diagnosis.unclear);
            let report = EndpointReport::new(target.clone(), &record, diagnosis);
            self.summary.count(&report);
            if self.format == Format::Jsonl {
                self.output.write(jsonl::line(&report)?.as_bytes())?;
            } else {
                self.kept.push((number, report));
            }
        }
        Ok(())
    }

    fn finish(mut self, end: Finish) -> Result<Exit, CommandError> {
        // As given, whatever came first: two runs can be compared.
        self.kept.sort_by_key(|(number, _)| *number);
        let endpoints: Vec<_> = self.kept.into_iter().map(|(_, report)| report).collect();
        let truth = end.trial.as_ref().filter(|_| self.format != Format::Jsonl).map(|trial| trial.judge(&endpoints));
        let host_findings = crate::diagnosis::host_findings(&self.host);
        let report = Report {
            started: end.started,
            duration: end.took.elapsed(),
            host: self.host,
            host_findings,
            endpoints,
            skipped: end.listed.skipped,
            partial: end.partial,
            catalog_source: end.listed.catalog,
        };
        match self.format {
            Format::Table => self.output.write(table::render(&report, end.style).as_bytes())?,
            Format::Json => self.output.write(json::render(&report)?.as_bytes())?,
            Format::Jsonl if end.quiet => {}
            Format::Jsonl => notes(&report),
        }
        if let (Some(truth), Format::Table) = (&truth, self.format) {
            self.output.write(truth.sentence().as_bytes())?;
        }
        self.output.finish()?;
        if let Some(truth) = truth {
            if self.format != Format::Table {
                note(truth.sentence().trim_end());
            }
            return Ok(truth.exit());
        }
        Ok(exit(self.summary, self.unclear, end.partial, end.bad_lines))
    }
}

/// 1 goes before 3: what is known to be wrong is not hidden by what is not known.
fn exit(summary: Summary, unclear: usize, partial: bool, bad_lines: u64) -> Exit {
    if bad_lines > 0 {
        Exit::Usage
    } else if partial {
        Exit::Unclear
    } else if summary.unmet > 0 {
        Exit::Unmet
    } else if unclear > 0 {
        Exit::Unclear
    } else {
        Exit::AsExpected
    }
}

/// What a report of one line an endpoint has no place for.
fn notes(report: &Report) {
    for skipped in &report.skipped {
        note(&format!("skipped: {} ({}): set {}", skipped.pattern, skipped.purpose, skipped.flag));
    }
    if report.partial {
        note("the run was stopped before every endpoint was finished");
    }
}

/// A line on stderr; a closed stderr is no reason to stop.
fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Reads stdin on a thread of its own, at the pace of the run. Gives the number of lines that are no targets.
fn feed(stream: Stream, targets: &mpsc::Sender<crate::target::Target>, stopper: &Stopper) -> u64 {
    let mut bad = 0;
    for line in stream {
        if stopper.is_stopped() {
            break;
        }
        match line {
            Ok(target) => {
                if targets.blocking_send(target).is_err() {
                    break;
                }
            }
            Err(problem) => {
                bad += 1;
                note(&format!("error: {problem}\nhint: {}", problem.hint()));
            }
        }
    }
    bad
}

/// Ctrl-C, SIGTERM and the run's own deadline: what is known is told, marked partial.
fn stop_on_signal(stopper: &Stopper, deadline: Option<std::time::Duration>) {
    if let Some(deadline) = deadline {
        let stopper = stopper.clone();
        tokio::spawn(async move {
            tokio::time::sleep(deadline).await;
            stopper.stop();
        });
    }
    let stopper = stopper.clone();
    tokio::spawn(async move {
        asked_to_stop().await;
        stopper.stop();
    });
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
