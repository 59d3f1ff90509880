//! One run: targets in, records out, conclusions and reports as they come.

use std::sync::Arc;
use std::time::Instant;

use indicatif::ProgressBar;
use time::OffsetDateTime;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::conclude::{Concluded, Conclusions};
use super::lab::Trial;
use super::resume::Told;
use super::signals::stop_on_signal;
use super::sources::{Listed, Source};
use super::stream::{self, BadLines};
use super::{Settled, progress};
use crate::cli::Format;
use crate::commands::terminal::Terminal;
use crate::engine::{Engine, Stopper, many};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::probe::Probers;
use crate::report::formats::{json, table};
use crate::report::layout::Page;
use crate::report::model::{EndpointReport, Report};
use crate::report::output::{Output, note};
use crate::say::Words;
use crate::target::Target;

/// Handfuls of targets that wait to be probed, and of records that wait to be told: enough that neither side waits for the
/// other.
const WAITING: usize = 2;

pub(super) async fn run(
    settled: Settled,
    source: Source,
    output: Output,
    terminal: &Terminal,
) -> Result<Exit, CommandError> {
    let clock = Instant::now();
    let started = OffsetDateTime::now_utc();
    let (source, trial) = serve_lab(source).await?;
    let Settled { plan, limits, in_flight, shuffle, steps, earlier, deadline, format, quiet, to_file } = settled;
    let probers = Arc::new(Probers::new(trial.iter().filter_map(Trial::root).collect()).with_steps(steps));
    let roots = Arc::clone(probers.roots());
    let stopper = Stopper::default();
    stop_on_signal(&stopper, deadline);

    let engine = Arc::new(Engine::new(plan, probers, limits));
    let Supply { targets, known, listed, bad_lines } = supply(source, shuffle, &stopper, &terminal.words);
    if let (Some(catalog), false) = (&listed.catalog, quiet) {
        note(&terminal.words, &Message::NoteEndpointsFrom { catalog: Box::new(catalog.message()) });
    }
    if let (Some(earlier), false) = (&earlier, quiet) {
        note(&terminal.words, &Message::NoteResumed { count: earlier.endpoints as u64 });
    }
    let bar = progress::bar(quiet, known);
    let (done, probed) = mpsc::channel(WAITING);
    let (begun, is_begun) = oneshot::channel();
    let (worker, its_end) = (Arc::clone(&engine), stopper.clone());
    let probing = tokio::spawn(async move {
        many(worker, targets, in_flight, its_end.clone(), begun, done).await;
        // A stop that comes later, while the report waits for its reader, takes nothing away.
        its_end.is_stopped()
    });

    // Connections first. While they are on their way there is time for what this machine has to look up.
    let _ = is_begun.await;
    engine.warm_up();
    let host = tokio::task::spawn_blocking(move || crate::commands::host::assess_here(&roots)).await;
    let host = host.map_err(|error| CommandError::failed(Message::ErrorHostCollect { cause: error.to_string() }))?;
    let host = Arc::new(host);
    let conclusions = Conclusions {
        host: Arc::clone(&host),
        versions: engine.plan().versions.clone(),
        lines: format == Format::Jsonl,
        keep: format != Format::Jsonl || trial.is_some(),
        partial: earlier.is_none(),
    };
    let (told, concluded) = mpsc::channel(WAITING);
    let drawing = tokio::spawn(conclusions.draw(probed, told));
    let (lines, to_write) = mpsc::channel(WAITING);
    let writing = tokio::task::spawn_blocking(move || write_all(output, to_write));
    let mut teller = Teller { format, earlier, unmet: 0, inconclusive: 0, kept: Vec::new() };
    tell(concluded, lines, &mut teller, &bar).await?;
    let output = writing.await.map_err(|error| lost(&error))??;
    let partial = output.is_closed() || is_partial(drawing, probing).await?;
    // For those who feed the run and those who are probed, should the reader have gone before them.
    stopper.stop();
    bar.finish_and_clear();
    let bad_lines = bad_lines.as_ref().map_or(0, |lines| lines.close(&terminal.words));
    let end = Finish {
        output,
        host,
        started,
        took: clock,
        listed,
        trial,
        partial,
        bad_lines,
        quiet,
        style: terminal.page(to_file).style,
        words: Arc::clone(&terminal.words),
    };
    tokio::task::spawn_blocking(move || teller.finish(end)).await.map_err(|error| lost(&error))?
}

/// The lab's targets in place of the lab, which is served for as long as the trial is kept.
async fn serve_lab(source: Source) -> Result<(Source, Option<Trial>), CommandError> {
    let Source::Lab(expectations) = source else { return Ok((source, None)) };
    let trial = Trial::start().await?;
    let mut targets = trial.targets();
    for target in &mut targets {
        expectations.apply(target);
    }
    Ok((Source::Listed(Listed { targets, ..Listed::default() }), Some(trial)))
}

/// Targets on their way into the run.
struct Supply {
    targets: mpsc::Receiver<Vec<Target>>,
    /// How many they are, where that is known.
    known: Option<usize>,
    /// What else is known of a list, its targets taken out.
    listed: Listed,
    bad_lines: Option<BadLines>,
}

fn supply(source: Source, shuffle: usize, stopper: &Stopper, words: &Arc<Words>) -> Supply {
    let (give, targets) = mpsc::channel(WAITING);
    let mut supply = Supply { targets, known: None, listed: Listed::default(), bad_lines: None };
    match source {
        Source::Listed(mut listed) => {
            let all = std::mem::take(&mut listed.targets);
            supply.known = Some(all.len());
            supply.listed = listed;
            tokio::spawn(async move { give.send(all).await });
        }
        Source::Streamed(stream) => {
            supply.bad_lines = Some(stream::feed(*stream, shuffle, give, stopper, Arc::clone(words)))
        }
        // Its targets stand in its place.
        Source::Lab(_) => {}
    }
    supply
}

/// Hands on what was concluded as it comes, until there is no more or nobody reads on.
async fn tell(
    mut concluded: mpsc::Receiver<Result<Concluded, CommandError>>,
    lines: mpsc::Sender<String>,
    teller: &mut Teller,
    bar: &ProgressBar,
) -> Result<(), CommandError> {
    loop {
        let some = tokio::select! {
            some = concluded.recv() => some,
            // What is still to come is of no use, and may be long in coming.
            () = lines.closed() => return Ok(()),
        };
        let Some(some) = some else { return Ok(()) };
        let some = some?;
        bar.inc(some.endpoints);
        let text = teller.take(some);
        if !text.is_empty() && lines.send(text).await.is_err() {
            return Ok(());
        }
    }
}

/// Whether the run was stopped before every endpoint was finished.
///
/// # Errors
/// A task was lost, and endpoints with it: a report of the others would look like one of all.
async fn is_partial(drawing: JoinHandle<()>, probing: JoinHandle<bool>) -> Result<bool, CommandError> {
    // Without conclusions nobody takes what is probed, so that may go on for as long as there are targets.
    drawing.await.map_err(|error| lost(&error))?;
    probing.await.map_err(|error| lost(&error))
}

/// Only a panic of ours leads here.
fn lost(error: &tokio::task::JoinError) -> CommandError {
    CommandError::failed(Message::ErrorTaskPanicked { cause: error.to_string() })
}

/// Writes lines as they come, until there are no more or nobody reads them. On a thread of its own: a reader that takes its
/// time keeps no connection waiting, and no signal.
fn write_all(mut output: Output, mut lines: mpsc::Receiver<String>) -> Result<Output, CommandError> {
    while let Some(some) = lines.blocking_recv() {
        output.write(some.as_bytes())?;
        if output.is_closed() {
            break;
        }
    }
    Ok(output)
}

/// What only the end of a run knows.
struct Finish {
    output: Output,
    host: Arc<crate::diagnosis::HostAssessment>,
    started: OffsetDateTime,
    took: Instant,
    listed: Listed,
    trial: Option<Trial>,
    partial: bool,
    bad_lines: u64,
    quiet: bool,
    style: crate::report::layout::style::Style,
    words: Arc<Words>,
}

/// Tells what was concluded, at once or at the end.
struct Teller {
    format: Format,
    /// What the file that is continued says already.
    earlier: Option<Told>,
    unmet: usize,
    inconclusive: usize,
    kept: Vec<(u64, EndpointReport)>,
}

impl Teller {
    /// Counts it, keeps what is told at the end, and gives what is to be written now.
    fn take(&mut self, some: Concluded) -> String {
        self.unmet += some.unmet;
        self.inconclusive += some.inconclusive;
        self.kept.extend(some.kept);
        some.lines
    }

    fn finish(mut self, mut end: Finish) -> Result<Exit, CommandError> {
        // As given, whatever came first: two runs can be compared.
        self.kept.sort_by_key(|(number, _)| *number);
        let endpoints: Vec<_> = self.kept.into_iter().map(|(_, report)| report).collect();
        let stopped = end.partial || end.output.is_closed();
        let truth = end.trial.as_ref().map(|trial| trial.judge(&endpoints, stopped));
        let report = Report {
            started: end.started,
            duration: end.took.elapsed(),
            // The task that drew conclusions from it has ended, or its last word is not waited for.
            host: Arc::unwrap_or_clone(end.host),
            endpoints,
            skipped: end.listed.skipped,
            partial: end.partial,
            catalog_source: end.listed.catalog.map(|source| Words::english().say(&source.message()).to_string()),
        };
        match self.format {
            Format::Table => {
                end.output.write(table::render(&report, Page { style: end.style, words: &end.words }).as_bytes())?
            }
            Format::Json => end.output.write(json::render(&report)?.as_bytes())?,
            // Who has gone needs no word.
            Format::Jsonl if end.quiet || end.output.is_closed() => {}
            Format::Jsonl => notes(&report, &end.words),
        }
        if let (Some(truth), Format::Table) = (&truth, self.format) {
            let text: String = truth.lines().iter().map(|line| format!("{}\n", end.words.say(line))).collect();
            end.output.write(text.as_bytes())?;
        }
        // A report that nobody could read to its end says no more than a run that did not come to its end.
        let partial = end.partial || end.output.is_closed();
        end.output.finish()?;
        if let Some(truth) = truth {
            if self.format != Format::Table {
                truth.lines().iter().for_each(|line| note(&end.words, line));
            }
            return Ok(if partial && truth.exit() == Exit::AsExpected { Exit::Inconclusive } else { truth.exit() });
        }
        let earlier = self.earlier.unwrap_or_default();
        Ok(exit(self.unmet + earlier.unmet, self.inconclusive + earlier.inconclusive, partial, end.bad_lines))
    }
}

/// 1 goes before 3: what is known to be wrong is not hidden by what is not known.
fn exit(unmet: usize, inconclusive: usize, partial: bool, bad_lines: u64) -> Exit {
    if bad_lines > 0 {
        Exit::Usage
    } else if unmet > 0 {
        Exit::Unmet
    } else if partial || inconclusive > 0 {
        Exit::Inconclusive
    } else {
        Exit::AsExpected
    }
}

/// What a report of one line an endpoint has no place for.
fn notes(report: &Report, words: &Words) {
    for skipped in &report.skipped {
        let message = Message::NoteSkipped {
            host: skipped.pattern.clone(),
            purpose: skipped.purpose.clone(),
            flags: skipped.flag.clone(),
        };
        note(words, &message);
    }
    if report.partial {
        note(words, &Message::NoteStopped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_is_lost_is_not_the_end_of_a_run() {
        let lost = is_partial(tokio::spawn(async { panic!("a defect") }), tokio::spawn(std::future::pending()));
        assert_eq!(lost.await.expect_err("conclusions were lost").exit(), Exit::Failed);
        let lost = is_partial(tokio::spawn(async {}), tokio::spawn(async { panic!("a defect") }));
        assert_eq!(lost.await.expect_err("endpoints were lost").exit(), Exit::Failed);
        for stopped in [true, false] {
            let ended = is_partial(tokio::spawn(async {}), tokio::spawn(async move { stopped }));
            assert_eq!(ended.await.expect("it came to its end"), stopped);
        }
    }
}
