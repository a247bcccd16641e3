//! An operation on its way: path, query and body, with nothing typed left.

use api::{Json, Meta, Parameters};
use bytes::Bytes;
use url::{Url, form_urlencoded};

use crate::{Error, Result};

/// A request before it has a token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    pub(crate) meta: &'static Meta,
    path: String,
    query: Vec<(String, String)>,
    pub(crate) body: Option<Bytes>,
}

impl Request {
    pub(crate) fn new(
        meta: &'static Meta,
        parameters: &Parameters,
        body: Option<Bytes>,
    ) -> Result<Self> {
        let path = fill(meta, parameters)?;
        Ok(Self { meta, path, query: parameters.query_pairs().to_vec(), body })
    }

    /// Where it goes on the server at `base`.
    pub(crate) fn url(&self, base: &Url) -> Result<Url> {
        let address = format!("{}{}", base.as_str().trim_end_matches('/'), self.path);
        let mut url = Url::parse(&address)
            .map_err(|error| unsendable(self.meta, format!("`{address}` is no URL: {error}")))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        Ok(url)
    }

    /// The last value given for a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter().rev();
        pairs.find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Sends a query parameter with this value alone.
    pub(crate) fn set_query(&mut self, name: &str, value: impl Into<String>) {
        self.query.retain(|(given, _)| given != name);
        self.query.push((name.to_owned(), value.into()));
    }

    /// Takes the query of a link over. The rest of a link is not looked at: a token never goes
    /// where an answer points.
    pub(crate) fn follow(&mut self, link: &str) {
        let Some((_, query)) = link.split_once('?') else { return };
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        self.query.retain(|(given, _)| !pairs.iter().any(|(name, _)| name == given));
        self.query.extend(pairs);
    }

    /// The value of a field of the body.
    pub(crate) fn body_field(&self, name: &str) -> Option<Json> {
        let body: Json = serde_json::from_slice(self.body.as_deref()?).ok()?;
        body.get(name).cloned()
    }

    /// Sends the body with a field of this value.
    pub(crate) fn set_body_field(&mut self, name: &str, value: Json) {
        let Some(Ok(Json::Object(mut body))) = self.body.as_deref().map(serde_json::from_slice)
        else {
            return;
        };
        body.insert(name.to_owned(), value);
        self.body = Some(Json::Object(body).to_string().into());
    }
}

/// Fills the path. An empty value or dots would turn it into the path of another operation.
fn fill(meta: &'static Meta, parameters: &Parameters) -> Result<String> {
    let path = parameters.fill(meta.path);
    for (template, filled) in meta.path.split('/').zip(path.split('/')) {
        let Some(name) = template.strip_prefix('{').map(|name| name.trim_end_matches('}')) else {
            continue;
        };
        if filled == template {
            return Err(unsendable(meta, format!("give the path parameter `{name}`")));
        }
        if matches!(filled, "" | "." | "..") {
            let reason = format!("the path parameter `{name}` cannot be `{filled}`");
            return Err(unsendable(meta, reason));
        }
    }
    Ok(path)
}

pub(crate) fn unsendable(meta: &'static Meta, reason: impl Into<String>) -> Error {
    Error::Unsendable { operation: meta.id, reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use api::{GetUser, GetUserExternalidAuthorityName, GetUsers, Operation, UserExpand};

    use super::*;

    fn request<O: Operation>(operation: O) -> Result<Request> {
        Request::new(O::META, &operation.into_parts().0, None)
    }

    fn url(base: &str, request: &Request) -> String {
        request.url(&Url::parse(base).unwrap()).unwrap().to_string()
    }

    #[test]
    fn lists_repeat_their_name_and_a_base_keeps_its_path() {
        let operation = GetUser::new("u1").expand([UserExpand::Presence, UserExpand::Skills]);
        let request = request(operation).unwrap();
        let expected = "http://h/prefix/api/v2/users/u1?expand=presence&expand=skills";
        assert_eq!(url("http://h/prefix/", &request), expected);
    }

    #[test]
    fn a_path_value_that_would_lead_elsewhere_is_not_sent() {
        for id in ["", ".", ".."] {
            let error = request(GetUserExternalidAuthorityName::new(id, "hr")).unwrap_err();
            assert!(error.to_string().contains("`userId`"), "{error}");
        }
    }

    #[test]
    fn a_link_replaces_only_what_it_names() {
        let mut request = request(GetUsers::new().id(["a", "b"]).page_size(50_u32)).unwrap();
        request.follow("https://elsewhere.example/other?after=x%2By&pageSize=10");
        let expected = "http://h/api/v2/users?id=a&id=b&after=x%2By&pageSize=10";
        assert_eq!(url("http://h", &request), expected);
    }
}
