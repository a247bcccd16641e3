//! Limits as they apply: what was set for a user, over what was set for the organization, over the
//! defaults.

use api::{
    LabelUtilizationRequest, LabelUtilizationResponse, Map, MediaUtilization, UtilizationRequest,
};
use store::utilization;

use gate::{
    call::Call,
    refusal::{Refusal, Result},
};

/// The media types that can be limited.
const MEDIA: &[&str] = &["call", "callback", "chat", "email", "message", "workitem"];
/// How many of each may be handled at once where nothing is set.
const DEFAULTS: &[(&str, i32)] =
    &[("call", 1), ("callback", 1), ("chat", 4), ("email", 1), ("message", 4)];

/// What applies to somebody.
#[derive(Clone)]
pub(super) struct Limits {
    pub(super) media: Map<MediaUtilization>,
    pub(super) labels: Map<LabelUtilizationResponse>,
    pub(super) max_inbound_calls: Option<i32>,
}

impl Limits {
    /// What is set, over these. Of a label that is gone nothing is kept.
    fn under(mut self, set: UtilizationRequest) -> Self {
        for (media, own) in set.utilization.unwrap_or_default() {
            let base = self.media.remove(&media).unwrap_or_else(|| media_of(1));
            let merged = MediaUtilization {
                include_non_acd: own.include_non_acd.or(base.include_non_acd),
                interruptable_media_types: own
                    .interruptable_media_types
                    .or(base.interruptable_media_types),
                maximum_capacity: own.maximum_capacity.or(base.maximum_capacity),
            };
            self.media.insert(media, merged);
        }
        let known: Vec<String> = self.labels.keys().cloned().collect();
        for (label, own) in set.label_utilizations.unwrap_or_default() {
            if let Some(base) = self.labels.get_mut(&label) {
                base.maximum_capacity = own.maximum_capacity.or(base.maximum_capacity);
                if let Some(mut interrupting) = own.interrupting_label_ids {
                    interrupting.retain(|id| known.contains(id));
                    base.interrupting_label_ids = Some(interrupting);
                }
            }
        }
        self.max_inbound_calls = set.max_inbound_calls.or(self.max_inbound_calls);
        self
    }
}

/// A media type of which nothing was set.
fn media_of(capacity: i32) -> MediaUtilization {
    MediaUtilization {
        include_non_acd: Some(false),
        interruptable_media_types: Some(Vec::new()),
        maximum_capacity: Some(capacity),
    }
}

/// What applies to users without settings of their own. Every label is named, set or not.
pub(super) async fn of_organization(call: &mut Call) -> Result<Limits> {
    let labels = utilization::labels(&mut call.tx).await?.into_iter().filter_map(|label| {
        let limits = LabelUtilizationResponse {
            interrupting_label_ids: Some(Vec::new()),
            label_name: label.name,
            maximum_capacity: Some(0),
        };
        Some((label.id?, limits))
    });
    let media = DEFAULTS.iter().map(|(media, most)| ((*media).to_owned(), media_of(*most)));
    let defaults =
        Limits { media: media.collect(), labels: labels.collect(), max_inbound_calls: None };
    let set = utilization::of_organization(&mut call.tx).await?;
    Ok(defaults.under(set.unwrap_or_default()))
}

/// What applies to a user, and whether something was set for the user.
pub(super) async fn of_user(call: &mut Call, user: &str) -> Result<(Limits, bool)> {
    let organization = of_organization(call).await?;
    let set = utilization::of_user(&mut call.tx, user).await?;
    let is_own = set.is_some();
    Ok((organization.under(set.unwrap_or_default()), is_own))
}

/// What a body sets, if its media types and labels are known.
pub(super) async fn checked(
    call: &mut Call,
    mut body: UtilizationRequest,
) -> Result<UtilizationRequest> {
    for (media, limits) in body.utilization.iter().flatten() {
        must_be_media("utilization", media)?;
        let field = format!("utilization.{media}.interruptableMediaTypes");
        for interrupting in limits.interruptable_media_types.iter().flatten() {
            must_be_media(&field, interrupting)?;
        }
    }
    let labels = utilization::labels(&mut call.tx).await?;
    let is_known = |id: &String| labels.iter().any(|label| label.id.as_ref() == Some(id));
    let mut lower = Map::new();
    for (label, mut limits) in body.label_utilizations.unwrap_or_default() {
        let id = label.to_lowercase();
        if !is_known(&id) {
            return Err(unknown_label("labelUtilizations", &label));
        }
        interrupting(&mut limits, &format!("labelUtilizations.{label}"), is_known)?;
        lower.insert(id, limits);
    }
    body.label_utilizations = Some(lower);
    Ok(body)
}

/// The labels that may interrupt another, which must be known.
pub(super) fn interrupting(
    limits: &mut LabelUtilizationRequest,
    field: &str,
    is_known: impl Fn(&String) -> bool,
) -> Result<()> {
    for id in limits.interrupting_label_ids.iter_mut().flatten() {
        let lower = id.to_lowercase();
        if !is_known(&lower) {
            return Err(unknown_label(&format!("{field}.interruptingLabelIds"), id));
        }
        *id = lower;
    }
    Ok(())
}

fn unknown_label(field: &str, id: &str) -> Refusal {
    Refusal::invalid_value(field, id, "the id of a utilization label")
}

fn must_be_media(field: &str, media: &str) -> Result<()> {
    if MEDIA.contains(&media) {
        return Ok(());
    }
    Err(Refusal::invalid_value(field, media, MEDIA.join(", ")))
}
