//! A mail server that takes what it is told to take.

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// A mail as it came in.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) from: String,
    pub(super) to: Vec<String>,
    /// Headers and body, quoted-printable undone.
    pub(super) text: String,
}

/// A mail server on a free port. Each mail waits until the test says what becomes of it.
pub(super) struct MailServer {
    pub(super) url: String,
    mails: mpsc::UnboundedReceiver<(Received, mpsc::UnboundedSender<&'static str>)>,
}

impl MailServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://ada:secret@{}", listener.local_addr().unwrap());
        let (sender, mails) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, sender.clone()));
            }
        });
        Self { url, mails }
    }

    /// Waits for a mail and takes it.
    pub(super) async fn accept(&mut self) -> Received {
        self.answer("250 taken\r\n").await
    }

    /// Waits for a mail and refuses it for now.
    pub(super) async fn refuse(&mut self) -> Received {
        self.answer("451 not now\r\n").await
    }

    /// Waits for a mail and refuses it for good.
    pub(super) async fn reject(&mut self) -> Received {
        self.answer("554 never\r\n").await
    }

    async fn answer(&mut self, words: &'static str) -> Received {
        let (mail, answer) = self.mails.recv().await.unwrap();
        answer.send(words).unwrap();
        mail
    }

    /// Has no other mail come in?
    pub(super) fn got_nothing_more(&mut self) -> bool {
        self.mails.try_recv().is_err()
    }
}

/// One connection, as far as a client of ours goes.
async fn converse(
    stream: TcpStream,
    mails: mpsc::UnboundedSender<(Received, mpsc::UnboundedSender<&'static str>)>,
) {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut mail = Received { from: String::new(), to: Vec::new(), text: String::new() };
    writing.write_all(b"220 here\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let answer = match line.get(..4).unwrap_or_default() {
            "EHLO" => "250-here\r\n250 AUTH PLAIN\r\n",
            "AUTH" => "235 welcome\r\n",
            "MAIL" => {
                mail.from = address();
                "250 yes\r\n"
            }
            "RCPT" if line.contains("<nobody@") => "550 there is no such mailbox\r\n",
            "RCPT" => {
                mail.to.push(address());
                "250 yes\r\n"
            }
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await.unwrap();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail.text.push_str(&line);
                    mail.text.push('\n');
                }
                mail.text = mail.text.replace("=\n", "").replace("=3D", "=");
                let (answer, mut taken) = mpsc::unbounded_channel();
                let whole = std::mem::replace(
                    &mut mail,
                    Received { from: String::new(), to: Vec::new(), text: String::new() },
                );
                mails.send((whole, answer)).unwrap();
                taken.recv().await.unwrap_or("451 not now\r\n")
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 yes\r\n",
        };
        writing.write_all(answer.as_bytes()).await.unwrap();
    }
}
