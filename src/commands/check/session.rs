//! One run from its first connection to its last line: targets in, reports out, notes and progress on stderr.

use std::sync::Arc;
use std::time::Instant;

use indicatif::ProgressBar;
use time::OffsetDateTime;
use tokio::sync::mpsc;

use super::lab::{LabRun, Truth};
use super::progress;
use super::signals::stop_on_signal;
use super::sinks::{Lines, Made, Sinks};
use super::sources::{Listed, Source};
use super::stream;
use super::supply::{Supply, supply};
use crate::cli::CheckArgs;
use crate::commands::terminal::Terminal;
use crate::diagnosis::HostAssessment;
use crate::engine::{Plan, Stopper};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::report::formats::table::one_line;
use crate::report::layout::Page;
use crate::report::layout::style::Style;
use crate::report::model::{Report, Summary};
use crate::report::output::{self, note};
use crate::roots::Roots;
use crate::run::{self, Ended, Reported, Run, RunError, Running, Totals};
use crate::say::Words;

pub(super) async fn run(
    args: &CheckArgs,
    plan: Plan,
    context: run::Builder,
    source: Source,
    sinks: Sinks,
    terminal: &Terminal,
) -> Result<Exit, CommandError> {
    let words = &terminal.words;
    let clock = Instant::now();
    let started = OffsetDateTime::now_utc();
    let (source, lab) = LabRun::serve(source).await?;
    let context = context.roots(Roots::of_this_host().and(lab.iter().filter_map(LabRun::root))).build();
    let stopper = Stopper::default();

    let (earlier, to_files) = (sinks.earlier, sinks.are_files());
    let mut run = Run::new(&context, plan);
    if earlier.is_some() {
        run = run.without_partial();
    }
    let Supply { targets, known, listed, lines: stdin } = supply(source, args.shuffle as usize, &stopper, terminal);
    if !args.quiet {
        notes_before(&listed, earlier.map(|earlier| earlier.totals), words);
    }
    // Rows that appear on the terminal show the progress themselves.
    let bar = progress::bar(args.quiet || sinks.show_rows(), known, words);
    stop_on_signal(&stopper, args.deadline, &bar);
    let (lines, writer, closing) = sinks.start(lab.is_some())?;
    let mut running = run.start(targets, &stopper, lines);
    let (give, texts) = mpsc::channel(run::WAITING);
    let writing = tokio::task::spawn_blocking(move || writer.write_all(texts));
    let mut summary = earlier.unwrap_or_default().summary;
    let kept = hand_on(&mut running, give, &bar, &mut summary).await?;
    let writer = writing.await.map_err(lost)??;
    let so_far = Totals { partial: true, ..running.totals() };
    let ended = if writer.is_abandoned() { None } else { Some(running.finish().await.map_err(broken_off)?) };
    // Stop feeding and probing if every reader left early.
    stopper.stop();
    bar.finish_and_clear();
    let bad_lines = match &stdin {
        Some(lines) => close_stream(lines, args.quiet, words)?,
        None => 0,
    };
    // Root stores are freed while the report is written.
    tokio::task::spawn_blocking(move || drop(context));

    let (words, quiet, resuming) = (Arc::clone(words), args.quiet, earlier.is_some());
    let only_problems = args.only.is_some();
    let close = move || {
        let earlier = earlier.unwrap_or_default().totals;
        let Some(Ended { mut totals, host, digest: lines }) = ended else {
            let Some(lab) = lab else { return Ok(exit(so_far + earlier, bad_lines)) };
            let truth = lab.judge(&[], true);
            complain(&truth, &words);
            return Ok(truth.exit());
        };
        let is_read = !writer.lost_a_reader();
        let report = Report {
            only_problems,
            self_test: lab.is_some(),
            ..report(kept, host, listed, (started, clock), totals.partial)
        };
        let truth = lab.map(|lab| lab.judge(&report.endpoints, totals.partial || !is_read));
        if closing.has_no_whole() && is_read && !quiet {
            notes_after(&report, resuming, &words);
        }
        let last =
            truth.iter().flat_map(Truth::lines).fold(String::new(), |text, line| text + &words.say(&line) + "\n");
        let finished = closing.finish(lines, writer, &report, &last, &words)?;
        // A report whose reader left early is as incomplete as that of a stopped run.
        totals.partial |= !finished.read_to_the_end;
        if to_files && !quiet {
            // Otherwise a run that fails would say nothing at all.
            let page = Page { style: Style::PLAIN, words: &words };
            output::line(&one_line(summary, totals.partial, page));
        }
        let Some(truth) = truth else { return Ok(exit(totals + earlier, bad_lines)) };
        if !finished.last_is_written {
            complain(&truth, &words);
        }
        Ok(if totals.partial && truth.exit() == Exit::AsExpected { Exit::Inconclusive } else { truth.exit() })
    };
    tokio::task::spawn_blocking(close).await.map_err(lost)?
}

/// Passes texts on to the writer as they arrive, until there are no more or every reader has left. Returns what is kept
/// for the end.
async fn hand_on(
    running: &mut Running<Made, Lines>,
    texts: mpsc::Sender<Vec<Vec<u8>>>,
    bar: &ProgressBar,
    summary: &mut Summary,
) -> Result<Vec<Reported>, CommandError> {
    let mut all = Vec::new();
    loop {
        let batch = tokio::select! {
            batch = running.next() => batch,
            // The remaining results would not be read, and may take long.
            () = texts.closed() => return Ok(all),
        };
        let Some(batch) = batch else { return Ok(all) };
        bar.inc(batch.totals.endpoints);
        let Made { texts: some, kept, summary: counts, broken } = batch.made;
        summary.add(counts);
        if let Some(error) = broken {
            return Err(error);
        }
        all.extend(kept);
        if some.iter().any(|text| !text.is_empty()) && texts.send(some).await.is_err() {
            return Ok(all);
        }
    }
}

/// Builds the model of the reports. Endpoints are in the order of the input, not of completion, so that two runs can be
/// compared.
fn report(
    mut kept: Vec<Reported>,
    host: HostAssessment,
    listed: Listed,
    (started, clock): (OffsetDateTime, Instant),
    partial: bool,
) -> Report {
    kept.sort_by_key(|reported| reported.number);
    Report {
        started,
        duration: clock.elapsed(),
        host,
        endpoints: kept.into_iter().map(|reported| reported.report).collect(),
        skipped: listed.skipped,
        partial,
        catalog_source: listed.catalog,
        only_problems: false,
        self_test: false,
    }
}

/// Exit code 1 takes precedence over 3: an unknown result must not hide a known failure.
fn exit(totals: Totals, bad_lines: u64) -> Exit {
    if bad_lines > 0 {
        Exit::Usage
    } else if totals.unmet > 0 {
        Exit::Unmet
    } else if totals.partial || totals.inconclusive > 0 {
        Exit::Inconclusive
    } else {
        Exit::AsExpected
    }
}

/// Reports what a stream had beside targets, and returns how many of its lines are bad. A stream without any target is
/// an error: nothing was probed, so nothing can be as expected.
fn close_stream(lines: &stream::Lines, quiet: bool, words: &Words) -> Result<u64, CommandError> {
    let (bad, more, repeated) = (lines.bad(), lines.not_reported(), lines.repeated());
    if more > 0 {
        note(words, &Message::NoteMoreBadLines { more });
    }
    if repeated > 0 && !quiet {
        note(words, &Message::NoteRepeated { count: repeated });
    }
    if lines.is_empty() && bad == 0 {
        return Err(CommandError::usage(Message::ErrorStdinEmpty).hint(Message::HintTargetALine));
    }
    Ok(bad)
}

fn notes_before(listed: &Listed, earlier: Option<Totals>, words: &Words) {
    if let Some(catalog) = &listed.catalog {
        note(words, &Message::NoteEndpointsFrom { catalog: Box::new(catalog.message()) });
    }
    if listed.repeated > 0 {
        note(words, &Message::NoteRepeated { count: listed.repeated });
    }
    if let Some(Totals { endpoints: count @ 1.., .. }) = earlier {
        note(words, &Message::NoteResumed { count });
    }
}

/// Prints what does not fit into reports that contain one endpoint at a time.
fn notes_after(report: &Report, resuming: bool, words: &Words) {
    for skipped in &report.skipped {
        let (host, purpose) = (skipped.host.clone(), skipped.purpose.clone());
        note(words, &Message::NoteSkipped { host, purpose, flags: skipped.flags_to_paste() });
    }
    if report.partial {
        note(words, &Message::NoteStopped);
        if resuming {
            note(words, &Message::LabelHint { hint: Box::new(Message::HintRunAgainToContinue) });
        }
    }
}

/// Prints the result of the self-test on stderr.
fn complain(truth: &Truth, words: &Words) {
    for message in truth.lines() {
        note(words, &message);
    }
}

/// Reached only if a task of this program panicked.
#[expect(clippy::needless_pass_by_value, reason = "an argument of map_err")]
fn lost(error: tokio::task::JoinError) -> CommandError {
    CommandError::failed(Message::ErrorTaskPanicked { cause: error.to_string() })
}

#[expect(clippy::needless_pass_by_value, reason = "an argument of map_err")]
fn broken_off(error: RunError) -> CommandError {
    CommandError::failed(Message::ErrorTaskPanicked { cause: error.to_string() })
}
