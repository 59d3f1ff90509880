//! How a connection ends, exactly: FIN, RST, or not at all.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a client may take to close after our FIN.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends FIN, then waits for the client to close. Reads what still arrives: unread bytes would turn the FIN into a RST.
pub(super) async fn close(stream: &mut TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    match timeout(PATIENCE, discard(stream)).await {
        Ok(result) => result,
        Err(_) => Ok(()),
    }
}

/// Sends RST: with a linger time of zero, closing discards what is queued and resets the connection.
pub(super) fn reset(stream: TcpStream) -> io::Result<()> {
    stream.set_zero_linger()?;
    drop(stream);
    Ok(())
}

/// Reads without answering until the client closes.
pub(super) async fn discard(stream: &mut TcpStream) -> io::Result<()> {
    let mut discarded = [0; 4096];
    while stream.read(&mut discarded).await? > 0 {}
    Ok(())
}
