//! Hostile servers, written with nothing but sockets, and a good one to compare with.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::PrivateKeyDer;

/// Serves every connection on a separate thread, as long as the tests run.
pub(crate) fn serve(behavior: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    serve_on(listener, behavior)
}

/// [`serve`] on an existing listener.
pub(crate) fn serve_on(listener: TcpListener, behavior: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let address = listener.local_addr().expect("its address");
    let behavior = Arc::new(behavior);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let behavior = Arc::clone(&behavior);
            std::thread::spawn(move || behavior(stream));
        }
    });
    address
}

/// Reads one record, the ClientHello.
pub(crate) fn hello(stream: &mut TcpStream) -> Vec<u8> {
    let mut header = [0; 5];
    if stream.read_exact(&mut header).is_err() {
        return Vec::new();
    }
    let mut body = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    // A client that disconnects does not matter here.
    let _ = stream.read_exact(&mut body);
    [header.to_vec(), body].concat()
}

/// Reads the hello, sends `first`, and then sends `again` until the client disconnects.
pub(crate) fn endless(first: Vec<u8>, again: Vec<u8>) -> SocketAddr {
    serve(move |mut stream| {
        hello(&mut stream);
        let mut going = stream.write_all(&first).is_ok();
        while going {
            going = stream.write_all(&again).is_ok();
        }
    })
}

/// Reads the hello, sends the bytes one at a time, and then nothing.
pub(crate) fn drip(bytes: Vec<u8>, pause: Duration) -> SocketAddr {
    serve(move |mut stream| {
        hello(&mut stream);
        let _ = stream.set_nodelay(true);
        for byte in &bytes {
            // The pause is the behavior under test.
            std::thread::sleep(pause);
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
        }
        wait_for_end(&mut stream);
    })
}

/// Reads the hello, sends the bytes, and waits.
pub(crate) fn says(bytes: Vec<u8>) -> SocketAddr {
    serve(move |mut stream| {
        hello(&mut stream);
        let _ = stream.write_all(&bytes);
        wait_for_end(&mut stream);
    })
}

/// Reads until the client disconnects.
pub(crate) fn wait_for_end(stream: &mut TcpStream) {
    let mut buffer = [0; 1024];
    while matches!(stream.read(&mut buffer), Ok(count) if count > 0) {}
}

/// Returns one record.
pub(crate) fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
    let length = u16::try_from(fragment.len()).expect("a record's length").to_be_bytes();
    [&[kind, 3, 3], &length[..], fragment].concat()
}

/// Returns one handshake message that claims this length, whatever the length of its body.
pub(crate) fn message(kind: u8, length: usize, body: &[u8]) -> Vec<u8> {
    let [.., high, middle, low] = length.to_be_bytes();
    [&[kind, high, middle, low], body].concat()
}

/// Returns a record with a `ServerHello` that selects TLS 1.2 and ECDHE-RSA-AES128-GCM-SHA256, with these extensions.
pub(crate) fn server_hello(extensions: &[(u16, &[u8])]) -> Vec<u8> {
    let mut block = Vec::new();
    for (kind, data) in extensions {
        block.extend_from_slice(&kind.to_be_bytes());
        block.extend_from_slice(&u16::try_from(data.len()).expect("a length").to_be_bytes());
        block.extend_from_slice(data);
    }
    let mut body = vec![3, 3];
    body.extend_from_slice(&[0x5a; 32]);
    body.push(0);
    body.extend_from_slice(&[0xc0, 0x2f, 0]);
    body.extend_from_slice(&u16::try_from(block.len()).expect("a length").to_be_bytes());
    body.extend_from_slice(&block);
    record(22, &message(2, body.len(), &body))
}

/// [`server_hello`] with the extensions of an honest server.
pub(crate) fn plain_server_hello() -> Vec<u8> {
    server_hello(&[(0xff01, &[0])])
}

/// Returns a `Certificate` message (TLS 1.2) with these certificates, in as many records as needed.
pub(crate) fn certificate_flight(chain: &[Vec<u8>]) -> Vec<u8> {
    let with_length = |bytes: &[u8]| {
        let [.., high, middle, low] = bytes.len().to_be_bytes();
        [&[high, middle, low], bytes].concat()
    };
    let list: Vec<u8> = chain.iter().flat_map(|der| with_length(der)).collect();
    let body = with_length(&list);
    message(11, body.len(), &body).chunks(16_000).flat_map(|part| record(22, part)).collect()
}

/// Returns a certificate with this common name and organization and these alternative names, with its key.
pub(crate) fn certificate(common_name: &str, names: &[String]) -> (Vec<u8>, PrivateKeyDer<'static>) {
    let mut parameters = rcgen::CertificateParams::new(names.to_vec()).expect("names");
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(rcgen::DnType::CommonName, common_name);
    parameters.distinguished_name.push(rcgen::DnType::OrganizationName, common_name);
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = parameters.self_signed(&key).expect("a certificate");
    (certificate.der().to_vec(), PrivateKeyDer::try_from(key.serialize_der()).expect("its key"))
}

/// A real server (rustls: TLS 1.2 and 1.3) with this certificate.
pub(crate) fn real((certificate, key): (Vec<u8>, PrivateKeyDer<'static>)) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key)
        .expect("a certificate that fits its key");
    let config = Arc::new(config);
    serve(move |mut stream| {
        let Ok(mut connection) = rustls::ServerConnection::new(Arc::clone(&config)) else { return };
        while connection.is_handshaking() {
            if connection.complete_io(&mut stream).is_err() {
                // Send the alert, if there is one.
                let _ = connection.write_tls(&mut stream);
                return;
            }
        }
        wait_for_end(&mut stream);
    })
}

/// A server whose only fault is its issuer.
pub(crate) fn good() -> SocketAddr {
    real(certificate("good", &["good.example".to_owned()]))
}
