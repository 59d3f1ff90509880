//! The reports of a run and their destinations.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::mpsc;

use super::resume::Counts;
use crate::cli::{CheckArgs, ReportArg};
use crate::commands::terminal::Terminal;
use crate::error::CommandError;
use crate::message::Message;
use crate::report::formats::{Entry, Format, Needs};
use crate::report::layout::Page;
use crate::report::layout::style::Style;
use crate::report::model::{Report, Summary};
use crate::report::output::Output;
use crate::run::{Digest, Reported};
use crate::say::Words;

/// Returns the requested reports: those of `--report`, or the one of `--format` and `--output`.
pub(super) fn wanted(args: &CheckArgs) -> Vec<ReportArg> {
    if args.report.is_empty() {
        return vec![ReportArg { format: args.format, file: args.output.clone() }];
    }
    args.report.clone()
}

/// Returns whether every report is written endpoint by endpoint, so that no results have to be kept.
pub(super) fn all_stream(wanted: &[ReportArg]) -> bool {
    wanted.iter().all(|wanted| wanted.format.needs == Needs::Stream)
}

/// The opened reports of a run.
pub(super) struct Sinks {
    all: Vec<Sink>,
    /// Counts over the file that is being continued.
    pub(super) earlier: Option<Counts>,
}

/// A report and its destination.
struct Sink {
    entry: &'static Entry,
    format: Box<dyn Format>,
    output: Output,
    style: Style,
}

impl Sinks {
    /// Opens every report, so that a destination that cannot be written fails before the run.
    ///
    /// # Errors
    /// Two reports have the same destination, or a file cannot be written (exit 2).
    pub(super) fn open(wanted: &[ReportArg], terminal: &Terminal) -> Result<Self, CommandError> {
        let to_stdout = |wanted: &&ReportArg| wanted.file().is_none();
        if wanted.iter().filter(to_stdout).count() > 1 {
            return Err(CommandError::usage(Message::RunSeveralToStdout).hint(Message::RunHintReportToFile));
        }
        let mut places = BTreeSet::new();
        for path in wanted.iter().filter_map(ReportArg::file) {
            if !places.insert(real(path)) {
                let path = path.display().to_string();
                return Err(CommandError::usage(Message::RunFileTwice { path }).hint(Message::RunHintFileEach));
            }
        }
        let open = |wanted: &ReportArg| {
            let output = Output::open(wanted.file())?;
            let style = terminal.page(wanted.file().is_some()).style;
            Ok(Sink { entry: wanted.format, format: (wanted.format.make)(), output, style })
        };
        Ok(Self { all: wanted.iter().map(open).collect::<Result<_, CommandError>>()?, earlier: None })
    }

    /// Continues the file of an earlier run.
    ///
    /// # Errors
    /// The file cannot be looked at (exit 2).
    pub(super) fn resuming(
        format: &'static Entry,
        file: File,
        path: PathBuf,
        earlier: Counts,
        terminal: &Terminal,
    ) -> Result<Self, CommandError> {
        let output = Output::appending(file, path)?;
        let sink = Sink { entry: format, format: (format.make)(), output, style: terminal.page(true).style };
        Ok(Self { all: vec![sink], earlier: Some(earlier) })
    }

    /// Returns whether nothing goes to standard output.
    pub(super) fn are_files(&self) -> bool {
        self.all.iter().all(|sink| !sink.output.is_stdout())
    }

    /// Returns whether each endpoint appears on the terminal as soon as it is finished.
    pub(super) fn show_rows(&self) -> bool {
        let streams = |sink: &Sink| sink.entry.needs == Needs::Stream && sink.output.is_stdout();
        self.all.iter().any(streams) && io::stdout().is_terminal()
    }

    /// Splits the reports for the run: what formats each endpoint, what writes the text, and what remains for the end.
    /// If `keep`, reports of endpoints are kept until the end in any case.
    ///
    /// # Errors
    /// The beginning of a report cannot be written (exit 4).
    pub(super) fn start(self, keep: bool) -> Result<(Lines, Writer, Closing), CommandError> {
        let (streamed, whole): (Vec<_>, Vec<_>) =
            self.all.into_iter().partition(|sink| sink.entry.needs == Needs::Stream);
        let mut lines = Lines { formats: Vec::new(), keep: keep || !whole.is_empty() };
        let mut writer = Writer { outputs: Vec::new(), others_wait: !whole.is_empty() };
        let mut ends = Vec::new();
        for Sink { entry, mut format, mut output, style } in streamed {
            let mut text = Vec::new();
            format.begin(&mut text).map_err(|error| broken(entry, &error))?;
            if !text.is_empty() {
                output.write(&text)?;
            }
            lines.formats.push((entry, format));
            writer.outputs.push(output);
            ends.push(style);
        }
        Ok((lines, writer, Closing { whole, streamed: ends }))
    }
}

/// Resolves a path as far as it exists.
fn real(path: &Path) -> PathBuf {
    let in_directory = || {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(directory.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(in_directory).unwrap_or_else(|| path.to_owned())
}

fn broken(entry: &Entry, error: &io::Error) -> CommandError {
    CommandError::failed(Message::RunReportBroken { format: entry.name.to_owned(), error: error.to_string() })
}

/// Formats each endpoint for the reports that stream, and keeps it for those that need the whole run.
pub(super) struct Lines {
    formats: Vec<(&'static Entry, Box<dyn Format>)>,
    keep: bool,
}

/// The output for some endpoints.
#[derive(Default)]
pub(super) struct Made {
    /// One text per report that streams. All addresses of an endpoint are in the same text, so a run that is killed has
    /// written all or none of them.
    pub(super) texts: Vec<Vec<u8>>,
    pub(super) kept: Vec<Reported>,
    /// Counts over these endpoints.
    pub(super) summary: Summary,
    /// The first error of a format.
    pub(super) broken: Option<CommandError>,
}

impl Digest for Lines {
    type Made = Made;

    /// Data and, by default, tables are in English.
    fn warm_up() {
        Words::english().warm_up();
    }

    fn digest(&mut self, reported: Reported, made: &mut Made) {
        made.texts.resize_with(self.formats.len(), Vec::new);
        for ((entry, format), text) in self.formats.iter_mut().zip(&mut made.texts) {
            if let Err(error) = format.endpoint(text, &reported.report) {
                made.broken.get_or_insert_with(|| broken(entry, &error));
            }
        }
        made.summary.count(&reported.report);
        if self.keep {
            made.kept.push(reported);
        }
    }
}

/// Writes the texts of the reports that stream.
pub(super) struct Writer {
    outputs: Vec<Output>,
    /// There are also reports that are written at the end.
    others_wait: bool,
}

impl Writer {
    /// Writes texts as they arrive, until there are no more or every report has lost its reader. Runs on a separate
    /// thread, so that a slow reader delays neither connections nor signals.
    pub(super) fn write_all(mut self, mut texts: mpsc::Receiver<Vec<Vec<u8>>>) -> Result<Self, CommandError> {
        while let Some(some) = texts.blocking_recv() {
            for (output, text) in self.outputs.iter_mut().zip(some) {
                output.write(&text)?;
            }
            if self.is_abandoned() {
                break;
            }
        }
        Ok(self)
    }

    /// Returns whether every report has lost its reader.
    pub(super) fn is_abandoned(&self) -> bool {
        !self.others_wait && self.outputs.iter().all(Output::is_closed)
    }

    /// Returns whether at least one report has lost its reader.
    pub(super) fn lost_a_reader(&self) -> bool {
        self.outputs.iter().any(Output::is_closed)
    }
}

/// What is left to write at the end of a run.
pub(super) struct Closing {
    whole: Vec<Sink>,
    streamed: Vec<Style>,
}

impl Closing {
    /// Returns whether all reports stream. In that case none of them can contain facts about the whole run.
    pub(super) fn has_no_whole(&self) -> bool {
        self.whole.is_empty()
    }

    /// Writes the end of every report, with `last` appended to those for people, and moves files to their destinations.
    /// A report that fails does not affect the others.
    ///
    /// # Errors
    /// The first report that cannot be written (exit 4).
    pub(super) fn finish(
        self,
        lines: Lines,
        writer: Writer,
        report: &Report,
        last: &str,
        words: &Arc<Words>,
    ) -> Result<Finished, CommandError> {
        let streamed = lines.formats.into_iter().zip(writer.outputs).zip(self.streamed);
        let streamed = streamed.map(|(((entry, format), output), style)| Sink { entry, format, output, style });
        let mut finished = Finished { read_to_the_end: true, last_is_written: false };
        let mut first_problem = None;
        for sink in streamed.chain(self.whole) {
            match sink.finish(report, last, words) {
                Ok((is_read, is_for_people)) => {
                    finished.read_to_the_end &= is_read;
                    finished.last_is_written |= is_for_people;
                }
                Err(problem) => drop(first_problem.get_or_insert(problem)),
            }
        }
        first_problem.map_or(Ok(finished), Err)
    }
}

/// How the reports ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finished {
    /// Every reader read its report to the end.
    pub(super) read_to_the_end: bool,
    /// At least one report is for people and ends with the last lines.
    pub(super) last_is_written: bool,
}

impl Sink {
    fn finish(mut self, report: &Report, last: &str, words: &Arc<Words>) -> Result<(bool, bool), CommandError> {
        let mut text = Vec::new();
        let page = Page { style: self.style, words };
        self.format.finish(&mut text, report, page).map_err(|error| broken(self.entry, &error))?;
        let is_for_people = self.format.is_for_people();
        if is_for_people {
            text.extend_from_slice(last.as_bytes());
        }
        if !text.is_empty() {
            self.output.write(&text)?;
        }
        let is_read = !self.output.is_closed();
        self.output.finish()?;
        Ok((is_read, is_for_people))
    }
}
