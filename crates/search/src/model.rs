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
    Document, Id, Labels, Query, Schema, Scope,
    segment::{Segment, SegmentBuilder},
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
        Model { schema: self.schema, parts: vec![base], labels: Arc::new(labels) }
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
        Ok(Self { schema, parts: vec![Part::new(segment)], labels: Arc::new(labels) })
    }

    /// What it knows of its documents.
    pub const fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// The documents that meet the criteria of the query, within the scope.
    pub fn search(&self, query: &Query, scope: &Scope) -> Found {
        found::search((&self.parts, &self.labels), query, scope)
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
        self.parts.iter().map(|part| part.segment.bytes()).sum()
    }

    /// The model after a change: `changed` are the ids that were read again, and `documents` those
    /// of them that are there.
    pub fn with(&self, changed: &[Id], documents: Vec<Document>) -> Result<Self, TooLarge> {
        let mut parts = self.parts.clone();
        for part in &mut parts {
            part.bury(changed);
        }
        if !documents.is_empty() {
            parts.push(Part::new(Arc::new(segment(self.schema, documents)?)));
        }
        parts::merge_small(self.schema, &mut parts)?;
        Ok(Self { schema: self.schema, parts, labels: self.labels.clone() })
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
        let segment = Arc::new(parts::merge(self.schema, &self.parts)?);
        Ok(Self { parts: vec![Part::new(segment)], ..self.clone() })
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
