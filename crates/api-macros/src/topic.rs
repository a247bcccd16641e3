//! `#[derive(Topic)]`: one struct, one topic of notifications.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Data, DeriveInput, Error, Field, Ident, LitStr, Result, Token, Type,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

use crate::{docs, types};

/// Everything that `#[topic("template", rule, sends(Model))]` says.
struct Attribute {
    template: LitStr,
    rule: TokenStream,
    sends: Type,
}

const KEYS: &str = "any(..), own, own_or(..), signed_in or sends(..)";
/// A template that names a user begins with it, so that `own` knows whose topic it is.
const OF_A_USER: &str = "v2.users.{id}.";

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let attribute = input.attrs.iter().find(|a| a.path().is_ident("topic")).ok_or_else(|| {
        Error::new(name.span(), "missing #[topic(\"v2.template\", ..)] on this topic")
    })?;
    let Attribute { template, rule, sends } = attribute.parse_args()?;
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(name.span(), "a topic is a struct"));
    };
    let fields: Vec<&Field> = data.fields.iter().collect();
    let in_template = parameters(&template);
    let mut parameters = Vec::new();
    for wanted in &in_template {
        let Some(field) = fields.iter().find(|field| types::camel_case(field) == *wanted) else {
            let message = format!("parameter `{{{wanted}}}` has no field in `{name}`");
            return Err(Error::new(template.span(), message));
        };
        parameters.push(*field);
    }
    for field in &fields {
        let wire = types::camel_case(field);
        if !in_template.contains(&wire) {
            let message = format!("the template has no parameter `{{{wire}}}`");
            return Err(Error::new_spanned(field, message));
        }
    }
    let (summary, description) = docs::summary_and_description(&input.attrs);
    docs::required(&input.attrs, name.span(), "a topic")?;
    let described: Vec<TokenStream> =
        parameters.iter().map(|f| describe(f)).collect::<Result<_>>()?;
    let idents: Vec<_> = parameters.iter().map(|field| &field.ident).collect();
    Ok(quote! {
        impl ::api::Topic for #name {
            const META: &'static ::api::TopicMeta = &::api::TopicMeta {
                template: #template,
                rule: #rule,
                summary: #summary,
                description: #description,
            };
            const PARAMETERS: &'static [::api::TopicParameter] = &[#(#described),*];
            type Body = #sends;

            fn name(&self) -> String {
                Self::META.name(&[#(&self.#idents),*])
            }

            fn from_name(name: &str) -> Option<Self> {
                let mut values = Self::META.values(name)?.into_iter().map(ToOwned::to_owned);
                Some(Self { #(#idents: values.next()?),* })
            }
        }
    })
}

/// Beside the error an empty topic, so that rustc does not add a second error of its own.
pub(crate) fn refuse(input: &DeriveInput, error: &Error) -> TokenStream {
    let (name, error) = (&input.ident, error.to_compile_error());
    quote! {
        #error
        impl ::api::Topic for #name {
            const META: &'static ::api::TopicMeta = &::api::TopicMeta::REFUSED;
            const PARAMETERS: &'static [::api::TopicParameter] = &[];
            type Body = ();
            fn name(&self) -> String {
                Default::default()
            }
            fn from_name(_: &str) -> Option<Self> {
                None
            }
        }
    }
}

fn describe(field: &Field) -> Result<TokenStream> {
    let (name, ident) = (types::camel_case(field), field.ident.as_ref());
    let span = ident.map_or_else(proc_macro2::Span::call_site, Ident::span);
    let doc = docs::required(&field.attrs, span, "a parameter")?;
    Ok(quote!(::api::TopicParameter { name: #name, doc: #doc }))
}

/// The names between braces, in the order of the template.
fn parameters(template: &LitStr) -> Vec<String> {
    let template = template.value();
    let names = template.split('.').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.map(ToOwned::to_owned).collect()
}

impl Parse for Attribute {
    fn parse(input: ParseStream) -> Result<Self> {
        let template: LitStr = input.parse()?;
        check(&template)?;
        let (mut rule, mut sends) = (None, None);
        while input.parse::<Option<Token![,]>>()?.is_some() && !input.is_empty() {
            let key: Ident = input.parse()?;
            match key.to_string().as_str() {
                "signed_in" => rule = Some(quote!(::api::TopicRule::SignedIn)),
                "own" | "own_or" if !template.value().starts_with(OF_A_USER) => {
                    let message =
                        format!("`{key}` needs a template that begins with `{OF_A_USER}`");
                    return Err(Error::new(key.span(), message));
                }
                "own" => rule = Some(quote!(::api::TopicRule::Own)),
                "own_or" => rule = Some(named(&quote!(OwnOr), input)?),
                "any" => rule = Some(named(&quote!(Any), input)?),
                "sends" => {
                    let inside;
                    syn::parenthesized!(inside in input);
                    sends = Some(inside.parse()?);
                }
                _ => {
                    return Err(Error::new(
                        key.span(),
                        format!("unknown `{key}`: expected {KEYS}"),
                    ));
                }
            }
        }
        let missing = |what: &str| Error::new(template.span(), what);
        let who = "who may subscribe? say any(\"..\"), own, own_or(\"..\") or signed_in";
        Ok(Self {
            rule: rule.ok_or_else(|| missing(who))?,
            sends: sends.ok_or_else(|| missing("what does it send? say sends(Model)"))?,
            template,
        })
    }
}

/// A template is `v2` and further parts between points; a part is a word or `{parameter}`.
fn check(template: &LitStr) -> Result<()> {
    let text = template.value();
    let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    let mut parts = text.split('.');
    let begins = parts.next() == Some("v2");
    let mut count = 0;
    for part in parts {
        count += 1;
        let inside = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        if !word(inside.unwrap_or(part)) {
            let message = format!("`{part}` is neither a word nor a parameter such as `{{id}}`");
            return Err(Error::new(template.span(), message));
        }
    }
    if !begins || count == 0 {
        return Err(Error::new(template.span(), "a template begins with `v2.`"));
    }
    Ok(())
}

fn named(kind: &TokenStream, input: ParseStream) -> Result<TokenStream> {
    let inside;
    let parentheses = syn::parenthesized!(inside in input);
    let names = Punctuated::<LitStr, Token![,]>::parse_terminated(&inside)?;
    if names.is_empty() {
        return Err(Error::new(parentheses.span.join(), "name at least one permission"));
    }
    let names = names.iter();
    Ok(quote!(::api::TopicRule::#kind(&[#(#names),*])))
}
