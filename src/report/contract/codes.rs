//! Reads the codes of the contract and describes them in its schema. Spellings are taken from `Serialize`, so both
//! always match what is written.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use strum::VariantArray as _;

use crate::diagnosis::host::windows::{RuleId, RuleResult, Runtime, SettingsOwner, SuiteSource};
use crate::diagnosis::{
    Confidence, FindingCode, ProberOutcome, Readiness, Reason, Side, SupportState, Verdict, Weight,
};
use crate::observation::{Asked, Prober, Stage, TrustProblem};
use crate::report::model::EndCode;
use crate::tls::Version;
use crate::wire::LooksLike;

/// Codes with their values.
struct Known<T>(Vec<(String, T)>);

impl<T: Serialize + Copy> Known<T> {
    fn new(all: impl IntoIterator<Item = T>) -> Self {
        let spelled = |value: T| match serde_json::to_value(value) {
            Ok(Value::String(code)) => Some((code, value)),
            _ => None,
        };
        Self(all.into_iter().filter_map(spelled).collect())
    }

    fn codes(&self) -> Vec<&str> {
        self.0.iter().map(|(code, _)| code.as_str()).collect()
    }

    fn find(&self, code: &str) -> Option<T> {
        self.0.iter().find(|(known, _)| known == code).map(|(_, value)| *value)
    }
}

/// Reads a text without keeping it.
struct Text<F>(F);

impl<T, F: FnOnce(&str) -> Option<T>> Visitor<'_> for Text<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).ok_or_else(|| E::custom(format_args!("unknown code {text:?}")))
    }
}

/// Gives each type a name in the schema, a description, the list of its codes, and a reader.
macro_rules! codes {
    ($($type:ty, $name:literal, $all:expr, $describe:literal;)*) => {$(
        const _: () = {
            static KNOWN: LazyLock<Known<$type>> = LazyLock::new(|| Known::new($all));

            impl JsonSchema for $type {
                fn schema_name() -> Cow<'static, str> {
                    $name.into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ "description": $describe, "enum": KNOWN.codes() })
                }
            }

            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_str(Text(|code: &str| KNOWN.find(code)))
                }
            }
        };
    )*};
}

codes! {
    Prober, "prober", Prober::ALL,
        "What tried: our own hellos (wire), the platform's TLS stack (native), rustls.";
    Verdict, "verdict", Verdict::VARIANTS.iter().copied(),
        "Whether this host can use the endpoint.";
    SupportState, "support", SupportState::VARIANTS.iter().copied(),
        "Whether the endpoint accepts a version.";
    Reason, "reason", Reason::VARIANTS.iter().copied(),
        "Why a version counts as accepted, rejected, unknown or not tested; tlsready explain CODE explains each.";
    ProberOutcome, "prober_outcome", ProberOutcome::VARIANTS.iter().copied(),
        "How a handshake of a prober ended.";
    TrustProblem, "trust_problem", TrustProblem::VARIANTS.iter().copied(),
        "Why a certificate is not trusted.";
    Stage, "stage", Stage::VARIANTS.iter().copied(),
        "How far a connection got.";
    EndCode, "end", EndCode::VARIANTS.iter().copied(),
        "How a connection ended.";
    LooksLike, "looks_like", LooksLike::VARIANTS.iter().copied(),
        "What an answer looks like that is not TLS.";
    FindingCode, "finding_code", FindingCode::VARIANTS.iter().copied(),
        "tlsready explain CODE explains each.";
    Side, "side", Side::VARIANTS.iter().copied(),
        "Whose side it is on.";
    Readiness, "readiness", Readiness::VARIANTS.iter().copied(),
        "Whether the programs in question offer TLS 1.2; partly: by default programs do, but some of those in question do not.";
    Weight, "weight", Weight::VARIANTS.iter().copied(),
        "Whether it decides the verdict (cause), breaks something or will surprise (risk), or is worth knowing (note).";
    Confidence, "confidence", Confidence::VARIANTS.iter().copied(),
        "What a statement rests on: what was seen; a page of the vendor or source code; what follows from that; nothing that \
         could be read (unverified), never to be shown as a fact.";
    RuleId, "rule_id", RuleId::VARIANTS.iter().copied(),
        "RuleId of Microsoft's script; tlsready explain CODE explains each.";
    RuleResult, "rule_result", RuleResult::VARIANTS.iter().copied(),
        "What the rule would say as far as the registry shows; NotInRegistry: it looks elsewhere.";
    SettingsOwner, "settings_owner", SettingsOwner::VARIANTS.iter().copied(),
        "Whose settings they are.";
    SuiteSource, "suite_source", SuiteSource::VARIANTS.iter().copied(),
        "What decides the cipher suites: a group policy, the machine's own list, or what this version of Windows has by default.";
    Runtime, "runtime", Runtime::ALL,
        "The .NET Framework that programs were built for.";
}

impl JsonSchema for Version {
    fn schema_name() -> Cow<'static, str> {
        "version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A protocol version.", "enum": Self::ALL.map(Self::code) })
    }
}

/// What was requested, as one word of data: `default`, or a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AskedCode(pub Asked);

impl AskedCode {
    /// Returns the code for a version, or for the default if there is none.
    pub fn of(version: Option<Version>) -> Self {
        Self(version.map_or(Asked::Default, Asked::Pinned))
    }

    const fn code(self) -> &'static str {
        match self.0 {
            Asked::Default => "default",
            Asked::Pinned(version) => version.code(),
        }
    }

    fn all() -> impl Iterator<Item = Self> {
        std::iter::once(Asked::Default).chain(Version::ALL.into_iter().map(Asked::Pinned)).map(Self)
    }
}

impl Serialize for AskedCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

codes! {
    AskedCode, "asked", AskedCode::all(),
        "What was requested: the prober's default, which is what a program gets by default, or one version.";
}

/// Returns the schema rule that limits the keys of a map to these codes.
pub(super) fn keys(all: impl IntoIterator<Item = impl Serialize>) -> Value {
    let codes: Vec<Value> = all.into_iter().filter_map(|code| serde_json::to_value(code).ok()).collect();
    serde_json::json!({ "enum": codes })
}

/// Returns [`keys`] for a map by version.
pub(super) fn versions() -> Value {
    keys(Version::ALL)
}

/// Returns [`keys`] for a map by what was requested.
pub(super) fn asked() -> Value {
    keys(AskedCode::all())
}

/// Returns [`keys`] for a map by prober, limited to probers that make handshakes.
pub(super) fn handshaking() -> Value {
    keys([Prober::Native, Prober::Rustls])
}
