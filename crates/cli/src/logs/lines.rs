//! Log lines on their way to standard error: a thread of its own writes many of them at once, so
//! that requests wait neither for the system nor for the reader of the log.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// So many bytes wait at most; at more, logging blocks until they are written.
const FULL: usize = 1 << 20;
/// How long lines are gathered before they are written together.
const GATHERED: Duration = Duration::from_millis(5);
/// How long the end of the process waits for the last lines to be read.
const PATIENCE: Duration = Duration::from_secs(5);

/// The lines that wait. Clones are the same ones.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// There is something to write, or a thread waits for it.
    wanted: Condvar,
    /// Something was written.
    written: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    /// Bytes that came and bytes that were written, so far.
    came: u64,
    written: u64,
    /// A thread waits until all of it is written.
    is_urgent: bool,
}

impl Lines {
    /// Starts the thread that writes to `out`.
    pub(crate) fn start(out: impl Write + Send + 'static) -> io::Result<Self> {
        let lines = Self::default();
        let shared = lines.0.clone();
        thread::Builder::new().name("log".to_owned()).spawn(move || shared.write_to(out))?;
        Ok(lines)
    }

    /// Waits until all lines so far are written, or `PATIENCE` is over.
    pub(crate) fn flush(&self) {
        let mut state = self.0.state();
        let target = state.came;
        state.is_urgent = true;
        self.0.wanted.notify_one();
        let pending = |state: &mut State| state.written < target;
        drop(self.0.written.wait_timeout_while(state, PATIENCE, pending));
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, line: &[u8]) {
        let full = |state: &mut State| state.waiting.len() >= FULL;
        let waited = self.written.wait_while(self.state(), full);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        let was_empty = state.waiting.is_empty();
        state.waiting.extend_from_slice(line);
        state.came += line.len() as u64;
        if was_empty || state.waiting.len() >= FULL {
            self.wanted.notify_one();
        }
    }

    fn write_to(&self, mut out: impl Write) {
        let mut lines = Vec::new();
        loop {
            let idle = |state: &mut State| state.waiting.is_empty();
            let woken = self.wanted.wait_while(self.state(), idle);
            let state = woken.unwrap_or_else(PoisonError::into_inner);
            let few = |state: &mut State| !state.is_urgent && state.waiting.len() < FULL;
            let gathered = self.wanted.wait_timeout_while(state, GATHERED, few);
            let (mut state, _) = gathered.unwrap_or_else(PoisonError::into_inner);
            mem::swap(&mut lines, &mut state.waiting);
            state.is_urgent = false;
            drop(state);
            // There is room again.
            self.written.notify_all();
            // The reader of the log may have gone, which is no reason to stop.
            let _ = out.write_all(&lines).and_then(|()| out.flush());
            self.state().written += lines.len() as u64;
            self.written.notify_all();
            lines.clear();
        }
    }
}

/// Writes one line.
pub(crate) struct Line<'a> {
    lines: &'a Lines,
    is_urgent: bool,
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.lines.0.add(line);
        if self.is_urgent {
            self.lines.flush();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { lines: self, is_urgent: false }
    }

    fn make_writer_for(&'a self, line: &Metadata<'_>) -> Line<'a> {
        // What explains the end of a process is written before it ends.
        Line { lines: self, is_urgent: *line.level() == Level::ERROR }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Takes what is written when it is allowed to.
    struct Out(Receiver<()>, Sender<Vec<u8>>);

    impl Write for Out {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().map_err(io::Error::other)?;
            self.1.send(bytes.to_vec()).map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn started() -> (Lines, Sender<()>, Receiver<Vec<u8>>) {
        let ((allow, allowed), (sent, out)) = (channel(), channel());
        (Lines::start(Out(allowed, sent)).unwrap(), allow, out)
    }

    #[test]
    fn lines_are_written_together_in_their_order_and_all_of_them_before_the_end() {
        let (lines, allow, out) = started();
        for line in ["a\n", "b\n", "c\n"] {
            lines.make_writer().write_all(line.as_bytes()).unwrap();
        }
        for _ in 0..4 {
            allow.send(()).unwrap();
        }
        lines.flush();
        lines.make_writer().write_all(b"d\n").unwrap();
        lines.flush();
        assert_eq!(out.try_iter().flatten().collect::<Vec<_>>(), b"a\nb\nc\nd\n");
    }

    #[test]
    fn whoever_logs_waits_when_too_much_waits() {
        let (lines, allow, out) = started();
        let (line, log) = (vec![b'x'; FULL], lines.clone());
        let (done, is_done) = channel();
        let logging = thread::spawn(move || {
            for _ in 0..3 {
                log.make_writer().write_all(&line).unwrap();
                done.send(()).unwrap();
            }
        });
        // One is being written, and one waits.
        is_done.recv().unwrap();
        is_done.recv().unwrap();
        assert!(is_done.recv_timeout(Duration::from_millis(50)).is_err());
        for _ in 0..3 {
            allow.send(()).unwrap();
        }
        logging.join().unwrap();
        lines.flush();
        assert_eq!(out.try_iter().map(|part| part.len()).sum::<usize>(), 3 * FULL);
    }
}
