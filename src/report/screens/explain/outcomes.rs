//! The words for how an attempt went: results of an prober, ends of an attempt, problems of a certificate.

/// What an prober got (`probers` of the JSON report).
pub(super) mod results {
    use super::super::{Explanation, explain};
    use crate::diagnosis::ProberOutcome;

    explain!(ProberOutcome:
        Completed => { "The handshake was completed.", [], [], [] }
        PeerRefusedLater => {
            "The endpoint selected the version and refused later in the handshake: mostly because it wants a client certificate.",
            [], [], []
        }
        PeerRefused => { "The endpoint refused this prober's hello.", [], [], [] }
        PeerAnsweredLower => { "The endpoint answered with another version than the one that was asked for.", [], [], [] }
        NothingOffered => {
            "This host's library sent no hello: its settings leave it nothing to offer for that version.",
            [], ["Look at what keeps it back:\n    tlsready host"], []
        }
        LocalAborted => { "The endpoint selected a version, and this host's library gave up.", [], [], [] }
        NotTrusted => { "The handshake went well up to the certificate, which this host does not trust.", [], [], [] }
        ProberCannot => { "This prober cannot offer that version; that is no word about the endpoint.", [], [], [] }
        Unknown => { "It ended in a way from which nothing can be concluded.", [], [], [] }
    );
}

/// How one attempt ended (`attempts` of the JSON report).
pub(super) mod ends {
    use super::super::{Explanation, explain};
    use crate::report::model::EndCode;

    explain!(EndCode:
        Done => { "The attempt got what it was after.", [], [], [] }
        Alert => { "The endpoint sent a fatal alert; its number stands beside it.", [], [], ["RFC 8446, section 6"] }
        Reset => { "The endpoint, or something on the way, reset the connection.", [], [], [] }
        Closed => { "The endpoint, or something on the way, closed the connection.", [], [], [] }
        Silent => { "No answer came before the deadline (--timeout).", [], [], [] }
        NotTls => { "What came was not TLS; what it looks like stands beside it.", [], [], [] }
        Invalid => { "What came looked like TLS and broke its rules.", [], [], [] }
        NothingOffered => { "This host's library sent no hello.", [], [], [] }
        LocalAborted => { "This host's library gave up after the endpoint's answer.", [], [], [] }
        NotTrusted => { "The certificate was judged and not accepted.", [], [], [] }
        ProberCannot => { "The prober cannot offer that version.", [], [], [] }
        LocalLimit => { "This machine ran out of something that a connection needs.", [], [], [] }
        LocalStall => { "This host's own TLS library did not come back from its work in time.", [], [], [] }
        Cancelled => { "The run was stopped before the attempt was made or finished.", [], [], [] }
        NotResolved => { "The name does not resolve.", [], [], [] }
        ResolverTimeout => { "The resolver did not answer in time.", [], [], [] }
        NoAddressOfFamily => { "The name has no address of the family that was asked for (-4, -6).", [], [], [] }
        ConnectionRefused => { "The connection was refused.", [], [], [] }
        ConnectTimeout => { "Nothing answered the attempt to connect.", [], [], [] }
        NoRoute => { "There is no way to the address.", [], [], [] }
        ProxyRefused => { "The proxy answered and gave no tunnel.", [], [], [] }
        ProxyUnreached => { "The proxy could not be reached.", [], [], [] }
        ProxyBroken => { "The proxy ended the connection, or said something that no proxy says.", [], [], [] }
        ProxyTimeout => { "The proxy did not answer in time.", [], [], [] }
        ConnectError => { "The system gave another error while connecting.", [], [], [] }
    );
}

/// What is wrong with a certificate (`trust` of the JSON report).
pub(super) mod trust {
    use super::super::{Explanation, explain};
    use crate::observation::TrustProblem;

    explain!(TrustProblem:
        UnknownIssuer => {
            "No way leads from the certificate to a root of this host.",
            ["a missing root", "a device on the way that opens TLS", "a server that does not send its whole chain"],
            ["Look at the issuer: tlsready explain certificate-not-trusted"], []
        }
        Expired => {
            "Its time is over, or this host's clock is wrong.",
            [], ["Check the clock; then ask whoever runs the endpoint."], []
        }
        NotYetValid => { "Its time has not begun, or this host's clock is wrong.", [], ["Check the clock."], [] }
        WrongName => { "It is for other names than the one that was asked for.", [], ["Check the name, and --sni."], [] }
        Revoked => { "Its issuer has revoked it.", [], ["Ask whoever runs the endpoint."], [] }
        BadSignature => {
            "The certificate may be good, but the handshake is not signed by its key: whoever answers shows a certificate that is not \
             theirs.",
            ["a device in between that copies certificates", "a server whose certificate and key do not belong together"],
            ["Check what answers at this address; then ask whoever runs the endpoint."], ["RFC 8446, section 4.4.3", "RFC 5246, section 7.4.3"]
        }
        UnsupportedAlgorithm => { "It has a signature, key or algorithm that this library does not take.", [], [], [] }
        CaUsedAsServer => {
            "A CA certificate stands where a server's should. rustls refuses that; most libraries do not.", [], [], []
        }
        Malformed => { "It is not for servers, breaks a constraint, or cannot be read.", [], [], [] }
        NoRoots => {
            "This host has no root certificate that can be read, so nothing can be trusted.",
            [], ["See tlsready explain host-no-roots."], []
        }
    );
}
