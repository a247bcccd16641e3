//! `#[model(base)]` and `#[model(like = Base)]`: a model that repeats the fields of another.
//!
//! A macro sees one item at a time. So a base leaves a macro of its own name behind that knows its
//! fields, and a model that is like it hands itself over to that macro.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    Attribute, Data, DeriveInput, Error, Field, Fields, FieldsNamed, GenericArgument, Ident,
    PathArguments, Result, Token, Type, TypePath, braced,
    parse::{Parse, ParseStream, Parser},
    parse_quote,
};

use crate::options::Options;

/// What the macro of a base gives to the macro of models: its fields and the model like it.
pub(crate) struct Both {
    pub(crate) base: Vec<Field>,
    pub(crate) options: Options,
    pub(crate) model: DeriveInput,
}

impl Parse for Both {
    fn parse(input: ParseStream) -> Result<Self> {
        let base: FieldsNamed = input.parse()?;
        let options;
        braced!(options in input);
        Ok(Self {
            base: base.named.into_iter().collect(),
            options: options.parse()?,
            model: input.parse()?,
        })
    }
}

/// The macro that a base leaves behind. It has the name of the struct, and is imported with it.
pub(crate) fn leave_behind(base: &Ident, fields: &[&Field]) -> TokenStream {
    let inner = format_ident!("__{base}");
    let fields = fields.iter().map(|field| {
        let mut field = Field::clone(field);
        from_the_root(&mut field.ty);
        field
    });
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros, reason = "a base may have no model like it")]
        macro_rules! #inner {
            ($($model:tt)*) => { ::api::model_like! { { #(#fields),* } $($model)* } };
        }
        #[allow(unused_imports, reason = "a base may have no model like it")]
        pub(crate) use #inner as #base;
    }
}

/// Names what a type consists of from the root of the crate, where every model can be found, so that
/// a model like this one need not import it.
fn from_the_root(ty: &mut Type) {
    const EVERYWHERE: [&str; 9] =
        ["Option", "Vec", "Box", "String", "bool", "i32", "u32", "i64", "f64"];
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return };
    for segment in &mut path.segments {
        if let PathArguments::AngleBracketed(inside) = &mut segment.arguments {
            for argument in &mut inside.args {
                if let GenericArgument::Type(inner) = argument {
                    from_the_root(inner);
                }
            }
        }
    }
    let known = EVERYWHERE.contains(&crate::types::outer(ty).as_str());
    if let Type::Path(TypePath { path, .. }) = ty
        && path.segments.len() == 1
        && !known
    {
        *ty = Type::Verbatim(quote!($crate::#path));
    }
}

/// The model handed over to the macro of its base.
pub(crate) fn hand_over(base: &Ident, options: &Options, model: &DeriveInput) -> TokenStream {
    quote!(#base! { { #options } #model })
}

/// The model with the fields of the base: `id` and `name` first, `self_uri` last.
pub(crate) fn join(
    base: &[Field],
    options: &Options,
    mut model: DeriveInput,
) -> Result<DeriveInput> {
    let own = match &mut model.data {
        Data::Struct(data) => match &mut data.fields {
            Fields::Named(fields) => fields,
            other => return Err(Error::new_spanned(other, "a model has named fields")),
        },
        _ => return Err(Error::new(model.ident.span(), "#[model] goes on a struct")),
    };
    let is = |field: &Field, name: &Ident| field.ident.as_ref() == Some(name);
    for left_out in &options.without {
        if !base.iter().any(|field| is(field, left_out)) {
            let message = format!("there is no field `{left_out}` in the base to leave out");
            return Err(Error::new(left_out.span(), message));
        }
    }
    let mut fields: Vec<Field> = own.named.iter().cloned().collect();
    for field in base {
        let Some(name) = &field.ident else { continue };
        let left_out = options.without.contains(name);
        if !left_out && !own.named.iter().any(|field| is(field, name)) {
            fields.push(adapted(field, options)?);
        }
    }
    fields.sort_by_key(place);
    own.named = fields.into_iter().collect();
    Ok(model)
}

/// A field of the base as the model has it.
fn adapted(field: &Field, options: &Options) -> Result<Field> {
    let mut field = field.clone();
    if options.given {
        for attribute in &mut field.attrs {
            if attribute.path().is_ident("field") {
                *attribute = without_expand(attribute)?;
            }
        }
    }
    if options.newer {
        field.attrs.push(parse_quote!(#[field(newer)]));
    }
    Ok(field)
}

/// `#[field(..)]` without its `expand = ".."`.
fn without_expand(attribute: &Attribute) -> Result<Attribute> {
    let list = attribute.meta.require_list()?;
    let parts = syn::punctuated::Punctuated::<syn::Meta, Token![,]>::parse_terminated;
    let parts = parts.parse2(list.tokens.clone())?;
    let kept = parts.into_iter().filter(|part| !part.path().is_ident("expand"));
    Ok(parse_quote!(#[field(#(#kept),*)]))
}

fn place(field: &Field) -> (u8, String) {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let rank = match name.as_str() {
        "id" => 0,
        "name" => 1,
        "self_uri" => 3,
        _ => 2,
    };
    (rank, name.trim_start_matches("r#").to_owned())
}
