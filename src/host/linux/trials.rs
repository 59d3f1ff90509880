//! Edits of the configuration, tried in memory: what a remedy says was seen to work.

use std::collections::BTreeMap;

use openssl::error::ErrorStack;
use openssl::ssl::{SslContext, SslContextBuilder, SslMethod, SslOptions};

use super::dial::{Bare, Deviation, dialer, library_refuses, switch, words};
use crate::host::capture::library_server;
use crate::host::capture::react::{hello, react};
use crate::host::capture::second_flight::second_flight;
use crate::host::capture::tls13_server::Tls13Server;
use crate::observation::capture::{Evidence, KeyExchange, Unseen, Whole};
use crate::observation::openssl::{KeyTrial, OpensslFacts, Trial};
use crate::observation::{TrustJudgment, TrustProblem};
use crate::probe::Handshake;
use crate::settings::openssl_conf::{
    ActiveSettings, Anchor, Change, Place, TlsCommand, apply_protocol_list, candidates, usual_level,
};
use crate::tls::Version;

/// Tries edits until one brings these versions into the default offer, and returns everything that was tried.
pub(super) fn try_edits(facts: &OpensslFacts, wanted: &[Version], server: &Result<Tls13Server, Unseen>) -> Vec<Trial> {
    let in_force = ActiveSettings {
        minimum: facts.minimum,
        maximum: facts.maximum,
        switched_off: facts.switched_off.clone(),
        level: facts.level,
    };
    let accepts = |name: &str, value: &str| {
        let place = match &facts.conf.anchor {
            Anchor::Commands { place, .. } | Anchor::SslConf { place, .. } | Anchor::Modules { place, .. } => {
                place.clone()
            }
            Anchor::Start => Place { file: facts.conf.path.clone(), line: 1 },
        };
        let (name, value) = (name.to_owned(), value.to_owned());
        library_refuses(&TlsCommand { name, value, place, accepted: true, datagram_only: false }).is_none()
    };
    let mut trials: Vec<Trial> = Vec::new();
    for edit in candidates(&facts.conf, &in_force, wanted, accepts) {
        let trial = try_edit(edit, server);
        let works = wanted.iter().all(|version| trial.offers(*version));
        tracing::debug!(?trial, works, "tried in memory");
        trials.push(trial);
        if works {
            break;
        }
    }
    trials
}

fn try_edit(edit: Vec<Change>, server: &Result<Tls13Server, Unseen>) -> Trial {
    let context = edited(&edit).map_err(|error| Unseen::NotStarted(words(&error)));
    let whole = |version| (version, react(&dialer(&context, Deviation::None), version, server).whole());
    let default = Version::ALL.map(whole).into_iter().collect();
    Trial { edit, default }
}

/// Tries to disable the versions below TLS 1.2, if the configuration enables some.
pub(super) fn try_raising(
    facts: &OpensslFacts,
    versions: &BTreeMap<Version, Evidence>,
    server: &Result<Tls13Server, Unseen>,
) -> Option<Trial> {
    let is_lowered = facts.level == Some(0) || facts.minimum.is_some_and(|minimum| minimum < Version::Tls12);
    let is_offered = |evidence: &Evidence| matches!(evidence.default.whole(), Whole::GoesOn | Whole::OnlyRsa);
    let offers_old = versions.range(..Version::Tls12).any(|(_, evidence)| is_offered(evidence));
    let edit = Change { name: "MinProtocol".to_owned(), value: "TLSv1.2".to_owned() };
    (is_lowered && offers_old).then(|| try_edit(vec![edit], server))
}

/// Tries a certificate with an RSA key of 2048 bits, as it is now and with the usual security level.
pub(super) fn try_key(facts: &OpensslFacts, bare: &Bare) -> Option<KeyTrial> {
    let edit = usual_level(&facts.conf, facts.level?)?;
    let context = edited(std::slice::from_ref(&edit)).map_err(|error| Unseen::NotStarted(words(&error)));
    Some(KeyTrial { accepted: accepts_rsa_2048(bare), with_edit: accepts_rsa_2048(&context), edit })
}

/// Returns whether a verifying program with this context accepts a key of RSA with 2048 bits, whatever it thinks of the
/// issuer: OpenSSL checks the size of the key first.
fn accepts_rsa_2048(context: &Bare) -> Option<bool> {
    let before_13 = || {
        let dial = dialer(context, Deviation::Pinned(Version::Tls12));
        let (mut client, _, offer) = hello(&dial).ok()??;
        let flight = [KeyExchange::Ecdhe, KeyExchange::Rsa]
            .into_iter()
            .find_map(|exchange| second_flight(&offer, Version::Tls12, exchange))?;
        client.step(&flight, false, &mut Vec::new());
        judged(client)
    };
    let with_13 = || {
        let dial = dialer(context, Deviation::Pinned(Version::Tls13));
        let (mut client, written, offer) = hello(&dial).ok()??;
        let _ = library_server::step_with_rsa(client.as_mut(), &offer, written, Version::Tls13);
        judged(client)
    };
    before_13().or_else(with_13)
}

fn judged(mut client: Box<dyn Handshake>) -> Option<bool> {
    match client.judged().trust?.judgment {
        TrustJudgment::NotTrusted(TrustProblem::UnsupportedAlgorithm) => Some(false),
        TrustJudgment::NotTrusted(_) | TrustJudgment::Trusted => Some(true),
        TrustJudgment::NotJudged => None,
    }
}

/// Returns the context of a program that sets nothing, on a host whose configuration has these commands as well.
fn edited(edit: &[Change]) -> Result<SslContext, ErrorStack> {
    let mut builder = SslContext::builder(SslMethod::tls())?;
    for change in edit {
        apply(&mut builder, change)?;
    }
    Ok(builder.build())
}

/// Does what OpenSSL does when it reads this command (`SSL_CONF_cmd(3)`).
fn apply(builder: &mut SslContextBuilder, Change { name, value }: &Change) -> Result<(), ErrorStack> {
    let version = || value.parse::<Version>().ok().map(Into::into);
    match name.as_str() {
        "MinProtocol" => builder.set_min_proto_version(version()),
        "MaxProtocol" => builder.set_max_proto_version(version()),
        "Protocol" => {
            let options = builder.options();
            let is_off = |version: &Version| options.contains(switch(*version));
            let mut switched_off: Vec<_> = Version::ALL.into_iter().filter(is_off).collect();
            apply_protocol_list(value, &mut switched_off);
            builder.clear_options(Version::ALL.into_iter().map(switch).collect());
            builder.set_options(switched_off.into_iter().map(switch).collect::<SslOptions>());
            Ok(())
        }
        "CipherString" => builder.set_cipher_list(value),
        "Ciphersuites" => builder.set_ciphersuites(value),
        "SignatureAlgorithms" => builder.set_sigalgs_list(value),
        _ => builder.set_groups_list(value),
    }
}

/// Returns whether the version is missing in the default offer.
pub(super) const fn is_missing(whole: Whole) -> bool {
    matches!(whole, Whole::Refuses | Whole::Absent)
}
