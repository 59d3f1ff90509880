//! One run: targets in, records out, conclusions and reports as they come.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use time::OffsetDateTime;
use tokio::sync::{mpsc, oneshot};

use super::conclude::{Concluded, Conclusions};
use super::feed::{self, BadLines};
use super::lab::Trial;
use super::resume::Told;
use super::signals::stop_on_signal;
use super::sources::{Listed, Source};
use super::{Settled, progress};
use crate::cli::Format;
use crate::commands::terminal;
use crate::engine::{Engine, Stopper, many};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::host::facts::HostFacts;
use crate::observation::Asked;
use crate::probe::Engines;
use crate::report::model::{EndpointReport, Report};
use crate::report::output::Output;
use crate::report::{json, table};

/// Handfuls of targets that wait to be probed, and of records that wait to be told: enough that neither side waits for the
/// other.
const WAITING: usize = 2;

pub(super) async fn run(settled: Settled, source: Source, output: Output) -> Result<Exit, CommandError> {
    let clock = Instant::now();
    let started = OffsetDateTime::now_utc();
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
    let Settled { plan, limits, in_flight, shuffle, steps, earlier, deadline, format, quiet, color, to_file } = settled;
    let engines = Arc::new(Engines::new(trial.iter().filter_map(Trial::root).collect()).with_steps(steps));
    let stopper = Stopper::default();
    stop_on_signal(&stopper, deadline);

    let mut listed = Listed::default();
    let versions = plan.versions.clone();
    let by = plan.engines.clone();
    let engine = Arc::new(Engine::new(plan, Arc::clone(&engines), limits));
    let (targets, to_probe) = mpsc::channel(WAITING);
    let mut bad_lines = None;
    let known = match source {
        Source::Listed(mut all) => {
            let known = all.targets.len();
            let mine = std::mem::take(&mut all.targets);
            tokio::spawn(async move { targets.send(mine).await });
            listed = all;
            Some(known)
        }
        Source::Streamed(stream) => {
            bad_lines = Some(feed::feed(*stream, shuffle, targets, &stopper));
            None
        }
        Source::Lab(_) => None,
    };
    if let (Some(catalog), false) = (&listed.catalog, quiet) {
        note(&format!("endpoints from {catalog}"));
    }
    if let (Some(earlier), false) = (&earlier, quiet) {
        note(&format!("{} endpoints were written by an earlier run and are left out", earlier.endpoints));
    }
    let bar = progress::bar(quiet, known);
    let (done, probed) = mpsc::channel(WAITING);
    let (begun, is_begun) = oneshot::channel();
    tokio::spawn(many(engine, to_probe, in_flight, stopper.clone(), begun, done));

    // Connections first. While they are on their way there is time for what this machine has to look up.
    let _ = is_begun.await;
    for engine in by {
        let engines = Arc::clone(&engines);
        tokio::spawn(async move { engines.ready(engine, Asked::Default).await });
    }
    let host = tokio::task::spawn_blocking(crate::host::collect).await;
    let host = host.map_err(|error| CommandError::failed(format!("cannot look at this host: {error}")))?;
    let host = Arc::new(host);
    let keep = format != Format::Jsonl || trial.is_some();
    let conclusions = Conclusions {
        host: Arc::clone(&host),
        versions,
        lines: format == Format::Jsonl,
        keep,
        partial: earlier.is_none(),
    };
    let (told, mut concluded) = mpsc::channel(WAITING);
    tokio::spawn(conclusions.draw(probed, told));
    let mut teller = Teller { format, output, earlier, unmet: 0, unclear: 0, kept: Vec::new() };
    while let Some(some) = concluded.recv().await {
        let some = some?;
        bar.inc(some.endpoints);
        teller.take(some)?;
        if teller.output.is_closed() {
            // Nobody reads on: what is still to come is of no use.
            stopper.stop();
            break;
        }
    }
    bar.finish_and_clear();
    let bad_lines = bad_lines.as_ref().map_or(0, BadLines::close);
    let partial = stopper.is_stopped();
    teller.finish(Finish {
        // The task that drew conclusions from it has ended, or its last word is not waited for.
        host: Arc::unwrap_or_clone(host),
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
    host: HostFacts,
    started: OffsetDateTime,
    took: Instant,
    listed: Listed,
    trial: Option<Trial>,
    partial: bool,
    bad_lines: u64,
    quiet: bool,
    style: crate::report::style::Style,
}

/// Tells what was concluded, at once or at the end.
struct Teller {
    format: Format,
    output: Output,
    /// What the file that is continued says already.
    earlier: Option<Told>,
    unmet: usize,
    unclear: usize,
    kept: Vec<(u64, EndpointReport)>,
}

impl Teller {
    fn take(&mut self, some: Concluded) -> Result<(), CommandError> {
        self.unmet += some.unmet;
        self.unclear += some.unclear;
        self.kept.extend(some.kept);
        if some.lines.is_empty() { Ok(()) } else { self.output.write(some.lines.as_bytes()) }
    }

    fn finish(mut self, end: Finish) -> Result<Exit, CommandError> {
        // As given, whatever came first: two runs can be compared.
        self.kept.sort_by_key(|(number, _)| *number);
        let endpoints: Vec<_> = self.kept.into_iter().map(|(_, report)| report).collect();
        let stopped = end.partial || self.output.is_closed();
        let truth = end.trial.as_ref().map(|trial| trial.judge(&endpoints, stopped));
        let host_findings = crate::diagnosis::host_findings(&end.host);
        let report = Report {
            started: end.started,
            duration: end.took.elapsed(),
            host: end.host,
            host_findings,
            endpoints,
            skipped: end.listed.skipped,
            partial: end.partial,
            catalog_source: end.listed.catalog,
        };
        match self.format {
            Format::Table => self.output.write(table::render(&report, end.style).as_bytes())?,
            Format::Json => self.output.write(json::render(&report)?.as_bytes())?,
            // Who has gone needs no word.
            Format::Jsonl if end.quiet || self.output.is_closed() => {}
            Format::Jsonl => notes(&report),
        }
        if let (Some(truth), Format::Table) = (&truth, self.format) {
            self.output.write(truth.sentence().as_bytes())?;
        }
        // A report that nobody could read to its end says no more than a run that did not come to its end.
        let partial = end.partial || self.output.is_closed();
        self.output.finish()?;
        if let Some(truth) = truth {
            if self.format != Format::Table {
                note(truth.sentence().trim_end());
            }
            return Ok(if partial && truth.exit() == Exit::AsExpected { Exit::Unclear } else { truth.exit() });
        }
        let earlier = self.earlier.unwrap_or_default();
        Ok(exit(self.unmet + earlier.unmet, self.unclear + earlier.unclear, partial, end.bad_lines))
    }
}

/// 1 goes before 3: what is known to be wrong is not hidden by what is not known.
fn exit(unmet: usize, unclear: usize, partial: bool, bad_lines: u64) -> Exit {
    if bad_lines > 0 {
        Exit::Usage
    } else if unmet > 0 {
        Exit::Unmet
    } else if partial || unclear > 0 {
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
