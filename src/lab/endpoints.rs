//! Every endpoint of the lab: what it does, which rule it shows, and the expected answer.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::behavior::{After, Behavior, Canned, Endless, Gate, Modern, No, Pool};
use super::canned;
use super::capped::{Capped, RsaIdentity};
use super::delivery::Cut;
use super::expected::{
    ALERT_ABOUT_OTHER, ANY_ALERT, CLOSED, CLOSED_NO_TLS, CUT, ENDLESS, Expected, INVALID, LOWER, NAME, NOT_TLS,
    OTHER_ALERT, RESET, RESET_NO_TLS, RETRY, Row, SILENT, SILENT_NO_TLS, UNSTABLE, VERSION_ALERT, YES, YES_OR_RETRY,
};
use super::hello::Hello;
use super::limit::{Kind, Limit};
use super::pki::{self, Identity, Pki};
use super::session::{self, ModernOptions};
use super::suites::Suites;
use crate::observation::{TrustJudgment, TrustProblem};
use crate::tls::Version::{Tls10, Tls11, Tls12, Tls13};
use crate::tls::{AlertDescription, ExtensionType, Version};

/// An endpoint before it has an address.
pub(super) struct Spec {
    pub id: &'static str,
    pub shows: Rule,
    pub expected: Expected,
    pub behavior: Behavior,
}

/// Limit on the characters of an id, so that a table of the lab fits 80 columns.
#[cfg(test)]
const LONGEST_ID: usize = 19;
const TRUSTED: Option<TrustJudgment> = Some(TrustJudgment::Trusted);

/// A rule about what an answer says about a version, demonstrated by an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Rule {
    /// A `ServerHello` of the offered version: accepted.
    Accepted,
    /// A `HelloRetryRequest`: TLS 1.3 is accepted.
    Retry,
    /// A `ServerHello` of a lower version: rejected.
    Lower,
    /// A version or suite that was not offered, or wrong lengths: an invalid answer, so the version is unknown.
    Invalid,
    /// Alert `protocol_version`: rejected.
    VersionAlert,
    /// Another fatal alert to every `ClientHello`: rejected, and the alert is named.
    OtherAlert,
    /// Fatal alert `unrecognized_name`: the server name is rejected, and the version is unknown.
    Name,
    /// A warning alert is not an answer: reading continues.
    Warning,
    /// Reset, close, or silence, and no version is accepted: unknown.
    Nothing,
    /// Reset, close, or silence, and another version is accepted: rejected.
    NoAnswer,
    /// An answer that is not TLS: unknown.
    NotTls,
    /// Records may arrive in pieces of any size.
    Split,
    /// An endless answer is cut off at a limit or at the deadline: unknown.
    Limits,
    /// Accepted once and rejected otherwise: accepted, unstable.
    Unstable,
    /// Cut off among many connections: repeated alone before it counts.
    Repeated,
    /// A `ServerHello` decides about the version, regardless of what follows.
    Settled,
    /// The certificate chain is judged separately from the version.
    Trust,
}

impl Rule {
    /// Returns the word used in the catalog: `lab-shows-<code>`.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// Makes endpoints.
struct Maker<'a> {
    pki: &'a Arc<Pki>,
    rsa: &'a Arc<RsaIdentity>,
    specs: Vec<Spec>,
}

/// Returns all endpoints, in the order in which they are shown.
pub(super) fn all(pki: &Arc<Pki>, rsa: &Arc<RsaIdentity>) -> io::Result<Vec<Spec>> {
    let mut maker = Maker { pki, rsa, specs: Vec::new() };
    maker.versions()?;
    maker.refusals();
    maker.mixed_refusals()?;
    maker.connection_limits()?;
    maker.wanted_hellos()?;
    maker.lower_answers();
    maker.deliveries()?;
    maker.not_tls();
    maker.broken();
    maker.certificates()?;
    Ok(maker.specs)
}

impl Maker<'_> {
    fn add(&mut self, (id, shows): (&'static str, Rule), row: Row, trust: Option<TrustJudgment>, behavior: Behavior) {
        self.specs.push(Spec { id, shows, expected: Expected::new(row, trust), behavior });
    }

    /// Adds a real server of old versions.
    fn capped(
        &mut self,
        name: (&'static str, Rule),
        (versions, suites): (&'static [Version], Suites),
        row: Row,
        trust: Option<TrustJudgment>,
    ) -> io::Result<()> {
        let server = Capped::new(versions, suites, self.pki, self.rsa)?;
        self.add(name, row, trust, Behavior::Capped(server));
        Ok(())
    }

    /// Adds a real server of TLS 1.2, 1.3, or both, with the good certificate.
    fn modern(
        &mut self,
        name: (&'static str, Rule),
        versions: &'static [Version],
        row: Row,
        (gate, cut, options): (Gate, Cut, ModernOptions),
    ) -> io::Result<()> {
        let config = session::modern(versions, self.pki.good(), options, self.pki)?;
        let server = Modern { config, versions, gate, cut, names_version: !options.as_is };
        self.add(name, row, TRUSTED, Behavior::Modern(server));
        Ok(())
    }

    fn canned(&mut self, name: (&'static str, Rule), row: Row, answer: Canned, after: After) {
        self.add(name, row, None, Behavior::Canned(answer, after));
    }

    /// Adds real servers capped to some versions.
    fn versions(&mut self) -> io::Result<()> {
        self.canned(("ssl3-only", Rule::Lower), [YES, LOWER, LOWER, LOWER, LOWER], canned::ssl3_whatever, After::Wait);
        self.capped(
            ("tls10-only", Rule::Accepted),
            (&[Tls10], Suites::Any),
            [ANY_ALERT, YES, LOWER, LOWER, VERSION_ALERT],
            None,
        )?;
        self.capped(
            ("tls11-only", Rule::Accepted),
            (&[Tls11], Suites::Any),
            [ANY_ALERT, VERSION_ALERT, YES, LOWER, VERSION_ALERT],
            None,
        )?;
        let plain = || (Gate::Open, Cut::AsIs, ModernOptions::default());
        self.modern(
            ("tls12-only", Rule::Accepted),
            &[Tls12],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            plain(),
        )?;
        self.modern(
            ("tls13-only", Rule::Accepted),
            &[Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES],
            plain(),
        )?;
        self.capped(
            ("tls10-to-tls12", Rule::Accepted),
            (&[Tls10, Tls11, Tls12], Suites::Any),
            [ANY_ALERT, YES, YES, YES, VERSION_ALERT],
            TRUSTED,
        )?;
        self.modern(
            ("tls12-and-tls13", Rule::Accepted),
            &[Tls12, Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, YES],
            plain(),
        )?;
        self.modern(
            ("rustls", Rule::OtherAlert),
            &[Tls12, Tls13],
            [OTHER_ALERT, OTHER_ALERT, OTHER_ALERT, YES, YES],
            (Gate::Open, Cut::AsIs, ModernOptions { as_is: true, ..ModernOptions::default() }),
        )?;
        self.capped(
            ("tls10-to-tls13", Rule::Accepted),
            (&[Tls10, Tls11, Tls12, Tls13], Suites::Any),
            [ANY_ALERT, YES, YES, YES, YES],
            TRUSTED,
        )?;
        self.capped(
            ("gap-tls10-tls12", Rule::Lower),
            (&[Tls10, Tls12], Suites::Any),
            [ANY_ALERT, YES, LOWER, YES, VERSION_ALERT],
            TRUSTED,
        )?;
        self.capped(
            ("tls12-rsa-only", Rule::Accepted),
            (&[Tls12], Suites::RsaKeyExchange),
            [ANY_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            None,
        )?;
        self.capped(
            ("tls12-rare-suite", Rule::Accepted),
            (&[Tls12], Suites::Aria),
            [ANY_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            None,
        )
    }

    /// Adds endpoints that reject everything.
    fn refusals(&mut self) {
        for (id, shows, cell, no) in [
            ("alert-70", Rule::VersionAlert, VERSION_ALERT, alert(70)),
            ("alert-40", Rule::OtherAlert, OTHER_ALERT, alert(40)),
            ("alert-80", Rule::OtherAlert, OTHER_ALERT, alert(80)),
            ("alert-86", Rule::OtherAlert, OTHER_ALERT, alert(86)),
            ("alert-112", Rule::Name, NAME, alert(112)),
            ("reset", Rule::Nothing, RESET_NO_TLS, No::Reset),
            ("close", Rule::Nothing, CLOSED_NO_TLS, No::Close),
            ("silence", Rule::Nothing, SILENT_NO_TLS, No::Silence),
        ] {
            self.add((id, shows), [cell; 5], None, Behavior::Never(no));
        }
    }

    /// Adds real servers of TLS 1.2 that reject everything else.
    fn mixed_refusals(&mut self) -> io::Result<()> {
        for (id, shows, cell, no) in [
            ("tls12-else-alert-70", Rule::VersionAlert, VERSION_ALERT, alert(70)),
            ("tls12-else-alert-40", Rule::OtherAlert, OTHER_ALERT, alert(40)),
            ("tls12-else-alert-80", Rule::OtherAlert, OTHER_ALERT, alert(80)),
            ("tls12-else-alert-86", Rule::OtherAlert, OTHER_ALERT, alert(86)),
            ("tls12-else-reset", Rule::NoAnswer, RESET, No::Reset),
            ("tls12-else-close", Rule::NoAnswer, CLOSED, No::Close),
            ("tls12-else-silence", Rule::NoAnswer, SILENT, No::Silence),
        ] {
            // A hello of TLS 1.2, or a later one that would also accept TLS 1.2.
            let gate = Gate::If(|hello| hello.offers(Tls12), no);
            let row = [cell, cell, cell, YES, cell];
            self.modern((id, shows), &[Tls12], row, (gate, Cut::AsIs, ModernOptions::default()))?;
        }
        self.modern(
            ("tls13-blocked", Rule::NoAnswer),
            &[Tls12, Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, RESET],
            (Gate::If(|hello| !hello.offers(Tls13), No::Reset), Cut::AsIs, ModernOptions::default()),
        )?;
        self.modern(
            ("tls12-short-hello", Rule::Accepted),
            &[Tls12],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            (
                Gate::If(|hello| hello.highest() != Some(Tls12) || hello.fields.cipher_suites.len() <= 12, alert(40)),
                Cut::AsIs,
                ModernOptions::default(),
            ),
        )?;
        self.modern(
            ("unstable", Rule::Unstable),
            &[Tls12, Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, UNSTABLE, YES],
            (Gate::EverySecond(Pool::default()), Cut::AsIs, ModernOptions::default()),
        )
    }

    /// Adds servers that cut off some of many connections.
    fn connection_limits(&mut self) -> io::Result<()> {
        const OLD: &[Version] = &[Tls10, Tls11, Tls12];
        const NEW: &[Version] = &[Tls12, Tls13];
        // Long beside a handshake, and short beside the patience of whoever waits for the self-test.
        const TIME: Duration = Duration::from_millis(300);
        for (id, kind, resets) in [("limit-rate", Kind::Rate(3, TIME), false), ("limit-open", Kind::Open(1), true)] {
            let server = Behavior::Capped(Capped::new(OLD, Suites::Any, self.pki, self.rsa)?);
            let row = [ANY_ALERT, YES, YES, YES, VERSION_ALERT];
            self.add(
                (id, Rule::Repeated),
                row,
                TRUSTED,
                Behavior::Limited(Limit::new(kind, resets), OLD, Box::new(server)),
            );
        }
        let config = session::modern(NEW, self.pki.good(), ModernOptions::default(), self.pki)?;
        let server = Modern { config, versions: NEW, gate: Gate::Open, cut: Cut::AsIs, names_version: true };
        let limit = Limit::new(Kind::AfterFailure(TIME), false);
        let row = [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, YES_OR_RETRY];
        let behavior = Behavior::Limited(limit, NEW, Box::new(Behavior::Modern(server)));
        self.add(("limit-failures", Rule::Repeated), row, TRUSTED, behavior);
        Ok(())
    }

    /// Adds servers that accept only certain hellos.
    fn wanted_hellos(&mut self) -> io::Result<()> {
        const EMS: ExtensionType = ExtensionType::EXTENDED_MASTER_SECRET;
        const ALPN: ExtensionType = ExtensionType::APPLICATION_LAYER_PROTOCOL_NEGOTIATION;
        type Wanted = fn(&Hello) -> bool;
        let wanted: [(_, Wanted, _, _, _); 6] = [
            ("wants-session-id", |hello| !hello.fields.session_id.is_empty(), No::Close, VERSION_ALERT, TRUSTED),
            ("wants-alpn", |hello| hello.has_extension(ALPN), alert(120), ALERT_ABOUT_OTHER, None),
            ("wants-ems", |hello| hello.has_extension(EMS), alert(40), OTHER_ALERT, TRUSTED),
            ("wants-one-segment", |hello| hello.in_one_piece, No::Reset, VERSION_ALERT, TRUSTED),
            ("wants-small-hello", |hello| hello.length() < 256, No::Close, VERSION_ALERT, None),
            ("wants-large-hello", |hello| hello.length() >= 512, No::Close, CLOSED, None),
        ];
        for (id, wanted, no, ssl3, trust) in wanted {
            let config = session::modern(&[Tls12, Tls13], self.pki.good(), ModernOptions::default(), self.pki)?;
            let gate = Gate::If(wanted, no);
            let server = Modern { config, versions: &[Tls12, Tls13], gate, cut: Cut::AsIs, names_version: true };
            let row = [ssl3, VERSION_ALERT, VERSION_ALERT, YES, YES_OR_RETRY];
            self.add((id, Rule::Accepted), row, trust, Behavior::Modern(server));
        }
        Ok(())
    }

    /// Adds answers of a lower version, and answers followed by something else.
    fn lower_answers(&mut self) {
        self.canned(
            ("answers-tls12", Rule::Lower),
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, LOWER],
            |hello| canned::at_most(hello, Tls12),
            After::Wait,
        );
        self.canned(
            ("answers-tls10", Rule::Lower),
            [VERSION_ALERT, YES, LOWER, LOWER, LOWER],
            |hello| canned::at_most(hello, Tls10),
            After::Wait,
        );
        self.canned(("hello-then-alert", Rule::Settled), [YES; 5], canned::hello_then_alert, After::Close);
        self.canned(("hello-then-close", Rule::Settled), [YES; 5], canned::hello_alone, After::Close);
        self.canned(("hello-then-silence", Rule::Settled), [YES; 5], canned::hello_alone, After::Wait);
    }

    /// Adds good servers with unusual deliveries.
    fn deliveries(&mut self) -> io::Result<()> {
        let row = [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, YES_OR_RETRY];
        for (id, shows, cut) in [
            ("byte-records", Rule::Split, Cut::ByteRecords),
            ("split-records", Rule::Split, Cut::SplitRecords),
            ("byte-writes", Rule::Split, Cut::ByteWrites),
            ("warning-first", Rule::Warning, Cut::WarningFirst),
        ] {
            self.modern((id, shows), &[Tls12, Tls13], row, (Gate::Open, cut, ModernOptions::default()))?;
        }
        self.modern(
            ("hello-retry-request", Rule::Retry),
            &[Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, RETRY],
            (Gate::Open, Cut::AsIs, ModernOptions { retry: true, ..ModernOptions::default() }),
        )?;
        self.modern(
            ("client-certificate", Rule::Settled),
            &[Tls12, Tls13],
            row,
            (Gate::Open, Cut::AsIs, ModernOptions { client_certificate: true, ..ModernOptions::default() }),
        )
    }

    /// Adds endpoints of other protocols.
    fn not_tls(&mut self) {
        const BAD_REQUEST: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\
            Connection: close\r\n\r\nThis is no HTTPS";
        for (id, greeting, answer, after) in [
            ("http", &b""[..], BAD_REQUEST, After::Close),
            ("ssh", b"SSH-2.0-tlsready_lab\r\n", b"Invalid SSH identification string.\r\n", After::Close),
            ("smtp", b"220 smtp.lab.test ESMTP\r\n", b"500 5.5.2 Syntax error\r\n", After::Wait),
            // Neither a TLS record nor text, and longer than any guess needs.
            ("garbage", b"", &[0x9d; 256], After::Close),
        ] {
            self.add((id, Rule::NotTls), [NOT_TLS; 5], None, Behavior::Talk { greeting, answer, after });
        }
        self.add(("echo", Rule::NotTls), [NOT_TLS; 5], None, Behavior::Echo);
        self.add(("flood-zeros", Rule::NotTls), [NOT_TLS; 5], None, Behavior::Endless(Endless::Zeros));
    }

    /// Adds endpoints whose TLS breaks its own rules or never ends.
    fn broken(&mut self) {
        for (id, row, answer) in [
            ("lying-record", INVALID, canned::lying_record_length as Canned),
            ("lying-message", INVALID, canned::lying_message_length),
            ("lying-extensions", INVALID, canned::lying_extension_length),
            ("suite-not-offered", INVALID, canned::suite_not_offered),
            ("higher-version", INVALID, canned::higher_version),
            ("cut-answer", CUT, canned::cut),
        ] {
            self.canned((id, Rule::Invalid), [row; 5], answer, After::Close);
        }
        for (id, endless) in
            [("flood-warnings", Endless::Warnings), ("flood-handshake", Endless::Handshake), ("drip", Endless::Drip)]
        {
            self.add((id, Rule::Limits), [ENDLESS; 5], None, Behavior::Endless(endless));
        }
    }

    /// Adds endpoints whose certificates have a problem.
    fn certificates(&mut self) -> io::Result<()> {
        for (id, identity, problem) in [
            ("cert-expired", Identity::Expired, TrustProblem::Expired),
            ("cert-not-yet-valid", Identity::NotYetValid, TrustProblem::NotYetValid),
            ("cert-wrong-name", Identity::WrongName, TrustProblem::WrongName),
            ("cert-private-ca", Identity::PrivateCa, TrustProblem::UnknownIssuer),
            ("cert-self-signed", Identity::SelfSigned, TrustProblem::UnknownIssuer),
        ] {
            let certified = self.pki.certify(identity, &pki::new_key()?)?;
            let config = session::modern(&[Tls12, Tls13], &certified, ModernOptions::default(), self.pki)?;
            self.add(
                (id, Rule::Trust),
                [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, YES],
                Some(TrustJudgment::NotTrusted(problem)),
                Behavior::Modern(Modern {
                    config,
                    versions: &[Tls12, Tls13],
                    gate: Gate::Open,
                    cut: Cut::AsIs,
                    names_version: true,
                }),
            );
        }
        Ok(())
    }
}

const fn alert(number: u8) -> No {
    No::Alert(AlertDescription(number))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::OffsetDateTime;

    use super::*;

    #[test]
    fn ids_are_stable_words_that_fit_their_column() {
        let pki = Arc::new(Pki::mint(OffsetDateTime::now_utc()).unwrap());
        let rsa = Arc::new(RsaIdentity::new(Arc::clone(&pki), false));
        let specs = all(&pki, &rsa).unwrap();
        let ids: BTreeSet<_> = specs.iter().map(|spec| spec.id).collect();
        assert_eq!(ids.len(), specs.len(), "an id is there twice");
        for spec in &specs {
            assert!(spec.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            assert!(spec.id.len() <= LONGEST_ID, "{}", spec.id);
            assert_eq!(spec.expected.versions.len(), Version::ALL.len());
        }
    }
}
