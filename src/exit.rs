//! Maps outcomes to the documented exit codes. A test compares them with the table in README.

use std::process::ExitCode;

/// How a run ended, for the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// 0: every endpoint is as expected.
    AsExpected,
    /// 1: an expectation is unmet.
    Unmet,
    /// 2: a usage or configuration error; nothing was probed.
    Usage,
    /// 3: no expectation is unmet, but something is inconclusive.
    Inconclusive,
    /// 4: `tlsready` itself failed.
    Failed,
}

impl Exit {
    /// Returns the number that the shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::AsExpected => 0,
            Self::Unmet => 1,
            Self::Usage => 2,
            Self::Inconclusive => 3,
            Self::Failed => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
