//! Certificates: whom the app believes, and whom it does not.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use model::ErrorKind;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::loopback::{Asked, read, write};
use super::support::{CANARY, One, hello, http, reply, row, streamed, text};
use crate::Remote;

/// An authority that the clients of tests believe besides those of the system.
static AUTHORITY: LazyLock<CertifiedIssuer<'static, KeyPair>> = LazyLock::new(|| {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
});

/// What the clients of tests believe besides the system's authorities.
pub(crate) fn trusted() -> Vec<reqwest::Certificate> {
    vec![reqwest::Certificate::from_der(AUTHORITY.der()).unwrap()]
}

/// A server on the loopback that shows a certificate for `name`; it answers one request over
/// HTTP/1.1, and yields it.
async fn shows(name: &str, believed: bool) -> (String, tokio::task::JoinHandle<Option<Asked>>) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let certificate = match believed {
        true => params.signed_by(&key, &*AUTHORITY).unwrap(),
        false => params.self_signed(&key).unwrap(),
    };
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.ok()?;
        let asked = read(&mut stream).await?;
        write(&mut stream, streamed(hello())).await.ok()?;
        Some(asked)
    });
    (address, served)
}

#[tokio::test]
async fn a_server_with_a_sound_certificate_is_believed() {
    let (address, served) = shows("localhost", true).await;
    let (events, broke) = reply(&remote(&address)).await;
    assert_eq!((text(&events).as_str(), broke), ("Hello, world", None));
    assert!(served.await.unwrap().is_some());
}

#[tokio::test]
async fn a_certificate_that_does_not_match_is_not_believed() {
    for (name, believed) in [("example.org", true), ("localhost", false)] {
        let (address, served) = shows(name, believed).await;
        let (events, broke) = reply(&remote(&address)).await;
        let error = broke.expect("nobody is believed");
        assert_eq!((events.len(), error.kind), (0, ErrorKind::Network), "{name}");
        assert!(error.message.to_lowercase().contains("certificate"), "{name}: {error}");
        assert_eq!(served.await.unwrap(), None, "{name}: neither the prompt nor the key was sent");
    }
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_can() {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &*AUTHORITY).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let asking = tokio::spawn(async move { reply(&remote(&address)).await });
    let (stream, _) = listener.accept().await.unwrap();
    let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    drop(stream);
    let (_, broke) = timeout(Duration::from_secs(20), asking).await.expect("it ends").unwrap();
    assert!(broke.is_some(), "a server that says no more is no answer");
}

fn remote(address: &str) -> Remote {
    Remote::new(row(address), http().0, Arc::new(One(Some(CANARY))))
}
