//! `tlsready explain` and `tlsready schema`: describe what reports contain, to people and to programs.

use crate::clean::clean;
use crate::cli::{ExplainArgs, SchemaArg, SchemaArgs};
use crate::commands::terminal::Terminal;
use crate::config::suggest::nearest;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::message::Message;
use crate::report::contract::schema::{self, Schema};
use crate::report::output::Output;
use crate::report::screens::explain;

/// Runs `tlsready explain`.
pub fn run(args: &ExplainArgs, terminal: &Terminal) -> Result<Exit, CommandError> {
    let page = terminal.page(false);
    let text = match &args.code {
        None => explain::list(page),
        Some(code) => explain::one(code, page).ok_or_else(|| unknown(code))?,
    };
    Output::stdout().write(text.as_bytes())?;
    Ok(Exit::AsExpected)
}

fn unknown(code: &str) -> CommandError {
    let error = CommandError::usage(Message::ErrorUnknownCode { text: clean(code) });
    let codes = explain::codes();
    match nearest(code, codes.iter().copied()) {
        Some(near) => error.hint(Message::HintDidYouMean { suggestion: near.to_owned() }),
        None => error.hint(Message::HintListCodes),
    }
}

/// Runs `tlsready schema`.
pub fn print_schema(args: &SchemaArgs) -> Result<Exit, CommandError> {
    let schema = match args.report {
        SchemaArg::Check => Schema::Check,
        SchemaArg::Jsonl => Schema::Line,
        SchemaArg::Host => Schema::Host,
    };
    Output::stdout().write(schema::text(schema)?.as_bytes())?;
    Ok(Exit::AsExpected)
}
