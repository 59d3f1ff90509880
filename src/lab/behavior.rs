//! What one endpoint does with one connection.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustls::ServerConfig;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::canned;
use super::capped::Capped;
use super::delivery::{Cut, Delivery};
use super::ending;
use super::hello::{self, First, Hello};
use super::limit::Limit;
use super::session::{self, ModernSession};
use crate::tls::{AlertDescription, Version};
use crate::wire::build;

/// The pause between two bytes of a drip.
const DRIP: Duration = Duration::from_millis(50);
/// The pause between two blocks of a flood: short enough to be an unmistakable flood, and no shorter.
const FLOOD: Duration = Duration::from_millis(1);
/// Approximate bytes in one block of a flood.
const BLOCK: usize = 16 * 1024;

/// Ways to reject a connection or hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum No {
    Alert(AlertDescription),
    Reset,
    Close,
    Silence,
}

/// Ways to send bytes without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endless {
    Warnings,
    Handshake,
    Zeros,
    Drip,
}

/// Makes the answer to a hello.
pub(super) type Canned = fn(&Hello) -> Vec<u8>;

/// What happens to the connection after a fixed answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Send FIN.
    Close,
    /// Wait for the client to close first.
    Wait,
}

/// Which hellos reach the server behind the gate.
pub(super) enum Gate {
    /// All hellos.
    Open,
    /// Those that satisfy the condition; the others get this rejection.
    If(fn(&Hello) -> bool, No),
    /// Every second TLS 1.2 hello of each kind, beginning with the second: a pool with one dead member behind one
    /// address.
    EverySecond(Pool),
}

/// Counts hellos by their kind.
#[derive(Default)]
pub(super) struct Pool(Mutex<HashMap<u64, u32>>);

impl Pool {
    /// Limit on the kinds that are counted at once.
    const MOST: usize = 1024;

    /// Returns whether the healthy member gets this hello.
    fn takes(&self, hello: &Hello) -> bool {
        if hello.highest() != Some(Version::Tls12) {
            return true;
        }
        let mut hasher = DefaultHasher::new();
        (hello.fields.version, hello.offer.versions_listed, &hello.fields.cipher_suites).hash(&mut hasher);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= Self::MOST {
            seen.clear();
        }
        let count = seen.entry(hasher.finish()).or_default();
        *count = count.wrapping_add(1);
        count.is_multiple_of(2)
    }
}

/// A server of TLS 1.2 and 1.3, and the gate in front of it.
pub(super) struct Modern {
    pub config: Arc<ServerConfig>,
    pub versions: &'static [Version],
    pub gate: Gate,
    pub cut: Cut,
    /// Send alert 70 in answer to hellos of other versions, as most stacks do. rustls itself sends alert 40 to hellos
    /// without signature algorithms, which hellos below TLS 1.2 do not list.
    pub names_version: bool,
}

/// What an endpoint does.
pub(super) enum Behavior {
    /// A server of old versions.
    Capped(Capped),
    /// A server of TLS 1.2 and 1.3, and the gate in front of it.
    Modern(Modern),
    /// A fixed answer to each hello.
    Canned(Canned, After),
    /// Rejects everything.
    Never(No),
    /// A protocol that is not TLS: a greeting, and an answer to whatever comes.
    Talk { greeting: &'static [u8], answer: &'static [u8], after: After },
    /// Echoes everything.
    Echo,
    /// Sends bytes without end after the hello.
    Endless(Endless),
    /// Another behavior behind a limit of connections. A handshake without one of these versions counts as failed.
    Limited(Limit, &'static [Version], Box<Behavior>),
}

impl Behavior {
    /// Serves one connection. An error means that the client caused it or closed the connection.
    pub(super) async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let entered = match self {
            Self::Limited(limit, ..) => match limit.enter(Instant::now()) {
                None if limit.resets => return ending::reset(stream),
                None => return ending::close(&mut stream).await,
                entered => entered,
            },
            _ => None,
        };
        if let Self::Talk { greeting, .. } = self {
            stream.write_all(greeting).await?;
        }
        let hello = match hello::read(&mut stream).await? {
            First::Hello(hello) => *hello,
            First::Other => return self.serve_other(stream).await,
            First::Gone => return Ok(()),
        };
        let behavior = match (self, entered) {
            (Self::Limited(_, versions, behavior), Some(entered)) => {
                if hello.select(versions).is_none() {
                    entered.failed(Instant::now());
                }
                return behavior.answer(stream, hello).await;
            }
            (behavior, _) => behavior,
        };
        behavior.answer(stream, hello).await
    }

    /// Answers a hello.
    async fn answer(&self, mut stream: TcpStream, hello: Hello) -> io::Result<()> {
        match self {
            Self::Capped(server) => server.serve(&mut stream, hello).await,
            Self::Modern(server) => server.serve(stream, hello).await,
            Self::Canned(make, after) => {
                stream.write_all(&make(&hello)).await?;
                after.end(&mut stream).await
            }
            Self::Never(no) => no.say(stream, &hello).await,
            Self::Talk { answer, after, .. } => {
                stream.write_all(answer).await?;
                after.end(&mut stream).await
            }
            Self::Echo => {
                stream.write_all(&hello.raw).await?;
                echo(&mut stream).await
            }
            Self::Endless(endless) => endless.send(&mut stream, &hello).await,
            // A limit is not put behind another one.
            Self::Limited(..) => ending::close(&mut stream).await,
        }
    }

    /// Serves a client that does not speak TLS.
    async fn serve_other(&self, mut stream: TcpStream) -> io::Result<()> {
        match self {
            Self::Talk { answer, after, .. } => {
                stream.write_all(answer).await?;
                after.end(&mut stream).await
            }
            Self::Never(No::Silence) => ending::discard(&mut stream).await,
            Self::Never(No::Reset) => ending::reset(stream),
            _ => ending::close(&mut stream).await,
        }
    }
}

impl Modern {
    async fn serve(&self, mut stream: TcpStream, hello: Hello) -> io::Result<()> {
        let no = match &self.gate {
            Gate::Open => None,
            Gate::If(holds, no) => (!holds(&hello)).then_some(*no),
            Gate::EverySecond(pool) => (!pool.takes(&hello)).then_some(No::Reset),
        };
        if let Some(no) = no {
            return no.say(stream, &hello).await;
        }
        let mut delivery = Delivery::new(self.cut);
        if self.names_version && hello.select(self.versions).is_none() {
            let version = No::record_version(&hello);
            delivery.send(&mut stream, &build::fatal(AlertDescription::PROTOCOL_VERSION, version)).await?;
            return ending::close(&mut stream).await;
        }
        let mut session = ModernSession::new(Arc::clone(&self.config))?;
        session::drive(&mut stream, &mut session, hello.raw, delivery).await
    }
}

impl After {
    async fn end(self, stream: &mut TcpStream) -> io::Result<()> {
        match self {
            Self::Close => ending::close(stream).await,
            Self::Wait => ending::discard(stream).await,
        }
    }
}

impl No {
    /// Returns the version for the record of an alert. Servers vary; most use the client's.
    fn record_version(hello: &Hello) -> u16 {
        hello.fields.version.clamp(Version::Ssl3.number(), Version::Tls12.number())
    }

    async fn say(self, mut stream: TcpStream, hello: &Hello) -> io::Result<()> {
        match self {
            Self::Alert(description) => {
                let version = Self::record_version(hello);
                stream.write_all(&build::fatal(description, version)).await?;
                ending::close(&mut stream).await
            }
            Self::Reset => ending::reset(stream),
            Self::Close => ending::close(&mut stream).await,
            Self::Silence => ending::discard(&mut stream).await,
        }
    }
}

impl Endless {
    /// Sends until the client closes or its time is up.
    async fn send(self, stream: &mut TcpStream, hello: &Hello) -> io::Result<()> {
        match self {
            Self::Warnings => {
                let warning = build::warning(AlertDescription::UNRECOGNIZED_NAME, 0x0303);
                flood(stream, &warning.repeat(BLOCK / warning.len())).await
            }
            Self::Handshake => {
                stream.write_all(&canned::endless_message(true)).await?;
                let next = canned::endless_message(false);
                flood(stream, &next.repeat(BLOCK / next.len())).await
            }
            Self::Zeros => flood(stream, &[0; BLOCK]).await,
            Self::Drip => {
                let beginning = canned::endless_hello(hello);
                for byte in beginning.into_iter().chain(std::iter::repeat(0)) {
                    stream.write_all(&[byte]).await?;
                    tokio::time::sleep(DRIP).await;
                }
                Ok(())
            }
        }
    }
}

async fn flood(stream: &mut TcpStream, block: &[u8]) -> io::Result<()> {
    loop {
        stream.write_all(block).await?;
        tokio::time::sleep(FLOOD).await;
    }
}

async fn echo(stream: &mut TcpStream) -> io::Result<()> {
    let (mut reader, mut writer) = stream.split();
    tokio::io::copy(&mut reader, &mut writer).await.map(|_| ())
}
