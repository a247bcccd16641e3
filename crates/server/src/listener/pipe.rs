//! The bytes of a connection, with a note of when the client stopped taking them.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::watch::Watch;

/// A TCP connection that tells its watch when it is blocked: the system has no more room for what
/// is sent, because the client takes nothing.
#[derive(Debug)]
pub(super) struct Pipe {
    stream: TcpStream,
    watch: Arc<Watch>,
    is_blocked: bool,
}

impl Pipe {
    pub(super) const fn new(stream: TcpStream, watch: Arc<Watch>) -> Self {
        Self { stream, watch, is_blocked: false }
    }

    fn note<T>(&mut self, written: Poll<T>) -> Poll<T> {
        let (was_blocked, is_blocked) = (self.is_blocked, written.is_pending());
        if was_blocked != is_blocked {
            self.is_blocked = is_blocked;
            self.watch.blocked(is_blocked.then(Instant::now));
        }
        written
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
