//! What a program on this host would get, calculated from the offer of its TLS library and from what the endpoint answered to our
//! own hellos, for runs in which the library's handshake was not tried.

use super::case::{Case, Meeting};
use super::evidence::selects;
use super::support::{Support, SupportState};
use crate::diagnosis::host::{Known, StackAssessment, WhenAsked};
use crate::tls::{SignatureScheme, Version};
use crate::wire::HelloVariant;

/// What nearly every certificate is used with. Which of them the endpoint uses is not in its `ServerHello`.
const USUAL_SIGNATURES: [SignatureScheme; 3] =
    [SignatureScheme(0x0403), SignatureScheme(0x0804), SignatureScheme(0x0401)];

/// Calculates where both meet. Both sides choose the highest version, so the first one that they share decides. Unknown where
/// the two lists do not tell.
pub(super) fn meeting(case: &Case<'_>, stack: &StackAssessment) -> Meeting {
    let default = |version| stack.versions.get(&version).map_or(Known::Unknown, |facts| facts.default);
    let mut open = false;
    // By default, no library offers SSL 3.0.
    for version in Version::ALL.into_iter().rev().filter(|version| *version > Version::Ssl3) {
        let support = case.support.get(&version);
        match (support.map_or(SupportState::NotTested, |support| support.state), default(version)) {
            (_, Known::No) => {}
            // A device that cuts off hellos of this version also cuts off one that offers it among others.
            (SupportState::Refused, _) if support.is_some_and(|support| support.reason.is_cut_off()) => {
                return Meeting::Unknown;
            }
            (SupportState::Refused, _) => {}
            // Below the required version, it matters whether the two could do better than this.
            (SupportState::Accepted, Known::Yes) if !open || version >= case.target.expectation.require => {
                let connects = support.is_some_and(|support| connects(case, stack, version, support));
                return if connects { Meeting::Calculated(version) } else { Meeting::Unknown };
            }
            _ => open = true,
        }
    }
    if open { Meeting::Unknown } else { Meeting::No }
}

/// Returns whether the library would connect with this version: it offers the suite and the group that the endpoint selected and the
/// usual signatures, goes on with more than RSA key exchange, and gets secure renegotiation (without which OpenSSL 3 ends the
/// handshake); and the endpoint said nothing against it after its selection.
fn connects(case: &Case<'_>, stack: &StackAssessment, version: Version, support: &Support) -> bool {
    let Some(offer) = &stack.default_offer else { return false };
    let offers_suite = support.cipher_suite.is_some_and(|suite| offer.cipher_suites.contains(&suite));
    let offers_group = support.group.is_none_or(|group| offer.groups.contains(&group));
    let goes_on = stack.versions.get(&version).is_some_and(|facts| facts.when_asked == WhenAsked::Yes);
    let answered = || case.seen().iter().filter(|seen| selects(seen, version));
    // An endpoint that answered only a special hello may not answer that of the library.
    let renegotiates = version == Version::Tls13
        || answered().any(|seen| seen.answer.as_ref().is_some_and(|answer| answer.secure_renegotiation));
    let signs = USUAL_SIGNATURES.iter().all(|scheme| offer.signature_schemes.contains(scheme));
    let is_usual = answered().any(|seen| seen.variant == HelloVariant::Standard);
    let ended = answered().any(|seen| seen.answer.as_ref().is_some_and(|answer| answer.ended_by.is_some()));
    offers_suite && offers_group && renegotiates && signs && goes_on && is_usual && !ended
}
