//! What stands in `#[model(..)]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Error, Ident, LitStr, Result, Token,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
};

/// How a model is to be written.
#[derive(Default)]
pub(crate) struct Options {
    /// The API's name, where it is not the struct's.
    pub(crate) name: Option<LitStr>,
    /// Other models may be like this one.
    pub(crate) base: bool,
    /// The model whose fields this one repeats.
    pub(crate) like: Option<Ident>,
    /// Fields that it does not repeat.
    pub(crate) without: Vec<Ident>,
    /// All that it repeats is newer than the documents.
    pub(crate) newer: bool,
    /// Nothing that it repeats waits for `expand`.
    pub(crate) given: bool,
}

const OPTIONS: &str = "\"Name\", base, like = Base, without(..), newer or given";

impl Parse for Options {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            if input.peek(LitStr) {
                options.name = Some(input.parse()?);
            } else {
                options.key(input)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(options)
    }
}

impl Options {
    fn key(&mut self, input: ParseStream) -> Result<()> {
        let key: Ident = input.parse()?;
        let only_with_like = self.like.is_none();
        match key.to_string().as_str() {
            "base" => self.base = true,
            "like" => {
                input.parse::<Token![=]>()?;
                self.like = Some(input.parse()?);
            }
            "without" | "newer" | "given" if only_with_like => {
                let message =
                    format!("`{key}` is about repeated fields: say `like = ..` before it");
                return Err(Error::new(key.span(), message));
            }
            "without" => {
                let names;
                syn::parenthesized!(names in input);
                let names = Punctuated::<Ident, Token![,]>::parse_terminated(&names)?;
                self.without = names.into_iter().collect();
            }
            "newer" => self.newer = true,
            "given" => self.given = true,
            _ => {
                let message = format!("unknown `{key}`: expected {OPTIONS}");
                return Err(Error::new(key.span(), message));
            }
        }
        Ok(())
    }

    /// The same for a model that has all its fields already.
    pub(crate) fn plain(&self) -> Self {
        Self { name: self.name.clone(), base: self.base, ..Self::default() }
    }
}

impl ToTokens for Options {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let name = self.name.iter();
        let like = self.like.iter();
        let without = &self.without;
        let flags = [("base", self.base), ("newer", self.newer), ("given", self.given)];
        let flags = flags.iter().filter(|(_, set)| *set).map(|(flag, _)| format_ident!("{flag}"));
        tokens.extend(quote!(#(#name,)* #(like = #like,)* without(#(#without),*), #(#flags,)*));
    }
}
