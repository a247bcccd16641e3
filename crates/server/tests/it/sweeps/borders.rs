//! What is on the other side of a border, of an organization or of a division, is out of reach: one
//! loop over the contract for both.
//!
//! For each operation there are two requests, about samples of either side. In each place of ours
//! that names an entity stands, in turn, what theirs has there; the answer must be the one for an id
//! that never was. (What lies on both sides is always theirs.) Afterwards the whole of theirs succeeds for its own side, and ours for ours: so
//! the answer said "blind" and not "nonsense", and nothing was changed by asking.

use std::collections::{BTreeMap, BTreeSet};

use api::{Entry, Method};
use serde_json::Value;
use store::testing::rows;
use test_server::{
    Answer, TestServer,
    samples::{Kind, Named, Request, Samples, is_about_the_caller, names, variants},
};

use super::{listings, served};

/// Where one may look across, with the reasons. An excuse that is not needed fails the sweep.
pub(super) struct Border {
    /// Kinds that lie on both sides.
    pub(super) open_kinds: &'static [(Kind, &'static str)],
    /// Kinds that are seen from both sides, and may be used from one alone: 403.
    pub(super) seen_kinds: &'static [(Kind, &'static str)],
    /// Operations that look across.
    pub(super) open_operations: &'static [(&'static str, &'static str)],
    /// Places of operations that look across.
    pub(super) open_places: &'static [(&'static str, &'static str, &'static str)],
    /// Places where an unknown id is passed over without a word: the answer says nothing, and so the
    /// rows must tell that one's own entity is changed and another's is not.
    pub(super) silent_places: &'static [(&'static str, &'static str)],
    /// Do the callers hold everything on their own side, so that their requests succeed?
    pub(super) owners_succeed: bool,
}

/// One side of a border.
pub(super) struct Side<'s> {
    pub(super) samples: Samples<'s>,
    /// The token of somebody who may do everything here, and nothing on the other side.
    pub(super) caller: Option<String>,
}

impl Side<'_> {
    /// The token for a request of this side: what is about the caller is about the set's user.
    pub(super) fn token<'t>(&'t self, request: &'t Request) -> &'t str {
        match &self.caller {
            Some(caller) if !is_about_the_caller(request.entry) => caller,
            _ => &request.token,
        }
    }
}

/// What the loop over the contract found.
#[derive(Default)]
pub(super) struct Sweep {
    checked: usize,
    excused: usize,
    /// The excuses that were needed.
    needed: BTreeSet<String>,
    problems: Vec<String>,
}

impl Sweep {
    pub(super) fn problem(&mut self, entry: &Entry, what: &str, answer: &Answer) {
        let (id, status, body) = (entry.meta.id, answer.status, &answer.body);
        self.problems.push(format!("{id}: {what}: {status} {body}"));
    }

    pub(super) fn unknown(&mut self, entry: &Entry, what: &str) {
        self.problems.push(format!("{}: {what}", entry.meta.id));
    }

    pub(super) fn needs(&mut self, excuse: impl Into<String>) {
        self.needed.insert(excuse.into());
    }
}

/// Sends every operation across the border between the sides that are made for it.
pub(super) async fn sweep<'s>(
    server: &'s TestServer,
    border: &Border,
    sides: impl AsyncFn() -> (Side<'s>, Side<'s>),
) {
    let mut sweep = Sweep::default();
    for entry in served() {
        let named = match names(entry) {
            Ok(named) => named,
            Err(unknown) => {
                sweep.problems.push(unknown);
                continue;
            }
        };
        let mut checked = false;
        if named.is_empty() {
            match listings::known(entry) {
                Some(listings::Known::Lists(kind)) => {
                    checked =
                        listings::check(&mut sweep, border, (entry, kind), sides().await).await;
                }
                Some(listings::Known::NamesNothing) => {}
                None => sweep.unknown(
                    entry,
                    "names no entity; say in sweeps/listings.rs what it lists, or why it tells of none",
                ),
            }
        } else {
            checked = listings::check_below(&mut sweep, border, entry, sides().await).await;
            for variant in 0..variants(entry, &named) {
                checked |= across(server, &mut sweep, border, (entry, variant), &sides).await;
            }
        }
        if checked { sweep.checked += 1 } else { sweep.excused += 1 }
    }
    let Sweep { checked, excused, needed, problems } = sweep;
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(checked + excused, served().count());
    let kinds = border.open_kinds.iter().chain(border.seen_kinds);
    let kinds = kinds.map(|(kind, reason)| (format!("{kind:?}"), reason));
    let operations = border.open_operations.iter().map(|(id, reason)| ((*id).to_owned(), reason));
    let places = border.open_places.iter().map(|(id, place, why)| (format!("{id} {place}"), why));
    let silent = border.silent_places.iter();
    let silent =
        silent.map(|(id, place)| (format!("{id} {place}"), &"unknown ids are passed over"));
    for (excuse, reason) in kinds.chain(operations).chain(places).chain(silent) {
        assert!(needed.contains(&excuse), "{excuse} needs no excuse: {reason}");
    }
}

/// Sends one operation across; was there a border for it?
async fn across<'s>(
    server: &'s TestServer,
    sweep: &mut Sweep,
    border: &Border,
    (entry, variant): (&'static Entry, usize),
    sides: &impl AsyncFn() -> (Side<'s>, Side<'s>),
) -> bool {
    let (mut here, mut there) = sides().await;
    let ours = here.samples.request(entry, variant).await;
    let theirs = there.samples.request(entry, variant).await;
    let own = here.token(&ours);
    let closed: Vec<&Named> =
        ours.named.iter().filter(|one| is_closed(sweep, border, entry, one)).collect();
    if closed.is_empty() || is_open(sweep, border, entry) {
        let answer = theirs.ask(server, own).await;
        if answer.status == 404 {
            sweep.problem(entry, "needs no excuse", &answer);
        }
        probe_all(server, sweep, border, (entry, variant), sides).await;
        return false;
    }
    let before = lasting(server, &there).await;
    let open = ours.named.iter().filter(|one| is_open_kind(border, one.kind));
    let mixed = open.fold(ours.clone(), |mixed, one| mixed.with(one, theirs.id(one)));
    let (mut blind, mut silent) = (Vec::new(), Vec::new());
    for named in closed {
        let answer = mixed.with(named, theirs.id(named)).ask(server, own).await;
        let place = &named.place;
        if border.seen_kinds.iter().any(|(kind, _)| *kind == named.kind) {
            sweep.needs(format!("{:?}", named.kind));
            if ![403, 404].contains(&answer.status) {
                sweep.problem(entry, &format!("reaches {place} of the other side"), &answer);
            }
            continue;
        }
        let unknown = unknown(sweep, server, &mixed, (named, own)).await;
        let got = without_id(&answer, theirs.id(named));
        if got != unknown || (named.is_in_path() && answer.status != 404) {
            let what = format!("{place} of the other side is no unknown id, which is {unknown:?}");
            sweep.problem(entry, &what, &answer);
        }
        if is_silent(border, entry, named) {
            sweep.needs(format!("{} {place}", entry.meta.id));
            silent.push(answer);
        } else {
            blind.push((named, unknown));
        }
    }
    let answer = theirs.ask(server, own).await;
    if answer.status < 400 {
        sweep.problem(entry, "reaches the other side", &answer);
    }
    if lasting(server, &there).await != before {
        sweep.problem(entry, "changes something on the other side", &answer);
    }
    for (side, request) in [(&there, &theirs), (&here, &ours)] {
        let untouched = lasting(server, side).await;
        let answer = request.ask(server, side.token(request)).await;
        if !silent.is_empty() && lasting(server, side).await == untouched {
            sweep.problem(entry, "does nothing for the owner", &answer);
        }
        if answer.status == 404 || (border.owners_succeed && answer.status >= 400) {
            sweep.problem(entry, "is nonsense for the owner too", &answer);
        }
        for (named, unknown) in &blind {
            if without_id(&answer, request.id(named)) == *unknown {
                let what = format!("cannot tell what {} names from an unknown id", named.place);
                sweep.problem(entry, &what, &answer);
            }
        }
    }
    probe_all(server, sweep, border, (entry, variant), sides).await;
    true
}

/// Are the excuses of the operation's places needed?
async fn probe_all<'s>(
    server: &'s TestServer,
    sweep: &mut Sweep,
    border: &Border,
    asked: (&'static Entry, usize),
    sides: &impl AsyncFn() -> (Side<'s>, Side<'s>),
) {
    for (_, place, _) in border.open_places.iter().filter(|(id, ..)| *id == asked.0.meta.id) {
        probe(sweep, server, asked, place, sides().await).await;
    }
}

/// Is the place one that must be blind? Notes the excuse if it is not.
fn is_closed(sweep: &mut Sweep, border: &Border, entry: &Entry, named: &Named) -> bool {
    if is_open_kind(border, named.kind) {
        sweep.needs(format!("{:?}", named.kind));
        return false;
    }
    let mut places = border.open_places.iter();
    !places.any(|(id, place, _)| *id == entry.meta.id && *place == named.place)
}

fn is_open_kind(border: &Border, kind: Kind) -> bool {
    border.open_kinds.iter().any(|(open, _)| *open == kind)
}

/// Is an unknown id passed over there?
fn is_silent(border: &Border, entry: &Entry, named: &Named) -> bool {
    let mut places = border.silent_places.iter();
    places.any(|(id, place)| *id == entry.meta.id && *place == named.place)
}

/// Every row of a side's organization, but for those of mail, which leaves between requests.
async fn lasting(server: &TestServer, side: &Side<'_>) -> BTreeMap<String, Vec<String>> {
    let mut rows = rows(&server.db, &side.samples.organization).await.unwrap();
    rows.retain(|table, _| !["invitations", "password_links"].contains(&table.as_str()));
    rows
}

/// May the operation look across? Notes the excuse if it may.
pub(super) fn is_open(sweep: &mut Sweep, border: &Border, entry: &Entry) -> bool {
    let open = border.open_operations.iter().find(|(id, _)| *id == entry.meta.id);
    open.is_some_and(|(id, _)| {
        sweep.needs(*id);
        true
    })
}

/// The excuse of a place is needed when it does not answer as other places do.
async fn probe(
    sweep: &mut Sweep,
    server: &TestServer,
    (entry, variant): (&'static Entry, usize),
    place: &str,
    (mut here, mut there): (Side<'_>, Side<'_>),
) {
    let ours = here.samples.request(entry, variant).await;
    let theirs = there.samples.request(entry, variant).await;
    let Some(named) = ours.named.iter().find(|named| named.place == place) else { return };
    let own = here.token(&ours);
    let unknown = unknown(sweep, server, &ours, (named, own)).await;
    let answer = ours.with(named, theirs.id(named)).ask(server, own).await;
    if answer.status < 400 || without_id(&answer, theirs.id(named)) != unknown {
        sweep.needs(format!("{} {place}", entry.meta.id));
    }
}

/// The answer when ids that never were stand in a place; in a path it is 404 and names them.
async fn unknown(
    sweep: &mut Sweep,
    server: &TestServer,
    request: &Request,
    (named, token): (&Named, &str),
) -> (u16, String) {
    let mut answers = Vec::new();
    for id in ["not-a-uuid", "0f0f0f0f-0000-4000-8000-000000000000"] {
        let answer = request.with(named, id).ask(server, token).await;
        let is_head = request.entry.meta.method == Method::Head;
        let told = answer.code() == "general.resource.not.found" && answer.message().contains(id);
        if named.is_in_path() && (answer.status != 404 || !(told || is_head)) {
            sweep.problem(
                request.entry,
                &format!("does not name the unknown {}", named.place),
                &answer,
            );
        }
        answers.push(without_id(&answer, id));
    }
    answers.pop().unwrap_or_default()
}

/// Status and body of an answer without an id that was asked for; of a success the status alone.
fn without_id(answer: &Answer, id: &str) -> (u16, String) {
    if answer.status < 400 {
        return (answer.status, String::new());
    }
    let mut body = answer.body.clone();
    if let Value::Object(fields) = &mut body {
        fields.remove("contextId");
    }
    (answer.status, body.to_string().replace(id, "<id>"))
}
