//! Real handshakes of old versions, served by OpenSSL at security level 0.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::ssl::{ErrorCode, Ssl, SslContext, SslMethod, SslOptions, SslSessionCacheMode, SslStream, SslVersion};
use openssl::x509::X509;
use rcgen::KeyPair;

use super::pki::{Certified, Identity, Pki};
use super::session::{Session, Step};
use super::suites::Suites;
use crate::tls::Version;

/// Makes a 2048-bit RSA key and certifies it: suites with RSA key exchange need one, and ring cannot make one. Takes
/// 0.1 s or more.
pub(super) fn rsa_identity(pki: &Pki) -> io::Result<Certified> {
    let key = PKey::from_rsa(Rsa::generate(2048)?)?;
    let key = KeyPair::try_from(key.private_key_to_pkcs8()?).map_err(io::Error::other)?;
    pki.certify(Identity::Good, &key)
}

/// Settings of a server.
#[derive(Clone)]
pub(super) struct Context(SslContext);

impl Context {
    /// Makes the settings for exactly these versions. Fails if the system's OpenSSL does not have all of them.
    pub(super) fn new(versions: &[Version], suites: Suites, certified: &Certified) -> io::Result<Self> {
        let mut builder = SslContext::builder(SslMethod::tls_server())?;
        builder.set_security_level(0);
        builder.set_min_proto_version(versions.iter().min().copied().map(SslVersion::from))?;
        builder.set_max_proto_version(versions.iter().max().copied().map(SslVersion::from))?;
        for (version, option) in [
            (Version::Tls10, SslOptions::NO_TLSV1),
            (Version::Tls11, SslOptions::NO_TLSV1_1),
            (Version::Tls12, SslOptions::NO_TLSV1_2),
            (Version::Tls13, SslOptions::NO_TLSV1_3),
        ] {
            if versions.contains(&version) {
                // The system's configuration may have set the option.
                builder.clear_options(option);
            } else {
                builder.set_options(option);
            }
        }
        builder.set_options(SslOptions::CIPHER_SERVER_PREFERENCE);
        builder.set_cipher_list(match suites {
            // RSA key exchange first: it needs no SHA-1 signature, which some systems forbid at any level.
            Suites::Any => "kRSA+AES:ALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0",
            Suites::RsaKeyExchange => "kRSA+AES:@SECLEVEL=0",
            Suites::Aria => "ECDHE-ARIA128-GCM-SHA256:@SECLEVEL=0",
        })?;
        builder.set_session_cache_mode(SslSessionCacheMode::OFF);
        for (position, certificate) in certified.chain.iter().enumerate() {
            let certificate = X509::from_der(certificate)?;
            if position == 0 {
                builder.set_certificate(&certificate)?;
            } else {
                builder.add_extra_chain_cert(certificate)?;
            }
        }
        let key = PKey::private_key_from_pkcs8(&certified.key)?;
        builder.set_private_key(&key)?;
        Ok(Self(builder.build()))
    }

    /// Begins a session.
    pub(super) fn session(&self) -> io::Result<impl Session + use<>> {
        Ok(OpensslSession { stream: SslStream::new(Ssl::new(&self.0)?, Pipe::default())?, established: false })
    }
}

struct OpensslSession {
    stream: SslStream<Pipe>,
    established: bool,
}

impl OpensslSession {
    /// Continues as far as possible. Returns `true` at the end of the session.
    fn advance(&mut self) -> bool {
        if !self.established {
            match self.stream.accept() {
                Ok(()) => self.established = true,
                Err(error) => return error.code() != ErrorCode::WANT_READ,
            }
        }
        let mut discarded = [0; 4096];
        loop {
            match self.stream.ssl_read(&mut discarded) {
                Ok(_) => {}
                Err(error) => return error.code() != ErrorCode::WANT_READ,
            }
        }
    }
}

impl Session for OpensslSession {
    fn step(&mut self, input: &[u8]) -> Step {
        self.stream.get_mut().input.extend(input);
        let ended = self.advance();
        Step { output: std::mem::take(&mut self.stream.get_mut().output), ended }
    }
}

/// Takes the place of the socket that OpenSSL expects.
#[derive(Default)]
struct Pipe {
    input: VecDeque<u8>,
    output: Vec<u8>,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.input.is_empty() { Err(io::ErrorKind::WouldBlock.into()) } else { self.input.read(buffer) }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
