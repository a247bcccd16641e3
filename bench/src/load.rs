//! Load: callers that each send the next request when they have the answer to the last.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{Failure, client::Client, process::Process};

/// What a round of load took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    /// Answers in a second.
    pub(crate) rate: f64,
    /// The server's CPU for one answer, in microseconds, user and system.
    pub(crate) cpu: f64,
}

/// What a caller asks next.
pub(crate) trait Asks: Send + 'static {
    /// The next request.
    fn next(&mut self) -> Vec<u8>;
}

impl<F: FnMut() -> Vec<u8> + Send + 'static> Asks for F {
    fn next(&mut self) -> Vec<u8> {
        self()
    }
}

/// Lets each of the callers ask for so long; every answer must be a 200.
pub(crate) async fn round<A: Asks>(
    server: &Process,
    callers: Vec<A>,
    lasting: Duration,
) -> Result<(Round, Vec<A>), Failure> {
    let mut clients = Vec::with_capacity(callers.len());
    for caller in callers {
        clients.push((Client::connect(server.address()).await?, caller));
    }
    let (before, began) = (server.cpu()?, Instant::now());
    let mut calls: JoinSet<Result<(u32, A), Failure>> = JoinSet::new();
    for (client, caller) in clients {
        calls.spawn(call(client, caller, began + lasting));
    }
    let (mut answers, mut callers) = (0, Vec::new());
    while let Some(done) = calls.join_next().await {
        let (answered, caller) = done.map_err(|error| error.to_string())??;
        answers += answered;
        callers.push(caller);
    }
    let (took, cpu) = (began.elapsed(), server.cpu()?.saturating_sub(before));
    let answers = f64::from(answers);
    let cpu = cpu.as_secs_f64() * 1e6 / answers;
    Ok((Round { rate: answers / took.as_secs_f64(), cpu }, callers))
}

async fn call<A: Asks>(
    mut client: Client,
    mut caller: A,
    until: Instant,
) -> Result<(u32, A), Failure> {
    let mut answered = 0;
    while Instant::now() < until {
        let answer = client.send(&caller.next()).await?;
        if answer.status != 200 {
            let body = String::from_utf8_lossy(answer.body);
            return Err(format!("the server answered {}: {body}", answer.status));
        }
        answered += 1;
    }
    Ok((answered, caller))
}

/// One request that has to be answered with 200; its body.
pub(crate) async fn once(address: SocketAddr, request: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut client = Client::connect(address).await?;
    let answer = client.send(request).await?;
    if answer.status == 200 {
        return Ok(answer.body.to_vec());
    }
    Err(format!("the server answered {}: {}", answer.status, String::from_utf8_lossy(answer.body)))
}

/// Numbers that look random, the same in each run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers(u64);

impl Numbers {
    /// A sequence of its own for each seed.
    pub(crate) fn new(seed: usize) -> Self {
        Self(seed as u64 ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap_or_default()
    }
}
