//! What is wrong with a configuration file, as messages.

use crate::diagnosis::host::words::verbatim;
use crate::message::Message;
use crate::settings::openssl_conf::{
    BOUNDS, CommandProblem, ConfFault, ConfProblem, FileProblem, Limit, SyntaxProblem,
};

/// The number of bounds that are for TLS. They come first in the list; the last two are for DTLS.
const TLS_BOUNDS: usize = 6;

/// Returns the problem with its place, as a clause.
pub(super) fn message(problem: &ConfProblem) -> Message {
    Message::OpensslAtPlace { place: problem.place.clone(), fault: Box::new(fault(&problem.fault)) }
}

fn fault(fault: &ConfFault) -> Message {
    match fault.clone() {
        ConfFault::Unreadable(problem) => Message::OpensslFaultUnreadable { why: Box::new(why(&problem)) },
        ConfFault::Syntax(problem) => syntax(problem),
        ConfFault::NoSection { name, section } => Message::OpensslFaultNoSection { name, section },
        ConfFault::EmptySection { name, section } => Message::OpensslFaultEmptySection { name, section },
        ConfFault::NotInForce { name, value } => Message::OpensslFaultNotInForce { name, value },
        ConfFault::Command { name, value, problem } => command(name, value, problem),
        ConfFault::MisplacedStart { section } => Message::OpensslFaultMisplacedStart { section },
        ConfFault::Unreached { name, value, section } => Message::OpensslFaultUnreached { name, value, section },
        ConfFault::DirectorySkipped { path } => Message::OpensslFaultDirectorySkipped { path },
        ConfFault::IncludeSkipped { path, problem: FileProblem::Missing } => {
            Message::OpensslFaultIncludeMissing { path }
        }
        ConfFault::IncludeSkipped { path, problem } => {
            Message::OpensslFaultIncludeUnreadable { path, why: Box::new(why(&problem)) }
        }
        ConfFault::Limit(limit) => self::limit(limit),
    }
}

fn why(problem: &FileProblem) -> Message {
    match problem {
        FileProblem::Missing => Message::OpensslFileDoesNotExist,
        FileProblem::TooLarge => Message::OpensslLimitFileSize,
        FileProblem::Directory => Message::OpensslFileIsDirectory,
        FileProblem::NotRegular => Message::OpensslFileNotRegular,
        FileProblem::Unreadable(words) => verbatim(words),
    }
}

fn syntax(problem: SyntaxProblem) -> Message {
    match problem {
        SyntaxProblem::MissingCloseBracket => Message::OpensslSyntaxCloseBracket,
        SyntaxProblem::MissingEqualSign(name) => Message::OpensslSyntaxEqualSign { name },
        SyntaxProblem::MissingCloseBrace => Message::OpensslSyntaxCloseBrace,
        SyntaxProblem::NoSuchVariable(name) => Message::OpensslSyntaxVariable { name },
        SyntaxProblem::TooLong => Message::OpensslSyntaxTooLong,
        SyntaxProblem::InvalidPragma => Message::OpensslSyntaxPragma,
        SyntaxProblem::RelativeInclude => Message::OpensslSyntaxRelativeInclude,
    }
}

fn command(name: String, value: String, problem: CommandProblem) -> Message {
    match problem {
        CommandProblem::UnknownName { nearest: Some(nearest) } => {
            Message::OpensslCommandMisspelled { name, value, nearest: nearest.to_owned() }
        }
        CommandProblem::UnknownName { nearest: None } => Message::OpensslCommandUnknown { name, value },
        CommandProblem::Spelling { wanted } => {
            Message::OpensslCommandSpelling { name, value, wanted: wanted.to_owned() }
        }
        CommandProblem::NotAProtocol => {
            let known = BOUNDS[..TLS_BOUNDS].iter().map(|bound| (*bound).to_owned()).collect();
            Message::OpensslCommandNotAProtocol { name, value, known }
        }
        CommandProblem::EmptyItem => Message::OpensslCommandEmptyItem { name, value },
        CommandProblem::UnknownItem { item } => Message::OpensslCommandUnknownItem { name, value, item },
        CommandProblem::NotALevel { level } => Message::OpensslCommandNotALevel { name, value, level },
        CommandProblem::Rejected { evidence } => Message::OpensslCommandRejected { name, value, evidence },
    }
}

const fn limit(limit: Limit) -> Message {
    match limit {
        Limit::NameNotUtf8 => Message::OpensslLimitName,
        Limit::FileSize => Message::OpensslLimitFileSize,
        Limit::LineLength => Message::OpensslLimitLineLength,
        Limit::TextSize => Message::OpensslLimitTextSize,
        Limit::IncludeDepth => Message::OpensslLimitIncludeDepth,
        Limit::FileCount => Message::OpensslLimitFileCount,
    }
}
