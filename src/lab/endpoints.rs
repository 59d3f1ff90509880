//! Every endpoint of the lab: what it does, which truth rule it shows, and the right answer.

use std::io;
use std::sync::Arc;

use super::behaviour::{After, Behaviour, Canned, Endless, Gate, Modern, No, Pool};
use super::canned;
use super::capped::{Capped, RsaIdentity};
use super::delivery::Cut;
use super::expected::{
    ANY_ALERT, CLOSED, CLOSED_NO_TLS, CUT, ENDLESS, Expected, INVALID, LOWER, NAME, NOT_TLS, OTHER_ALERT, RESET,
    RESET_NO_TLS, RETRY, Row, SILENT, SILENT_NO_TLS, UNSTABLE, VERSION_ALERT, YES, YES_OR_RETRY,
};
use super::pki::{self, Identity, Pki};
use super::session::{self, ModernOptions};
use super::suites::Suites;
use crate::observation::{TrustJudgement, TrustProblem};
use crate::tls::Version::{Tls10, Tls11, Tls12, Tls13};
use crate::tls::{AlertDescription, Version};

/// An endpoint before it has an address.
pub(super) struct Spec {
    pub id: &'static str,
    pub describe: &'static str,
    pub shows: &'static str,
    pub expected: Expected,
    pub behaviour: Behaviour,
}

/// Most characters of an id, so that a table of the lab fits 80 columns.
pub(super) const LONGEST_ID: usize = 19;
/// Most characters of a description, likewise.
#[cfg(test)]
const LONGEST_DESCRIPTION: usize = 42;

const TRUSTED: Option<TrustJudgement> = Some(TrustJudgement::Trusted);

/// Truth rules, as the design words them.
const SHOWS_ACCEPTED: &str = "a ServerHello of the offered version: accepted";
const SHOWS_RETRY: &str = "a HelloRetryRequest: TLS 1.3 accepted";
const SHOWS_LOWER: &str = "a ServerHello of a lower version: refused, answers lower";
const SHOWS_INVALID: &str = "a higher version, a suite not offered, cut or lying lengths: unclear, invalid answer";
const SHOWS_VERSION_ALERT: &str = "alert protocol_version: refused";
const SHOWS_OTHER_ALERT: &str = "another fatal alert to every hello: refused, with that alert named";
const SHOWS_NAME: &str = "fatal unrecognized_name: the name is refused, the version stays unclear";
const SHOWS_WARNING: &str = "a warning alert is not an answer: read on";
const SHOWS_NOTHING: &str = "reset, close or silence, and nothing here answers TLS: unclear";
const SHOWS_NO_ANSWER: &str = "reset, close or silence, and another version is accepted: refused";
const SHOWS_NOT_TLS: &str = "an answer that is not TLS: unclear";
const SHOWS_SPLIT: &str = "records may arrive in any split";
const SHOWS_LIMITS: &str = "a flood or a drip ends at a limit or the deadline: unclear";
const SHOWS_UNSTABLE: &str = "accepted once and refused otherwise: accepted, unstable";
const SHOWS_SETTLED: &str = "a ServerHello settles the version, whatever follows";
const SHOWS_TRUST: &str = "the chain is judged apart from the version";

/// Makes endpoints.
struct Maker<'a> {
    pki: &'a Arc<Pki>,
    rsa: &'a Arc<RsaIdentity>,
    specs: Vec<Spec>,
}

/// All endpoints, in the order in which they are shown.
pub(super) fn all(pki: &Arc<Pki>, rsa: &Arc<RsaIdentity>) -> io::Result<Vec<Spec>> {
    let mut maker = Maker { pki, rsa, specs: Vec::new() };
    maker.versions()?;
    maker.refusals();
    maker.mixed_refusals()?;
    maker.lower_answers();
    maker.deliveries()?;
    maker.not_tls();
    maker.broken();
    maker.certificates()?;
    Ok(maker.specs)
}

impl Maker<'_> {
    fn add(
        &mut self,
        (id, describe, shows): (&'static str, &'static str, &'static str),
        row: Row,
        trust: Option<TrustJudgement>,
        behaviour: Behaviour,
    ) {
        self.specs.push(Spec { id, describe, shows, expected: Expected::new(row, trust), behaviour });
    }

    /// A real server of old versions.
    fn capped(
        &mut self,
        words: (&'static str, &'static str, &'static str),
        (versions, suites): (&'static [Version], Suites),
        row: Row,
        trust: Option<TrustJudgement>,
    ) -> io::Result<()> {
        let server = Capped::new(versions, suites, self.pki, self.rsa)?;
        self.add(words, row, trust, Behaviour::Capped(server));
        Ok(())
    }

    /// A real server of TLS 1.2, 1.3 or both, with the good certificate.
    fn modern(
        &mut self,
        words: (&'static str, &'static str, &'static str),
        versions: &'static [Version],
        row: Row,
        (gate, cut, options): (Gate, Cut, ModernOptions),
    ) -> io::Result<()> {
        let config = session::modern(versions, self.pki.good(), options, self.pki)?;
        let server = Modern { config, versions, gate, cut, names_version: !options.as_is };
        self.add(words, row, TRUSTED, Behaviour::Modern(server));
        Ok(())
    }

    fn canned(&mut self, words: (&'static str, &'static str, &'static str), row: Row, answer: Canned, after: After) {
        self.add(words, row, None, Behaviour::Canned(answer, after));
    }

    /// Real servers capped to some versions.
    fn versions(&mut self) -> io::Result<()> {
        self.canned(
            ("ssl3-only", "speaks SSL 3.0, whatever it is asked", SHOWS_LOWER),
            [YES, LOWER, LOWER, LOWER, OTHER_ALERT],
            canned::ssl3_whatever,
            After::Wait,
        );
        self.capped(
            ("tls10-only", "TLS 1.0 and nothing else", SHOWS_ACCEPTED),
            (&[Tls10], Suites::Any),
            [ANY_ALERT, YES, LOWER, LOWER, VERSION_ALERT],
            None,
        )?;
        self.capped(
            ("tls11-only", "TLS 1.1 and nothing else", SHOWS_ACCEPTED),
            (&[Tls11], Suites::Any),
            [ANY_ALERT, VERSION_ALERT, YES, LOWER, VERSION_ALERT],
            None,
        )?;
        let plain = || (Gate::Open, Cut::AsIs, ModernOptions::default());
        self.modern(
            ("tls12-only", "TLS 1.2 and nothing else", SHOWS_ACCEPTED),
            &[Tls12],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            plain(),
        )?;
        self.modern(
            ("tls13-only", "TLS 1.3 and nothing else", SHOWS_ACCEPTED),
            &[Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES],
            plain(),
        )?;
        self.capped(
            ("tls10-to-tls12", "TLS 1.0, 1.1 and 1.2", SHOWS_ACCEPTED),
            (&[Tls10, Tls11, Tls12], Suites::Any),
            [ANY_ALERT, YES, YES, YES, VERSION_ALERT],
            TRUSTED,
        )?;
        self.modern(
            ("tls12-and-tls13", "TLS 1.2 and 1.3", SHOWS_ACCEPTED),
            &[Tls12, Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, YES],
            plain(),
        )?;
        self.modern(
            ("rustls", "TLS 1.2 and 1.3 by rustls, as it is", SHOWS_OTHER_ALERT),
            &[Tls12, Tls13],
            [OTHER_ALERT, OTHER_ALERT, OTHER_ALERT, YES, YES],
            (Gate::Open, Cut::AsIs, ModernOptions { as_is: true, ..ModernOptions::default() }),
        )?;
        self.capped(
            ("tls10-to-tls13", "TLS 1.0 to 1.3", SHOWS_ACCEPTED),
            (&[Tls10, Tls11, Tls12, Tls13], Suites::Any),
            [ANY_ALERT, YES, YES, YES, YES],
            TRUSTED,
        )?;
        self.capped(
            ("gap-tls10-tls12", "TLS 1.0 and 1.2, not 1.1", SHOWS_LOWER),
            (&[Tls10, Tls12], Suites::Any),
            [ANY_ALERT, YES, LOWER, YES, VERSION_ALERT],
            TRUSTED,
        )?;
        self.capped(
            ("tls12-rsa-only", "TLS 1.2 with RSA key exchange only", SHOWS_ACCEPTED),
            (&[Tls12], Suites::RsaKeyExchange),
            [ANY_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            None,
        )?;
        self.capped(
            ("tls12-rare-suite", "TLS 1.2 with one rare suite (ARIA) only", SHOWS_ACCEPTED),
            (&[Tls12], Suites::Aria),
            [ANY_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            None,
        )
    }

    /// No to everything.
    fn refusals(&mut self) {
        for (id, describe, shows, cell, no) in [
            ("alert-70", "alert protocol_version to everything", SHOWS_VERSION_ALERT, VERSION_ALERT, alert(70)),
            ("alert-40", "alert handshake_failure to everything", SHOWS_OTHER_ALERT, OTHER_ALERT, alert(40)),
            ("alert-80", "alert internal_error to everything", SHOWS_OTHER_ALERT, OTHER_ALERT, alert(80)),
            ("alert-86", "alert inappropriate_fallback to everything", SHOWS_OTHER_ALERT, OTHER_ALERT, alert(86)),
            ("alert-112", "alert unrecognized_name to everything", SHOWS_NAME, NAME, alert(112)),
            ("reset", "resets after every hello", SHOWS_NOTHING, RESET_NO_TLS, No::Reset),
            ("close", "closes after every hello", SHOWS_NOTHING, CLOSED_NO_TLS, No::Close),
            ("silence", "reads every hello and says nothing", SHOWS_NOTHING, SILENT_NO_TLS, No::Silence),
        ] {
            self.add((id, describe, shows), [cell; 5], None, Behaviour::Never(no));
        }
    }

    /// TLS 1.2 by a real server, and no to everything else.
    fn mixed_refusals(&mut self) -> io::Result<()> {
        for (id, describe, shows, cell, no) in [
            (
                "tls12-else-alert-70",
                "TLS 1.2, else alert protocol_version",
                SHOWS_VERSION_ALERT,
                VERSION_ALERT,
                alert(70),
            ),
            ("tls12-else-alert-40", "TLS 1.2, else alert handshake_failure", SHOWS_OTHER_ALERT, OTHER_ALERT, alert(40)),
            ("tls12-else-alert-80", "TLS 1.2, else alert internal_error", SHOWS_OTHER_ALERT, OTHER_ALERT, alert(80)),
            (
                "tls12-else-alert-86",
                "TLS 1.2, else alert inappropriate_fallback",
                SHOWS_OTHER_ALERT,
                OTHER_ALERT,
                alert(86),
            ),
            ("tls12-else-reset", "TLS 1.2, resets everything else", SHOWS_NO_ANSWER, RESET, No::Reset),
            ("tls12-else-close", "TLS 1.2, closes on everything else", SHOWS_NO_ANSWER, CLOSED, No::Close),
            ("tls12-else-silence", "TLS 1.2, silent to everything else", SHOWS_NO_ANSWER, SILENT, No::Silence),
        ] {
            // A hello of TLS 1.2 or of more, that would take TLS 1.2.
            let gate = Gate::If(|hello| hello.offers(Tls12), no);
            let row = [cell, cell, cell, YES, cell];
            self.modern((id, describe, shows), &[Tls12], row, (gate, Cut::AsIs, ModernOptions::default()))?;
        }
        self.modern(
            ("tls13-blocked", "TLS 1.2; hellos that offer 1.3 are reset", SHOWS_NO_ANSWER),
            &[Tls12, Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, RESET],
            (Gate::If(|hello| !hello.offers(Tls13), No::Reset), Cut::AsIs, ModernOptions::default()),
        )?;
        self.modern(
            ("tls12-short-hello", "TLS 1.2, not for hellos over 12 suites", SHOWS_ACCEPTED),
            &[Tls12],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, VERSION_ALERT],
            (
                Gate::If(|hello| hello.highest() != Some(Tls12) || hello.fields.cipher_suites.len() <= 12, alert(40)),
                Cut::AsIs,
                ModernOptions::default(),
            ),
        )?;
        self.modern(
            ("unstable", "TLS 1.2 every other time, 1.3 always", SHOWS_UNSTABLE),
            &[Tls12, Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, UNSTABLE, YES],
            (Gate::EverySecond(Pool::default()), Cut::AsIs, ModernOptions::default()),
        )
    }

    /// Lower answers, and answers that a second message follows.
    fn lower_answers(&mut self) {
        self.canned(
            ("answers-tls12", "answers TLS 1.2 to TLS 1.3", SHOWS_LOWER),
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, LOWER],
            |hello| canned::at_most(hello, Tls12),
            After::Wait,
        );
        self.canned(
            ("answers-tls10", "answers TLS 1.0 to TLS 1.1, 1.2 and 1.3", SHOWS_LOWER),
            [VERSION_ALERT, YES, LOWER, LOWER, LOWER],
            |hello| canned::at_most(hello, Tls10),
            After::Wait,
        );
        self.canned(
            ("hello-then-alert", "any version, alert after the ServerHello", SHOWS_SETTLED),
            [YES; 5],
            canned::hello_then_alert,
            After::Close,
        );
        self.canned(
            ("hello-then-close", "any version, closes after the ServerHello", SHOWS_SETTLED),
            [YES; 5],
            canned::hello_alone,
            After::Close,
        );
        self.canned(
            ("hello-then-silence", "any version, silent after the ServerHello", SHOWS_SETTLED),
            [YES; 5],
            canned::hello_alone,
            After::Wait,
        );
    }

    /// Good servers with unusual deliveries.
    fn deliveries(&mut self) -> io::Result<()> {
        let row = [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, YES_OR_RETRY];
        for (id, describe, shows, cut) in [
            ("byte-records", "TLS 1.2, 1.3 in records of one byte", SHOWS_SPLIT, Cut::ByteRecords),
            ("split-records", "TLS 1.2, 1.3 in small records and pieces", SHOWS_SPLIT, Cut::SplitRecords),
            ("byte-writes", "TLS 1.2, 1.3, every byte by itself", SHOWS_SPLIT, Cut::ByteWrites),
            ("warning-first", "TLS 1.2, 1.3, a warning before each answer", SHOWS_WARNING, Cut::WarningFirst),
        ] {
            self.modern((id, describe, shows), &[Tls12, Tls13], row, (Gate::Open, cut, ModernOptions::default()))?;
        }
        self.modern(
            ("hello-retry-request", "TLS 1.3, asks for another hello (P-384)", SHOWS_RETRY),
            &[Tls13],
            [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, RETRY],
            (Gate::Open, Cut::AsIs, ModernOptions { retry: true, ..ModernOptions::default() }),
        )?;
        self.modern(
            ("client-certificate", "TLS 1.2, 1.3, wants a client certificate", SHOWS_SETTLED),
            &[Tls12, Tls13],
            row,
            (Gate::Open, Cut::AsIs, ModernOptions { client_certificate: true, ..ModernOptions::default() }),
        )
    }

    /// Other protocols.
    fn not_tls(&mut self) {
        const BAD_REQUEST: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\
            Connection: close\r\n\r\nThis is no HTTPS";
        for (id, describe, greeting, answer, after) in [
            ("http", "HTTP without TLS: answers 400", &b""[..], BAD_REQUEST, After::Close),
            ("ssh", "SSH", b"SSH-2.0-tlsready_lab\r\n", b"Invalid SSH identification string.\r\n", After::Close),
            (
                "smtp",
                "SMTP without STARTTLS",
                b"220 smtp.lab.test ESMTP\r\n",
                b"500 5.5.2 Syntax error\r\n",
                After::Wait,
            ),
            // Neither a record of TLS nor text; longer than any guess needs.
            ("garbage", "bytes of no protocol", b"", &[0x9d; 256], After::Close),
        ] {
            self.add((id, describe, SHOWS_NOT_TLS), [NOT_TLS; 5], None, Behaviour::Talk { greeting, answer, after });
        }
        self.add(("echo", "sends back whatever comes", SHOWS_NOT_TLS), [NOT_TLS; 5], None, Behaviour::Echo);
        self.add(
            ("flood-zeros", "zeros without end", SHOWS_NOT_TLS),
            [NOT_TLS; 5],
            None,
            Behaviour::Endless(Endless::Zeros),
        );
    }

    /// TLS that breaks its own rules, or has no end.
    fn broken(&mut self) {
        for (id, describe, row, answer) in [
            ("lying-record", "a record that claims 65,535 bytes", INVALID, canned::lying_record_length as Canned),
            ("lying-message", "a ServerHello that ends inside its fields", INVALID, canned::lying_message_length),
            ("lying-extensions", "extensions longer than their message", INVALID, canned::lying_extension_length),
            ("suite-not-offered", "ServerHello with a suite nobody offered", INVALID, canned::suite_not_offered),
            ("higher-version", "ServerHello of a version above the offer", INVALID, canned::higher_version),
            ("cut-answer", "half a ServerHello, then the end", CUT, canned::cut),
        ] {
            self.canned((id, describe, SHOWS_INVALID), [row; 5], answer, After::Close);
        }
        for (id, describe, endless) in [
            ("flood-warnings", "warning alerts without end", Endless::Warnings),
            ("flood-handshake", "a handshake message without end", Endless::Handshake),
            ("drip", "a ServerHello byte by byte, without end", Endless::Drip),
        ] {
            self.add((id, describe, SHOWS_LIMITS), [ENDLESS; 5], None, Behaviour::Endless(endless));
        }
    }

    /// Certificates that something is wrong with.
    fn certificates(&mut self) -> io::Result<()> {
        for (id, describe, identity, problem) in [
            ("cert-expired", "certificate has expired", Identity::Expired, TrustProblem::Expired),
            ("cert-not-yet-valid", "certificate is not yet valid", Identity::NotYetValid, TrustProblem::NotYetValid),
            ("cert-wrong-name", "certificate is for another name", Identity::WrongName, TrustProblem::WrongName),
            (
                "cert-private-ca",
                "certificate of a CA that nobody trusts",
                Identity::PrivateCa,
                TrustProblem::UnknownIssuer,
            ),
            ("cert-self-signed", "certificate signed by itself", Identity::SelfSigned, TrustProblem::UnknownIssuer),
        ] {
            let certified = self.pki.certify(identity, &pki::new_key()?)?;
            let config = session::modern(&[Tls12, Tls13], &certified, ModernOptions::default(), self.pki)?;
            self.add(
                (id, describe, SHOWS_TRUST),
                [VERSION_ALERT, VERSION_ALERT, VERSION_ALERT, YES, YES],
                Some(TrustJudgement::NotTrusted(problem)),
                Behaviour::Modern(Modern {
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
    fn ids_are_stable_words_and_descriptions_fit_their_column() {
        let pki = Arc::new(Pki::mint(OffsetDateTime::now_utc()).unwrap());
        let rsa = Arc::new(RsaIdentity::new(Arc::clone(&pki), false));
        let specs = all(&pki, &rsa).unwrap();
        let ids: BTreeSet<_> = specs.iter().map(|spec| spec.id).collect();
        assert_eq!(ids.len(), specs.len(), "an id stands twice");
        for spec in &specs {
            assert!(spec.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            assert!(spec.id.len() <= LONGEST_ID, "{}", spec.id);
            assert!(spec.describe.len() <= LONGEST_DESCRIPTION, "{}: {}", spec.id, spec.describe.len());
            assert_eq!(spec.expected.versions.len(), Version::ALL.len());
        }
    }
}
