//! Sign-in of a user in a browser: authorization code, with a secret or with PKCE.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    OAuthClient, Tokens,
    endpoint::{Grant, issue},
};
use crate::{Error, Result, secret::Secret, transport::Transport};

/// The authorization-code grant of one OAuth client.
///
/// Send the user to [`Client::authorize_url`](crate::Client::authorize_url), read the code from
/// the address the browser comes back to with [`code_from`](Self::code_from), and trade it with
/// [`Client::exchange`](crate::Client::exchange).
#[derive(Debug, Clone)]
pub struct CodeGrant {
    client: OAuthClient,
    redirect_uri: String,
    verifier: Option<Verifier>,
}

impl CodeGrant {
    /// For programs that can keep a secret, such as web servers. `redirect_uri` must be one that
    /// is registered for the client, to the letter.
    pub fn with_secret(
        client_id: impl Into<String>,
        secret: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let client = OAuthClient::confidential(client_id, secret);
        Self { client, redirect_uri: redirect_uri.into(), verifier: None }
    }

    /// PKCE, for programs that cannot keep a secret, such as those on desktops. Each sign-in
    /// needs a verifier of its own.
    pub fn with_verifier(
        client_id: impl Into<String>,
        verifier: Verifier,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let client = OAuthClient::public(client_id);
        Self { client, redirect_uri: redirect_uri.into(), verifier: Some(verifier) }
    }

    /// The code in the address that the browser came back to. A refusal in it is an error, and so
    /// is another `state` than the one sent: the address then answers someone else's request.
    pub fn code_from(&self, address: &str, state: &str) -> Result<String> {
        let url = Url::parse(address)
            .map_err(|error| Error::sign_in("invalid_redirect", format!("no URL: {error}")))?;
        let value = |name: &str| {
            url.query_pairs().find(|(given, _)| given == name).map(|(_, value)| value.into_owned())
        };
        if value("state").as_deref() != Some(state) {
            return Err(Error::sign_in("state_mismatch", "the redirect has another `state`"));
        }
        if let Some(error) = value("error") {
            return Err(Error::sign_in(&error, value("error_description").unwrap_or_default()));
        }
        value("code").ok_or_else(|| Error::sign_in("invalid_redirect", "the redirect has no code"))
    }

    pub(crate) fn client(&self) -> &OAuthClient {
        &self.client
    }

    pub(crate) fn authorize_url(&self, login: &Url, state: &str) -> Url {
        let mut url = login.clone();
        url.set_path(&format!("{}/oauth/authorize", login.path().trim_end_matches('/')));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client.id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("state", state);
        if let Some(verifier) = &self.verifier {
            url.query_pairs_mut()
                .append_pair("code_challenge", &verifier.challenge())
                .append_pair("code_challenge_method", "S256");
        }
        url
    }

    pub(crate) async fn redeem(&self, transport: &Transport, code: &str) -> Result<Tokens> {
        let verifier = self.verifier.as_ref().map(|verifier| &verifier.0);
        let grant = Grant::Code { code, redirect_uri: &self.redirect_uri, verifier };
        issue(transport, &self.client, &grant).await
    }
}

/// The secret of one PKCE sign-in: only who began it can end it.
#[derive(Debug, Clone)]
pub struct Verifier(Secret);

impl Verifier {
    /// A verifier made elsewhere: 43 to 128 letters, digits and `-._~`.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        if !(43..=128).contains(&text.len()) || !text.chars().all(allowed) {
            let rule = "a verifier has 43 to 128 letters, digits and `-._~`";
            return Err(Error::Settings(rule.to_owned()));
        }
        Ok(Self(Secret::new(text)))
    }

    /// A new one, from 32 random bytes.
    pub fn generate(random: &mut impl CryptoRng) -> Self {
        Self(Secret::new(random_text(random)))
    }

    /// What the authorize URL shows of it: the base64url of its SHA-256.
    pub fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.reveal()))
    }

    /// The verifier itself, to keep it between two requests of a web server.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// A `state` that cannot be guessed, for [`Client::authorize_url`](crate::Client::authorize_url).
pub fn random_state(random: &mut impl CryptoRng) -> String {
    random_text(random)
}

fn random_text(random: &mut impl CryptoRng) -> String {
    let mut bytes = [0; 32];
    random.fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    // The example of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        assert_eq!(Verifier::new(VERIFIER).unwrap().challenge(), CHALLENGE);
    }

    #[test]
    fn a_generated_verifier_is_valid_and_follows_its_randomness() {
        let generate =
            |seed| Verifier::generate(&mut StdRng::seed_from_u64(seed)).reveal().to_owned();
        Verifier::new(generate(1)).unwrap();
        assert_eq!(generate(1), generate(1));
        assert_ne!(generate(1), generate(2));
        assert!(Verifier::new("short").is_err());
    }

    #[test]
    fn the_authorize_url_carries_state_and_challenge_but_no_secret() {
        let login = Url::parse("https://login.mypurecloud.com").unwrap();
        let verifier = Verifier::new(VERIFIER).unwrap();
        let grant = CodeGrant::with_verifier("app", verifier, "https://app.example/back?x=1");
        let url = grant.authorize_url(&login, "s1").to_string();
        assert_eq!(
            url,
            format!(
                "https://login.mypurecloud.com/oauth/authorize?response_type=code&client_id=app\
                 &redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fx%3D1&state=s1\
                 &code_challenge={CHALLENGE}&code_challenge_method=S256"
            )
        );
        let grant = CodeGrant::with_secret("app", "hush", "https://app.example/back");
        let url = grant.authorize_url(&login, "s1").to_string();
        assert!(!url.contains("hush") && !url.contains("code_challenge"), "{url}");
    }

    #[test]
    fn the_redirect_gives_the_code_only_for_the_state_that_was_sent() {
        let grant = CodeGrant::with_secret("app", "hush", "https://app.example/back");
        let read = |address| grant.code_from(address, "s1");
        assert_eq!(read("https://app.example/back?code=c%2B1&state=s1").unwrap(), "c+1");
        let error = read("https://app.example/back?code=c1&state=other").unwrap_err();
        assert_eq!(error.code(), Some("state_mismatch"));
        let error = read("https://app.example/back?error=access_denied&state=s1").unwrap_err();
        assert_eq!(error.code(), Some("access_denied"));
    }
}
