//! The routes to an endpoint, with a resolver that answers as each test needs.

use std::net::IpAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::net::Family;
use crate::observation::{End, EndpointRecord};
use crate::tls::Version;

/// Where nothing listens, and where the proxy listens.
const ADDRESSES: [[u8; 4]; 2] = [[127, 0, 0, 2], [127, 0, 0, 1]];

fn engine(family: Family) -> Engine {
    let plan = Plan {
        versions: vec![Version::Tls11, Version::Tls12],
        probers: vec![Prober::Wire],
        all_addresses: false,
        family,
        timeout: Duration::from_secs(20),
        retries: 0,
    };
    let bounds = Bounds { connections: 10, per_address: 10, per_network: None, rate: None, lookups: 1 };
    let mut engine = Engine::new(plan, Arc::new(Probers::new(crate::roots::Roots::default())), Limits::new(bounds));
    engine.resolver = Resolver::with(1, Arc::new(|_| Ok(ADDRESSES.map(IpAddr::from).to_vec())));
    engine
}

/// Returns a target behind a proxy at this port; the proxy's name resolves as the test says.
fn behind_proxy(port: u16) -> Target {
    let proxy = format!("http://proxy.test:{port}").parse().expect("a proxy");
    Target::new(Host::Name("a.test".to_owned()), 443, "a.test").with_route(Via::Proxy(Arc::new(proxy)))
}

/// Grants every tunnel, and rejects every hello in it with alert 70.
async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    stream.read_u8().await?;
    stream.write_all(&[21, 3, 1, 0, 2, 2, 70]).await?;
    // Until the client closes.
    stream.read_to_end(&mut Vec::new()).await.map(drop)
}

async fn record(engine: &Engine, target: &Target) -> EndpointRecord {
    let journal = Journal::new();
    engine.probe(target, &journal).await;
    journal.into_records(false, false).pop().expect("a record")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_a_proxy_is_tried() {
    let listener = TcpListener::bind((IpAddr::from(ADDRESSES[1]), 0)).await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let record = record(&engine(Family::Any), &behind_proxy(port)).await;
    assert_eq!(record.probed.address, None, "which address the proxy takes is not known");
    let ends: Vec<&End> = record.probed.observations.iter().map(|seen| &seen.end).collect();
    assert_eq!(ends.len(), 2, "{ends:?}");
    assert!(ends.iter().all(|end| matches!(end, End::Alert(_))), "what the other way met is kept apart: {ends:?}");
    let is_unreached = |end: &End| matches!(end, End::Unreached(Unreached::Proxy(ProxyRefusal::Unreached(_))));
    assert!(record.passed_over.iter().all(|seen| is_unreached(&seen.end)), "{:?}", record.passed_over);
    assert_eq!(record.passed_over.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_without_an_address_of_the_family_is_not_reached() {
    let record = record(&engine(Family::V6), &behind_proxy(9)).await;
    let why = Box::new(Unreached::NoAddressOfFamily);
    let end = End::Unreached(Unreached::Proxy(ProxyRefusal::Unreached(why)));
    assert_eq!(record.probed.observations.len(), 2);
    assert!(record.probed.observations.iter().all(|seen| seen.end == end), "{:?}", record.probed.observations);
}

/// Rejects every hello with alert 70, without a proxy.
async fn serve_tls(mut stream: TcpStream) -> std::io::Result<()> {
    stream.read_u8().await?;
    stream.write_all(&[21, 3, 1, 0, 2, 2, 70]).await?;
    stream.read_to_end(&mut Vec::new()).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_target_has_a_route_of_its_own() {
    let listeners = [
        TcpListener::bind((IpAddr::from(ADDRESSES[1]), 0)).await.expect("a port"),
        TcpListener::bind((IpAddr::from(ADDRESSES[1]), 0)).await.expect("a port"),
    ];
    let [proxy, server] = listeners.each_ref().map(|listener| listener.local_addr().expect("its address").port());
    let [of_proxy, of_server] = listeners;
    tokio::spawn(async move {
        while let Ok((stream, _)) = of_proxy.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    tokio::spawn(async move {
        while let Ok((stream, _)) = of_server.accept().await {
            tokio::spawn(serve_tls(stream));
        }
    });
    let engine = engine(Family::Any);
    let direct = Target::new(Host::Name("a.test".to_owned()), server, "a.test");
    let proxied = behind_proxy(proxy);
    let (direct, proxied) = tokio::join!(record(&engine, &direct), record(&engine, &proxied));
    assert_eq!(direct.probed.address, Some(SocketAddr::from((ADDRESSES[1], server))));
    assert_eq!(proxied.probed.address, None);
    for record in [direct, proxied] {
        let ends: Vec<_> = record.probed.observations.iter().map(|seen| &seen.end).collect();
        assert!(matches!(ends.as_slice(), [End::Alert(_), End::Alert(_)]), "{ends:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_with_thousands_of_addresses_is_tried_at_some_of_them() {
    let mut engine = engine(Family::Any);
    let addresses: Vec<IpAddr> =
        (0..3900u16).map(|number| IpAddr::from([127, 9, (number >> 8) as u8, number as u8])).collect();
    let given = addresses.clone();
    engine.resolver = Resolver::with(1, Arc::new(move |_| Ok(given.clone())));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
    let target = Target::new(Host::Name("many.test".to_owned()), closed, "many.test");
    let record = record(&engine, &target).await;
    assert_eq!((record.addresses.len(), record.more_addresses), (MOST_ADDRESSES, 3900 - MOST_ADDRESSES));
    let tried = record.passed_over.iter().chain(&record.probed.observations).filter_map(|seen| seen.address);
    let tried: std::collections::BTreeSet<_> = tried.map(|address| address.ip()).collect();
    assert!(tried.iter().all(|address| addresses[..MOST_ADDRESSES].contains(address)), "{}", tried.len());
}
