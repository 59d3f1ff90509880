//! Servers of old versions: OpenSSL if the system's supports them, else rustls for TLS 1.2 and later, fixed flights
//! below.

use std::io;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::OnceCell;

use super::canned;
use super::delivery::{Cut, Delivery};
use super::ending;
use super::hello::Hello;
use super::openssl_server::{self, Context};
use super::pki::{Certified, Pki};
use super::session::{self, ModernOptions, ModernSession};
use super::suites::Suites;
use crate::tls::{AlertDescription, CipherSuite, Version};
use crate::wire::build;

/// The RSA identity, made once for all servers of a lab, when it is first needed.
pub(super) struct RsaIdentity {
    pki: Arc<Pki>,
    made: OnceCell<Option<Arc<Certified>>>,
    /// Whether OpenSSL may be used at all.
    enabled: bool,
}

impl RsaIdentity {
    pub(super) fn new(pki: Arc<Pki>, enabled: bool) -> Self {
        Self { pki, made: OnceCell::new(), enabled }
    }

    /// Returns the identity; `None` if it cannot be made.
    pub(super) async fn get(&self) -> Option<Arc<Certified>> {
        let make = || async {
            if !self.enabled {
                return None;
            }
            let pki = Arc::clone(&self.pki);
            let made = tokio::task::spawn_blocking(move || openssl_server::rsa_identity(&pki)).await;
            match made.map_err(io::Error::other).flatten() {
                Ok(certified) => Some(Arc::new(certified)),
                Err(error) => {
                    tracing::info!(%error, "the lab has no RSA key; old versions are served by fixed flights");
                    None
                }
            }
        };
        self.made.get_or_init(make).await.clone()
    }
}

/// A server of exactly some versions.
pub(super) struct Capped {
    versions: &'static [Version],
    suites: Suites,
    pki: Arc<Pki>,
    rsa: Arc<RsaIdentity>,
    context: OnceCell<Option<Context>>,
    /// Replaces OpenSSL for TLS 1.2 and later if OpenSSL cannot serve.
    modern: Option<Arc<ServerConfig>>,
}

impl Capped {
    pub(super) fn new(
        versions: &'static [Version],
        suites: Suites,
        pki: &Arc<Pki>,
        rsa: &Arc<RsaIdentity>,
    ) -> io::Result<Self> {
        let has_modern = suites == Suites::Any && versions.iter().any(|version| *version >= Version::Tls12);
        let modern =
            if has_modern { Some(session::modern(versions, pki.good(), ModernOptions::default(), pki)?) } else { None };
        Ok(Self { versions, suites, pki: Arc::clone(pki), rsa: Arc::clone(rsa), context: OnceCell::new(), modern })
    }

    /// Serves one connection whose hello has been read.
    pub(super) async fn serve(&self, stream: &mut TcpStream, hello: Hello) -> io::Result<()> {
        let delivery = Delivery::new(Cut::AsIs);
        if let Some(context) = self.context.get_or_init(|| self.make_context()).await {
            return session::drive(stream, &mut context.session()?, hello.raw, delivery).await;
        }
        match (hello.select(self.versions), &self.modern) {
            (Some(Version::Tls12 | Version::Tls13), Some(config)) => {
                session::drive(stream, &mut ModernSession::new(Arc::clone(config))?, hello.raw, delivery).await
            }
            (selected, _) => {
                stream.write_all(&self.canned(&hello, selected)).await?;
                ending::discard(stream).await
            }
        }
    }

    async fn make_context(&self) -> Option<Context> {
        let identity = self.rsa.get().await?;
        match Context::new(self.versions, self.suites, &identity) {
            Ok(context) => Some(context),
            Err(error) => {
                tracing::info!(%error, versions = ?self.versions, "OpenSSL cannot serve these; fixed flights instead");
                None
            }
        }
    }

    fn canned(&self, hello: &Hello, selected: Option<Version>) -> Vec<u8> {
        let highest = self.versions.iter().max().map_or(0x0303, |version| version.number()).min(0x0303);
        let Some(version) = selected else { return build::fatal(AlertDescription::PROTOCOL_VERSION, highest) };
        let suite = match self.suites {
            Suites::Any | Suites::RsaKeyExchange => hello.pick_suite(&canned::RSA_KEY_EXCHANGE),
            Suites::Aria => hello.pick_suite(&[CipherSuite(0xc060)]),
        };
        match suite {
            Some(suite) => {
                let certificate = self.pki.good().chain.first().map_or(&[][..], |leaf| leaf.as_ref());
                canned::flight(hello, version, suite, certificate)
            }
            None => build::fatal(AlertDescription::HANDSHAKE_FAILURE, highest),
        }
    }
}
