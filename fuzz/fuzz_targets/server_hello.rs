//! The body of a `ServerHello`; tls-parser is a second opinion.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tls_parser::parse_tls_handshake_server_hello;
use tlsready::tls::ExtensionType;
use tlsready::wire::ServerHello;

fuzz_target!(|data: &[u8]| {
    let ours = ServerHello::parse(data);
    let Ok(ours) = ours else { return };
    assert!(data.len() >= 38);
    let _ = (ours.selected(), ours.is_hello_retry_request());
    let Ok(([], theirs)) = parse_tls_handshake_server_hello(data) else { return };
    if !ours.extensions.contains(&ExtensionType::SUPPORTED_VERSIONS) {
        assert_eq!(ours.version, theirs.version.0);
    }
    assert_eq!(ours.random, theirs.random);
    assert_eq!(ours.cipher_suite.0, theirs.cipher.0);
    assert_eq!(ours.compression_method, theirs.compression.0);
});
