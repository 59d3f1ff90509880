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
        "A way to try a handshake: a ClientHello that tlsready builds itself (wire), the platform's TLS library \
         (native), or rustls.";
    Verdict, "verdict", Verdict::VARIANTS.iter().copied(),
        "Whether this host can use the endpoint.";
    SupportState, "support", SupportState::VARIANTS.iter().copied(),
        "Whether the endpoint accepts a version.";
    Reason, "reason", Reason::VARIANTS.iter().copied(),
        "Why a version counts as accepted, rejected, unknown, or not tested. tlsready explain CODE describes each \
         code.";
    ProberOutcome, "prober_outcome", ProberOutcome::VARIANTS.iter().copied(),
        "How one handshake of a prober ended.";
    TrustProblem, "trust_problem", TrustProblem::VARIANTS.iter().copied(),
        "Why a certificate is not trusted.";
    Stage, "stage", Stage::VARIANTS.iter().copied(),
        "The step that was in progress when a connection ended; done if the attempt was completed.";
    EndCode, "end", EndCode::VARIANTS.iter().copied(),
        "How a connection ended.";
    LooksLike, "looks_like", LooksLike::VARIANTS.iter().copied(),
        "The protocol that an answer looks like, if it is not TLS.";
    FindingCode, "finding_code", FindingCode::VARIANTS.iter().copied(),
        "The code of a finding. tlsready explain CODE describes each code.";
    Side, "side", Side::VARIANTS.iter().copied(),
        "The side that a finding is about: this host, the endpoint, or the network between them.";
    Readiness, "readiness", Readiness::VARIANTS.iter().copied(),
        "Whether clients offer TLS 1.2 or later by default; partly: the system default includes it, but some \
         clients do not offer it.";
    Weight, "weight", Weight::VARIANTS.iter().copied(),
        "How important a finding is: it decides the verdict (cause), breaks something or may cause problems (risk), \
         or is only worth knowing (note).";
    Confidence, "confidence", Confidence::VARIANTS.iter().copied(),
        "What a statement is based on: this run (observed), the vendor's documentation or source code (documented), \
         a conclusion from it (inferred), or only an assumption (unverified), which must not be shown as a fact.";
    RuleId, "rule_id", RuleId::VARIANTS.iter().copied(),
        "RuleId in Microsoft's legacy checker. tlsready explain CODE describes each rule.";
    RuleResult, "rule_result", RuleResult::VARIANTS.iter().copied(),
        "What a rule would report according to the registry; NotInRegistry: the rule does not check the registry; \
         NotRead: the part of the registry that it checks was not read.";
    SettingsOwner, "settings_owner", SettingsOwner::VARIANTS.iter().copied(),
        "The user or component that settings belong to.";
    SuiteSource, "suite_source", SuiteSource::VARIANTS.iter().copied(),
        "What determines the cipher suites: a group policy, the local list of the machine, or the default of this \
         version of Windows.";
    Runtime, "runtime", Runtime::ALL,
        "The versions of .NET Framework that programs were built for.";
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
        "What was requested: one version, or no particular version (default).";
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
