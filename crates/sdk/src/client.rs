//! The client: sends operations.

use std::{fmt, sync::Arc};

use api::{Described, Entry, Json, Operation, Parameters};
use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use crate::{
    Builder, CodeGrant, Error, Listing, Result, Tokens,
    answer::{self, Answer},
    listing,
    request::{Request, unsendable},
    retry::Twice,
    secret::Secret,
    sign_in::{Renewal, Session},
    transport::Transport,
    walk::Walk,
};

/// Sends operations to one server, for one caller.
///
/// Copies are cheap and share connections and tokens.
#[derive(Clone)]
pub struct Client {
    transport: Arc<Transport>,
    session: Arc<Session>,
}

impl Client {
    /// The real service in a region, such as `mypurecloud.com` or `usw2.pure.cloud`.
    pub fn region(region: &str) -> Builder {
        Builder::region(region)
    }

    /// A server that has API and sign-in on one address, such as `http://127.0.0.1:8080`.
    pub fn server(url: &str) -> Builder {
        Builder::server(url)
    }

    pub(crate) fn new(transport: Arc<Transport>, session: Session) -> Self {
        Self { transport, session: Arc::new(session) }
    }

    /// Sends an operation and reads its answer.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Response> {
        answer::typed(O::META.id, &self.answer(&request(operation)?).await?)
    }

    /// Sends an operation that is known only at run time, for command lines and scripts.
    pub async fn call(
        &self,
        entry: &Entry,
        parameters: Parameters,
        body: Option<Json>,
    ) -> Result<Json> {
        let body = body.map(|body| Bytes::from(body.to_string()));
        let request = Request::new(entry.meta, &parameters, body)?;
        answer::untyped(entry.meta.id, &self.answer(&request).await?)
    }

    /// The entries of a listing, one after the other, whatever number of pages they are on:
    /// `client.list::<User>(GetUsers::new())`.
    ///
    /// Begins at the page that the operation asks for, and keeps one page at a time. Goes by page
    /// numbers or by `nextUri` and cursors, as the operation does, to the last page or an empty
    /// one. The one listing it does not walk is the query of user details, which hides its page
    /// number deep in the body.
    pub fn list<T>(&self, operation: impl Operation) -> Listing<T>
    where
        T: DeserializeOwned + Described + Send + 'static,
    {
        listing::entries(self.walk(operation))
    }

    /// The same page by page, for those who need the totals.
    pub fn pages<O: Operation>(&self, operation: O) -> Listing<O::Response> {
        listing::pages(self.walk(operation))
    }

    fn walk<O: Operation>(&self, operation: O) -> Result<Walk> {
        Ok(Walk::new(self.clone(), Entry::of::<O>(""), request(operation)?))
    }

    /// Signs in now instead of with the first request, to find out whether the credentials are
    /// right. Answers the present tokens.
    pub async fn sign_in(&self) -> Result<Tokens> {
        self.session.tokens().await?.ok_or_else(|| {
            Error::sign_in("no_credentials", "this client was built without a way to sign in")
        })
    }

    /// Where to send a user's browser to sign in. `state` comes back with the code; make it with
    /// [`random_state`](crate::random_state).
    pub fn authorize_url(&self, grant: &CodeGrant, state: &str) -> Url {
        grant.authorize_url(&self.transport.login, state)
    }

    /// Trades a code for tokens: a client that acts for the user who signed in, and renews its
    /// tokens as long as the service lets it.
    pub async fn exchange(&self, grant: &CodeGrant, code: &str) -> Result<Self> {
        let renewal = Renewal::Refresh(grant.client().clone());
        let session = self.session.with(renewal, grant.redeem(&self.transport, code).await?);
        Ok(Self { session: Arc::new(session), ..self.clone() })
    }

    /// The same client with another access token, for servers that act for many callers.
    #[must_use]
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        let session = self.session.with(Renewal::Never, Tokens::ready(token));
        Self { session: Arc::new(session), ..self.clone() }
    }

    /// The body of a successful answer; signs in again once when the token is not taken.
    pub(crate) async fn answer(&self, request: &Request) -> Result<Bytes> {
        let url = request.url(&self.transport.api)?;
        let token = self.session.token().await?;
        let mut answer = self.attempt(request, &url, token.as_ref()).await?;
        if answer.status.as_u16() == 401
            && let Some(stale) = token
            && let Some(fresh) = self.session.replace(&stale).await?
        {
            answer = self.attempt(request, &url, Some(&fresh)).await?;
        }
        answer.accepted(request.meta.id)
    }

    async fn attempt(
        &self,
        request: &Request,
        url: &Url,
        token: Option<&Secret>,
    ) -> Result<Answer> {
        let method = reqwest::Method::from_bytes(request.meta.method.as_str().as_bytes())
            .map_err(|error| unsendable(request.meta, error.to_string()))?;
        let make = || {
            let mut http = self.transport.http.request(method.clone(), url.clone());
            http = http.header(ACCEPT, "application/json");
            if let Some(token) = token {
                http = http.bearer_auth(token.reveal());
            }
            if let Some(body) = &request.body {
                http = http.header(CONTENT_TYPE, "application/json").body(body.clone());
            }
            http
        };
        let twice = Twice::of(request.meta);
        let passing =
            |answer: &Answer| twice.after_status(answer.status.as_u16(), answer.retry_after);
        self.transport.deliver(request.meta.id, twice, make, passing).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.transport.api.as_str())
            .field("login", &self.transport.login.as_str())
            .finish_non_exhaustive()
    }
}

fn request<O: Operation>(operation: O) -> Result<Request> {
    let (parameters, body) = operation.into_parts();
    let body = body.as_ref().map(|body| to_json::<O>(body)).transpose()?;
    Request::new(O::META, &parameters, body)
}

fn to_json<O: Operation>(body: &impl Serialize) -> Result<Bytes> {
    let body = serde_json::to_vec(body).map_err(|error| unsendable(O::META, error.to_string()))?;
    Ok(body.into())
}
