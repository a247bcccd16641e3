//! The catalogue of permissions.

use api::{
    DomainPermission, DomainPermissionCollection, GetAuthorizationPermissions, Map,
    PermissionCollectionEntityListing, PermissionQueryType, catalogue,
};

use gate::routes::Routes;
use gate::{call::Call, paging::Listing, refusal::Result, reply::Rendered};

/// The operations on permissions that are served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(list_permissions)
}

/// Every domain of permissions with its entities and their actions, in pages.
pub(crate) async fn list_permissions(
    _: &mut Call,
    asked: GetAuthorizationPermissions,
) -> Result<Rendered<PermissionCollectionEntityListing>> {
    let filter = Filter::read(&asked);
    let domains = catalogue().iter().filter_map(|(domain, entities)| {
        let entities = entities.iter().filter_map(|(entity, actions)| {
            let actions = actions.iter().filter(|action| filter.has(domain, entity, action));
            let shown: Vec<_> = actions.map(|action| permission(domain, entity, action)).collect();
            (!shown.is_empty()).then(|| (entity.clone(), shown))
        });
        let entities: Map<_> = entities.collect();
        (!entities.is_empty()).then(|| collection(domain, entities))
    });
    let domains: Vec<_> = domains.collect();
    let page = asked.page;
    let total = i64::try_from(domains.len()).unwrap_or(i64::MAX);
    page.render_models(asked, &page.of(domains), total)
}

/// What a query names: everything without one.
struct Filter(Option<Vec<[String; 3]>>);

impl Filter {
    fn read(asked: &GetAuthorizationPermissions) -> Self {
        let query = asked.query.as_deref().filter(|query| !query.trim().is_empty());
        let Some(query) = query else { return Self(None) };
        let names = query.split(',').map(str::trim).filter(|name| !name.is_empty());
        let names = names.map(|name| {
            let mut parts = match asked.query_type {
                // A colon belongs to no domain, so such a name finds nothing.
                Some(PermissionQueryType::Domain) => vec![name],
                _ => name.split(':').collect(),
            };
            parts.resize(parts.len().max(3), "*");
            std::array::from_fn(|index| parts.get(index).copied().unwrap_or("*").to_owned())
        });
        Self(Some(names.collect()))
    }

    fn has(&self, domain: &str, entity: &str, action: &str) -> bool {
        let fits = |pattern: &str, text: &str| pattern == "*" || pattern.eq_ignore_ascii_case(text);
        self.0.as_ref().is_none_or(|names| {
            names.iter().any(|[d, e, a]| fits(d, domain) && fits(e, entity) && fits(a, action))
        })
    }
}

fn collection(domain: &str, entities: Map<Vec<DomainPermission>>) -> DomainPermissionCollection {
    DomainPermissionCollection {
        id: Some(domain.to_owned()),
        name: Some(domain.to_owned()),
        domain: Some(domain.to_owned()),
        permission_map: Some(entities),
        self_uri: Some(format!(
            "/api/v2/authorization/permissions?queryType=domain&query={domain}"
        )),
    }
}

/// Every policy may carry a condition: it is kept and shown, and never weighed.
fn permission(domain: &str, entity: &str, action: &str) -> DomainPermission {
    DomainPermission {
        action: Some(action.to_owned()),
        allows_conditions: Some(true),
        division_aware: DIVISIONED.contains(&(domain, entity)).then_some(true),
        domain: Some(domain.to_owned()),
        entity_type: Some(entity.to_owned()),
        label: Some(format!("{} {}", capitalized(&spaced(action)), spaced(entity))),
    }
}

/// What this server keeps apart by division.
const DIVISIONED: [(&str, &str); 4] = [
    ("authorization", "division"),
    ("authorization", "grant"),
    ("directory", "user"),
    ("telephony", "extension"),
];

/// `userStateChange` as `user state change`.
fn spaced(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}
