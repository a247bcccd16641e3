//! What a process says, gathered while it runs.

use std::{
    io::{BufRead, BufReader, Read},
    process::Child,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use super::eventually;

/// Both outputs of a process, line by line as they come.
pub(crate) struct Output {
    lines: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Output {
    /// Gathers from a process whose outputs are pipes; otherwise it would wait for a reader.
    pub(crate) fn of(process: &mut Child) -> Self {
        let lines = Arc::default();
        let stdout = process.stdout.take().map(|pipe| gather(pipe, &lines));
        let stderr = process.stderr.take().map(|pipe| gather(pipe, &lines));
        Self { lines, readers: stdout.into_iter().chain(stderr).collect() }
    }

    /// Waits for a line with these words, and answers the first.
    pub(crate) async fn line_with(&self, words: &str) -> String {
        let what = format!("the server said `{words}`");
        let found = || {
            // Whether it has ended is asked before what it said, so that nothing is missed.
            let is_over = self.is_whole();
            let lines = self.lines.lock().unwrap();
            let line = lines.iter().find(|line| line.contains(words)).cloned();
            assert!(line.is_some() || !is_over, "it ended and said:\n{}", lines.join("\n"));
            line
        };
        eventually(&what, found).await
    }

    /// Nothing more will come.
    pub(crate) fn is_whole(&self) -> bool {
        self.readers.iter().all(JoinHandle::is_finished)
    }

    /// All of it so far.
    pub(crate) fn text(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }
}

fn gather(pipe: impl Read + Send + 'static, lines: &Arc<Mutex<Vec<String>>>) -> JoinHandle<()> {
    let lines = lines.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            lines.lock().unwrap().push(line);
        }
    })
}
