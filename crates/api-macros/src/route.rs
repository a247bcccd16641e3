//! Parses `#[operation(GET "/path", any("permission"), returns(Model))]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Error, Ident, LitInt, LitStr, Result, Token, Type,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

/// Everything the attribute says.
pub(crate) struct Route {
    pub(crate) method: Ident,
    pub(crate) path: LitStr,
    pub(crate) rule: TokenStream,
    pub(crate) status: u16,
    pub(crate) returns: Type,
    pub(crate) lane: Ident,
    pub(crate) needs_user: bool,
    pub(crate) narrowed_by: Option<LitStr>,
    pub(crate) deprecated: bool,
    pub(crate) inferred: bool,
}

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const KEYS: &str = "any(..), all(..), signed_in, returns(..), narrowed_by(..), needs_user, reads, \
                    reads_long, deprecated or inferred";

impl Parse for Route {
    fn parse(input: ParseStream) -> Result<Self> {
        let method: Ident = input.parse()?;
        if !METHODS.contains(&method.to_string().as_str()) {
            let message = format!("expected an HTTP method: {}", METHODS.join(", "));
            return Err(Error::new(method.span(), message));
        }
        let reads = method == "GET" || method == "HEAD";
        let mut route = Self {
            lane: format_ident!("{}", if reads { "Read" } else { "Write" }),
            path: input.parse()?,
            rule: TokenStream::new(),
            status: 200,
            returns: syn::parse_quote!(()),
            needs_user: false,
            narrowed_by: None,
            deprecated: false,
            inferred: false,
            method,
        };
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            route.key(input)?;
        }
        if route.rule.is_empty() {
            let message = "who may call it? say any(\"..\"), all(\"..\") or signed_in";
            return Err(Error::new(route.path.span(), message));
        }
        Ok(route)
    }
}

impl Route {
    fn key(&mut self, input: ParseStream) -> Result<()> {
        let key: Ident = input.parse()?;
        match key.to_string().as_str() {
            "any" => self.rule = rule(&format_ident!("Any"), &permissions(input)?),
            "all" => self.rule = rule(&format_ident!("All"), &permissions(input)?),
            "signed_in" => self.rule = quote!(::api::Rule::SignedIn),
            "returns" => self.returns(input)?,
            "narrowed_by" => {
                let inside;
                syn::parenthesized!(inside in input);
                self.narrowed_by = Some(inside.parse()?);
            }
            "needs_user" => self.needs_user = true,
            "reads" => self.lane = format_ident!("Read"),
            "reads_long" => self.lane = format_ident!("LongRead"),
            "deprecated" => self.deprecated = true,
            "inferred" => self.inferred = true,
            _ => return Err(Error::new(key.span(), format!("unknown `{key}`: expected {KEYS}"))),
        }
        Ok(())
    }

    /// `returns(User)`, `returns(204)` or `returns(202, Job)`.
    fn returns(&mut self, input: ParseStream) -> Result<()> {
        let inside;
        syn::parenthesized!(inside in input);
        if inside.peek(LitInt) {
            let status: LitInt = inside.parse()?;
            self.status = status.base10_parse()?;
            if !(200..300).contains(&self.status) {
                return Err(Error::new(status.span(), "expected a status of success: 200 to 299"));
            }
            if inside.parse::<Option<Token![,]>>()?.is_none() {
                return Ok(());
            }
        }
        self.returns = inside.parse()?;
        Ok(())
    }

    /// The names between braces in the path template.
    pub(crate) fn parameters(&self) -> Vec<String> {
        let path = self.path.value();
        let names = path.split('/').filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'));
        names.map(ToOwned::to_owned).collect()
    }
}

fn rule(kind: &Ident, permissions: &[LitStr]) -> TokenStream {
    quote!(::api::Rule::#kind(&[#(#permissions),*]))
}

fn permissions(input: ParseStream) -> Result<Vec<LitStr>> {
    let inside;
    let parentheses = syn::parenthesized!(inside in input);
    let list: Vec<LitStr> =
        Punctuated::<LitStr, Token![,]>::parse_terminated(&inside)?.into_iter().collect();
    if list.is_empty() {
        return Err(Error::new(parentheses.span.join(), "name at least one permission"));
    }
    Ok(list)
}
