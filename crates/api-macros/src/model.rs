//! `#[model]`: the JSON form of a struct, its description and its constructor.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Data, DeriveInput, Error, Expr, Field, Fields, Ident, LitStr, Result, Type};

use crate::{docs, like, options::Options, types};

/// Types with an empty value, so that a struct of them has a `Default`.
const WITH_DEFAULT: [&str; 9] =
    ["Option", "Patch", "Vec", "Map", "String", "bool", "i32", "i64", "f64"];

/// What `#[field(..)]` says beside the type.
#[derive(Default)]
struct Facts {
    name: Option<LitStr>,
    read_only: bool,
    required: bool,
    newer: bool,
    expand: Option<LitStr>,
    minimum: Option<Expr>,
    maximum: Option<Expr>,
    max_length: Option<Expr>,
    max_items: Option<Expr>,
}

pub(crate) fn expand(input: &DeriveInput, options: &Options) -> Result<TokenStream> {
    if let Some(base) = &options.like {
        return Ok(like::hand_over(base, options, input));
    }
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields.named.iter().collect::<Vec<_>>(),
            _ => return Err(Error::new(input.ident.span(), "a model has named fields")),
        },
        _ => return Err(Error::new(input.ident.span(), "#[model] goes on a struct")),
    };
    let (name, visibility, attributes) = (&input.ident, &input.vis, &input.attrs);
    let name_text = options.name.as_ref().map_or_else(|| name.to_string(), LitStr::value);
    let doc = docs::required(attributes, name.span(), "a model")?;
    let (mut written, mut described, mut required) = (vec![], vec![], vec![]);
    for field in &fields {
        let facts = Facts::of(field)?;
        let wire = facts.name.as_ref().map_or_else(|| types::camel_case(field), LitStr::value);
        written.push(write(field, &wire));
        described.push(describe(field, &wire, &facts)?);
        if !types::optional(&field.ty) {
            required.push((field.ident.as_ref(), &field.ty));
        }
    }
    let all_default = fields.iter().all(|f| WITH_DEFAULT.contains(&types::outer(&f.ty).as_str()));
    let derive_default = all_default.then(|| quote!(#[derive(Default)]));
    let constructor = constructor(name, &required, &fields);
    let left_behind = options.base.then(|| like::leave_behind(name, &fields));
    Ok(quote! {
        #(#attributes)*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #derive_default
        #visibility struct #name { #(#written)* }

        #constructor
        #left_behind

        impl ::api::Model for #name {
            const FACTS: &'static ::api::ModelFacts = &::api::ModelFacts {
                name: #name_text,
                doc: #doc,
                fields: &[#(#described),*],
            };
        }

        impl ::api::Described for #name {
            fn shape() -> ::api::Shape {
                ::api::Shape::Model(<Self as ::api::Model>::FACTS)
            }
        }
    })
}

/// The field with its serde attributes: nothing absent is ever written as `null`.
fn write(field: &Field, wire: &str) -> TokenStream {
    let attributes = field.attrs.iter().filter(|a| !a.path().is_ident("field"));
    let (visibility, name, ty) = (&field.vis, &field.ident, &field.ty);
    let skip = match types::outer(ty).as_str() {
        "Option" => quote!(, default, skip_serializing_if = "Option::is_none"),
        "Patch" => quote!(, default, skip_serializing_if = "::api::Patch::is_absent"),
        "Vec" | "Map" => quote!(, default),
        _ => quote!(),
    };
    quote!(#(#attributes)* #[serde(rename = #wire #skip)] #visibility #name: #ty,)
}

fn describe(field: &Field, wire: &str, facts: &Facts) -> Result<TokenStream> {
    let span = field.ident.as_ref().map_or_else(proc_macro2::Span::call_site, Ident::span);
    let mut doc = docs::required(&field.attrs, span, "a field of a model")?;
    if let Some(word) = &facts.expand {
        doc = format!("{doc} Only with `expand={}`.", word.value());
    }
    let ty = &field.ty;
    let Facts { read_only, required, newer, .. } = facts;
    let demanded = !types::optional(ty);
    if demanded && *required {
        let message = "a field of this type is required already; drop `required`";
        return Err(Error::new(span, message));
    }
    let limit = |limit: &Option<Expr>, as_number: bool| match limit {
        Some(limit) if as_number => quote!(Some(#limit as f64)),
        Some(limit) => quote!(Some(#limit)),
        None => quote!(None),
    };
    let (minimum, maximum) = (limit(&facts.minimum, true), limit(&facts.maximum, true));
    let (max_length, max_items) = (limit(&facts.max_length, false), limit(&facts.max_items, false));
    Ok(quote! {
        ::api::Field {
            name: #wire,
            doc: #doc,
            shape: <#ty as ::api::Described>::shape,
            demanded: #demanded,
            required: #demanded || #required,
            read_only: #read_only,
            newer: #newer,
            limits: ::api::Limits {
                minimum: #minimum,
                maximum: #maximum,
                max_length: #max_length,
                max_items: #max_items,
            },
        }
    })
}

/// `new` with the required fields, for models that have some.
fn constructor(
    name: &Ident,
    required: &[(Option<&Ident>, &Type)],
    fields: &[&Field],
) -> Option<TokenStream> {
    if required.is_empty() {
        return None;
    }
    let (names, types): (Vec<_>, Vec<_>) = required.iter().copied().unzip();
    let rest = fields.iter().filter(|f| types::optional(&f.ty)).map(|f| &f.ident);
    let doc = format!("A {name} with what is required; set the rest by field.");
    let clippy = (names.len() > 7).then(|| {
        quote!(#[expect(clippy::too_many_arguments, reason = "the API requires this many fields")])
    });
    Some(quote! {
        impl #name {
            #[doc = #doc]
            #clippy
            pub fn new(#(#names: impl Into<#types>),*) -> Self {
                Self { #(#names: #names.into(),)* #(#rest: Default::default(),)* }
            }
        }
    })
}

impl Facts {
    fn of(field: &Field) -> Result<Self> {
        let mut facts = Self::default();
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident("field")) {
            facts.read(attribute)?;
        }
        Ok(facts)
    }

    fn read(&mut self, attribute: &Attribute) -> Result<()> {
        let facts = self;
        attribute.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map_or_else(|| format_ident!("_"), Clone::clone);
            match key.to_string().as_str() {
                "name" => facts.name = Some(meta.value()?.parse()?),
                "read_only" => facts.read_only = true,
                "required" => facts.required = true,
                "newer" => facts.newer = true,
                "expand" => facts.expand = Some(meta.value()?.parse()?),
                "minimum" => facts.minimum = Some(meta.value()?.parse()?),
                "maximum" => facts.maximum = Some(meta.value()?.parse()?),
                "max_length" => facts.max_length = Some(meta.value()?.parse()?),
                "max_items" => facts.max_items = Some(meta.value()?.parse()?),
                _ => {
                    let message = format!(
                        "unknown `{key}`: expected name = \"..\", read_only, required, newer, \
                         expand = \"..\", minimum, maximum, max_length or max_items"
                    );
                    return Err(meta.error(message));
                }
            }
            Ok(())
        })
    }
}
