//! Two questions to one endpoint: neither changes the answer to the other.

use std::net::{IpAddr, Ipv4Addr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::net::Family;
use crate::observation::{End, Observation, QuestionId};
use crate::probe::Hello;
use crate::tls::{CipherSuite, Version};
use crate::wire::{ClientHello, Event, FlightLimits, HelloVariant, Randomness, RecordReader, Template, hello};

/// Tries some suites, one per hello, whatever the peer answers.
#[derive(Debug)]
struct Suites([CipherSuite; 4]);

impl Suites {
    fn ask(&self, place: usize) -> Option<Ask> {
        let mut hello = hello(Version::Tls12, HelloVariant::Standard, Some("blank"), &Randomness::draw())?;
        hello.cipher_suites = vec![*self.0.get(place)?];
        Some(Ask {
            question: self.id(),
            prober: Prober::Wire,
            asked: Asked::Pinned(Version::Tls12),
            hello: Hello::Template(Arc::new(Template::new(hello))),
            beside: None,
        })
    }
}

impl Question for Suites {
    fn id(&self) -> QuestionId {
        QuestionId::Trial
    }

    fn first(&self) -> Vec<Ask> {
        self.ask(0).into_iter().collect()
    }

    fn next(&self, seen: &[Seen]) -> Vec<Ask> {
        self.ask(seen.len()).into_iter().collect()
    }
}

/// Reads a client's hello; returns it with the stream.
async fn first_hello(mut stream: TcpStream) -> Option<(ClientHello, TcpStream)> {
    let mut reader = RecordReader::new(FlightLimits::HELLO);
    let mut bytes = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(Event::Message { body, .. })) => return Some((ClientHello::parse(&body).ok()?, stream)),
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => return None,
        }
        bytes.clear();
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        reader.push(&bytes);
    }
}

/// Accepts TLS 1.2 and rejects other versions. Of hellos with only one suite, accepts those with an even number,
/// rejects some with an alert, and resets the others.
async fn serve(stream: TcpStream) -> Option<()> {
    let (hello, mut stream) = first_hello(stream).await?;
    let alert = |number| vec![21, 3, 3, 0, 2, 2, number];
    let select = |suite: u16| {
        let body = [&[3, 3][..], &[9; 32], &[0], &suite.to_be_bytes(), &[0]].concat();
        let message = [&[2, 0, 0, body.len() as u8][..], &body].concat();
        [&[22, 3, 3, 0, message.len() as u8][..], &message].concat()
    };
    let answer = match (hello.version, hello.cipher_suites.as_slice()) {
        (0x0303, [only]) if only.0 % 2 == 0 => select(only.0),
        (0x0303, [only]) if only.0 == 0x0009 => {
            stream.set_zero_linger().ok()?;
            return None;
        }
        (0x0303, [_]) => alert(40),
        (0x0303, _) => select(0xc02f),
        _ => alert(70),
    };
    stream.write_all(&answer).await.ok()?;
    // Until the client closes.
    stream.read_to_end(&mut Vec::new()).await.ok().map(drop)
}

async fn observations(port: u16, questions: impl IntoIterator<Item = Suites>) -> Vec<Observation> {
    let plan = Plan {
        versions: vec![Version::Tls11, Version::Tls12],
        probers: vec![Prober::Wire],
        all_addresses: false,
        family: Family::Any,
        timeout: Duration::from_secs(20),
        retries: 1,
    };
    let bounds = Bounds { connections: 10, per_address: 10, per_network: None, rate: None, lookups: 1 };
    let mut engine = Engine::new(plan, Arc::new(Probers::new(crate::roots::Roots::default())), Limits::new(bounds));
    for question in questions {
        engine = engine.with_question(Box::new(question));
    }
    let target = Target::new(Host::Address(IpAddr::V4(Ipv4Addr::LOCALHOST)), port, "127.0.0.1");
    let journal = Journal::new();
    engine.probe(&target, &journal).await;
    journal.into_records(false, false).pop().expect("a record").probed.observations
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_question_changes_nothing_about_the_first() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let about_versions = |all: &[Observation]| {
        let mut ends: Vec<_> = all
            .iter()
            .filter(|seen| seen.question == QuestionId::Versions)
            .map(|seen| (seen.asked, seen.variant, seen.end.clone()))
            .collect();
        ends.sort_by_key(|(asked, variant, _)| (*asked, *variant));
        ends
    };
    let alone = observations(port, []).await;
    let both = observations(port, [Suites([0x000a, 0x0009, 0x0005, 0x002f].map(CipherSuite))]).await;
    assert_eq!(alone.len(), 2, "{alone:?}");
    assert_eq!(about_versions(&alone), about_versions(&both));
    let trial: Vec<_> = both.iter().filter(|seen| seen.question == QuestionId::Trial).collect();
    let offered: Vec<_> =
        trial.iter().filter_map(|seen| seen.sent.as_ref()).map(|sent| sent.cipher_suites.clone()).collect();
    assert_eq!(offered, [0x000a, 0x0009, 0x0005, 0x002f].map(|suite| vec![CipherSuite(suite)]));
    let ends: Vec<_> = trial.iter().map(|seen| &seen.end).collect();
    assert!(matches!(ends.as_slice(), [End::Done, End::Reset, End::Alert(_), End::Alert(_)]), "{ends:?}");
}
