//! All documents of a collection, as they are at one moment.

mod found;
mod parts;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

pub use found::Found;
use parts::Part;

use crate::{
    Document, Id, Labels, Query, Schema, Scope, narrow,
    segment::{Segment, SegmentBuilder},
    status::{Combinations, NONE, Status},
    too_large::TooLarge,
};

/// The searchable documents of a collection. A change makes another model, which shares with this
/// one what did not change.
#[derive(Clone)]
pub struct Model {
    schema: &'static Schema,
    /// The first is the large one; those behind it have what changed since.
    parts: Vec<Part>,
    labels: Arc<Labels>,
    /// What there is of the fields that change many times a day, once that was read.
    statuses: Option<Arc<Combinations>>,
}

/// A model while it is built.
pub struct Builder {
    schema: &'static Schema,
    segment: SegmentBuilder,
}

impl Builder {
    /// Begins.
    pub fn new(schema: &'static Schema) -> Self {
        Self { schema, segment: SegmentBuilder::new(schema) }
    }

    /// Adds a document; its id comes after those before it.
    pub fn push(&mut self, document: &Document) -> Result<(), TooLarge> {
        self.segment.push(document)
    }

    /// The model.
    pub fn finish(self, labels: Labels) -> Model {
        let base = Part::new(Arc::new(self.segment.finish()));
        let (schema, labels) = (self.schema, Arc::new(labels));
        Model { schema, parts: vec![base], labels, statuses: None }
    }
}

impl Model {
    /// A model of these documents.
    pub fn of(
        schema: &'static Schema,
        documents: Vec<Document>,
        labels: Labels,
    ) -> Result<Self, TooLarge> {
        let segment = Arc::new(segment(schema, documents)?);
        let (parts, labels) = (vec![Part::new(segment)], Arc::new(labels));
        Ok(Self { schema, parts, labels, statuses: None })
    }

    /// What it knows of its documents.
    pub const fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// The documents that meet the criteria of the query, within the scope.
    pub fn search(&self, query: &Query, scope: &Scope) -> Found {
        found::search((&self.parts, &self.labels, self.statuses.as_deref()), query, scope)
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.parts.iter().map(Part::live).sum()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.parts.iter().map(Part::bytes).sum()
    }

    /// The model after a change: `changed` are the ids that were read again, and `documents` those
    /// of them that are there.
    pub fn with(&self, changed: &[Id], documents: Vec<Document>) -> Result<Self, TooLarge> {
        let mut parts = self.parts.clone();
        if !documents.is_empty() {
            let mut new = Part::new(Arc::new(segment(self.schema, documents)?));
            if self.statuses.is_some() {
                new.clear_statuses();
                for row in 0..narrow(new.segment.len()) {
                    new.set_status(row, self.status_number(new.segment.id(row)));
                }
            }
            parts.push(new);
        }
        for part in &mut parts[..self.parts.len()] {
            part.bury(changed);
        }
        parts::merge_small(self.schema, &mut parts)?;
        Ok(Self { parts, ..self.clone() })
    }

    /// Was it read what the documents have of the fields that change many times a day?
    pub const fn has_statuses(&self) -> bool {
        self.statuses.is_some()
    }

    /// The model after such fields changed; ids that it does not have are passed over.
    pub fn with_statuses(
        &self,
        statuses: impl IntoIterator<Item = Status>,
    ) -> Result<Self, TooLarge> {
        let mut parts = self.parts.clone();
        let mut known = self.statuses.clone().unwrap_or_default();
        for Status { id, values } in statuses {
            let place = parts.iter().enumerate().find_map(|(at, part)| Some((at, part.row(id)?)));
            let Some((at, row)) = place else { continue };
            let number = match known.known(&values) {
                Some(number) => number,
                None => Arc::make_mut(&mut known).add(&values)?,
            };
            parts[at].set_status(row, number);
        }
        Ok(Self { parts, statuses: Some(known), ..self.clone() })
    }

    /// The same without anything known of these fields.
    #[must_use]
    pub fn without_statuses(&self) -> Self {
        let mut parts = self.parts.clone();
        parts.iter_mut().for_each(Part::clear_statuses);
        Self { parts, statuses: None, ..self.clone() }
    }

    /// What a document has of them.
    pub fn status(&self, id: Id) -> Status {
        let known = self.statuses.as_ref();
        let values = known.map(|known| known.values(self.status_number(id)).to_vec());
        Status { id, values: values.unwrap_or_default() }
    }

    fn status_number(&self, id: Id) -> u16 {
        let found = self.parts.iter().find_map(|part| Some(part.status(part.row(id)?)));
        found.unwrap_or(NONE)
    }

    /// The same with other names of what documents refer to.
    #[must_use]
    pub fn labelled(&self, labels: Labels) -> Self {
        Self { labels: Arc::new(labels), ..self.clone() }
    }

    /// Documents that refer to an entity that has no name any more, by the place of the field.
    pub fn orphans(&self, column: usize) -> Vec<Id> {
        let Some(labels) = self.labels.of(column) else { return Vec::new() };
        let each = self.parts.iter().flat_map(|part| part.referring(column, labels));
        each.collect()
    }

    /// Has so much changed that one segment would serve better?
    pub fn wants_merging(&self) -> bool {
        let [base, small @ ..] = self.parts.as_slice() else { return false };
        let changed = small.iter().map(|part| part.segment.len()).sum::<usize>();
        let buried = base.segment.len() - base.live();
        changed.max(buried) > 1_000 + base.live() / 8
    }

    /// The same in one segment. This takes long where there are many documents.
    pub fn merged(&self) -> Result<Self, TooLarge> {
        Ok(Self { parts: vec![parts::merge(self.schema, &self.parts)?], ..self.clone() })
    }

    /// This model with `merged` in place of the parts of `before`, from which it was merged while
    /// changes went on.
    #[must_use]
    pub fn adopt(&self, before: &Self, merged: &Self) -> Self {
        let (Some(base), Some(old), Some(now)) =
            (merged.parts.first(), before.parts.first(), self.parts.first())
        else {
            return self.clone();
        };
        if !now.is_of(old) {
            // It was built anew meanwhile.
            return self.clone();
        }
        let mut base = base.clone();
        let of_before = |part: &Part| before.parts.iter().find(|old| old.is_of(part));
        let mut newer: Vec<Part> = Vec::new();
        let mut kept = 0;
        for part in &self.parts {
            match of_before(part) {
                Some(old) => {
                    kept += 1;
                    base.bury(&part.buried_since(old));
                    base.take_statuses(part, old);
                }
                None => newer.push(part.clone()),
            }
        }
        if kept != before.parts.len() {
            // Parts were merged among themselves meanwhile: what they hold now outranks the base.
            let changed: Vec<Id> =
                newer.iter().flat_map(|part| part.segment.ids().to_vec()).collect();
            base.bury(&changed);
            let gone =
                before.parts.iter().filter(|old| !self.parts.iter().any(|part| part.is_of(old)));
            let gone: Vec<Id> =
                gone.flat_map(Part::live_ids).filter(|id| self.document(*id).is_none()).collect();
            base.bury(&gone);
        }
        newer.insert(0, base);
        Self { parts: newer, ..self.clone() }
    }

    /// What is kept of a document.
    pub fn document(&self, id: Id) -> Option<Document> {
        self.parts.iter().find_map(|part| part.document(id))
    }

    /// The documents that differ between two models, by id.
    pub fn differences(&self, other: &Self) -> Vec<Id> {
        let differ = |one: &Self, other: &Self| -> Vec<Id> {
            let ids = one.parts.iter().flat_map(Part::live_ids);
            ids.filter(|id| one.document(*id) != other.document(*id)).collect()
        };
        let mut different = differ(self, other);
        different.extend(differ(other, self));
        different.sort_unstable();
        different.dedup();
        different
    }

    /// Are the names of what documents refer to the same?
    pub fn has_labels(&self, labels: &Labels) -> bool {
        *self.labels == *labels
    }
}

fn segment(schema: &Schema, documents: Vec<Document>) -> Result<Segment, TooLarge> {
    let mut documents: Vec<Document> = documents.into_iter().map(Document::normalized).collect();
    documents.sort_unstable_by_key(|document| document.id);
    let mut builder = SegmentBuilder::new(schema);
    for document in &documents {
        builder.push(document)?;
    }
    Ok(builder.finish())
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} documents in {} parts", self.len(), self.parts.len())
    }
}
