//! The signals that ask a server to stop, or to read its certificate again.

use std::sync::Arc;

use server::Certificates;
use tokio::signal;

use crate::failure::Failure;

/// Hears Ctrl-C and, where there is one, SIGTERM.
pub(crate) struct Stop {
    #[cfg(unix)]
    terminate: signal::unix::Signal,
    #[cfg(unix)]
    interrupt: signal::unix::Signal,
}

impl Stop {
    /// Begins to listen: from now on the signals do not end the process by themselves.
    #[cfg(unix)]
    pub(crate) fn listen() -> Result<Self, Failure> {
        use signal::unix::{SignalKind, signal};
        let hear = |kind| {
            signal(kind).map_err(|error| Failure::said(format!("failed to await signals: {error}")))
        };
        Ok(Self {
            terminate: hear(SignalKind::terminate())?,
            interrupt: hear(SignalKind::interrupt())?,
        })
    }

    /// Begins to listen: from now on the signals do not end the process by themselves.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "it can fail on other systems")]
    pub(crate) fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// Waits until the server is asked to stop, or asked again.
    #[cfg(unix)]
    pub(crate) async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Waits until the server is asked to stop, or asked again.
    #[cfg(not(unix))]
    pub(crate) async fn asked(&mut self) {
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Hears SIGHUP, where there is one: the certificate was renewed.
pub(crate) struct Renewal {
    #[cfg(unix)]
    hangup: signal::unix::Signal,
}

impl Renewal {
    /// Begins to listen: from now on the signal does not end the process.
    #[cfg(unix)]
    pub(crate) fn listen() -> Result<Self, Failure> {
        use signal::unix::{SignalKind, signal};
        let hangup = signal(SignalKind::hangup());
        let failed = |error| Failure::said(format!("failed to await signals: {error}"));
        Ok(Self { hangup: hangup.map_err(failed)? })
    }

    /// Begins to listen: from now on the signal does not end the process.
    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "it can fail on other systems")]
    pub(crate) fn listen() -> Result<Self, Failure> {
        Ok(Self {})
    }

    /// Reads the files again with each signal, for as long as the process lives.
    #[cfg(unix)]
    pub(crate) fn reload_when_asked(mut self, certificates: Arc<Certificates>) {
        tokio::spawn(async move {
            while self.hangup.recv().await.is_some() {
                match certificates.reload() {
                    Ok(()) => tracing::info!("the certificate was read again"),
                    Err(error) => tracing::error!(
                        %error,
                        "the certificate could not be read again; the one before stays in use"
                    ),
                }
            }
        });
    }

    /// Without such a signal the server is started again.
    #[cfg(not(unix))]
    pub(crate) fn reload_when_asked(self, _: Arc<Certificates>) {}
}
