//! The ways in which TLS bytes can break the rules.

/// A rule that the peer's bytes broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum WireProblem {
    /// A length runs past the end of what encloses it.
    #[error("a length points past the end of {0}")]
    Truncated(&'static str),
}
