//! `#[wire_enum]`: names on the wire, values to come kept as `Other`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, LitStr, Result, Token, Variant, punctuated::Punctuated};

use crate::docs;

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "#[wire_enum] goes on an enum"));
    };
    let (name, visibility, attributes) = (&input.ident, &input.vis, &input.attrs);
    let doc = docs::required(attributes, name.span(), "a wire enum")?;
    let name_text = name.to_string();
    let (mut idents, mut variant_attributes, mut values, mut aliases, mut spellings) =
        (vec![], vec![], vec![], vec![], vec![]);
    for variant in &data.variants {
        docs::required(&variant.attrs, variant.ident.span(), "a wire value")?;
        let names = wire_names(variant)?;
        let (value, others) = names.split_first().ok_or_else(|| missing(variant))?;
        for alias in others {
            aliases.push(quote!((#alias, #value)));
        }
        spellings.push(quote!(#(#names)|*));
        idents.push(&variant.ident);
        values.push(value.clone());
        let plain = variant.attrs.iter().filter(|attribute| !attribute.path().is_ident("wire"));
        variant_attributes.push(plain.collect::<Vec<_>>());
    }
    Ok(quote! {
        #(#attributes)*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #visibility enum #name {
            #(#(#variant_attributes)* #idents,)*
            /// A value that this version of the contract does not name, kept as it came.
            Other(String),
        }

        impl ::api::WireEnum for #name {
            const FACTS: &'static ::api::EnumFacts = &::api::EnumFacts {
                name: #name_text,
                doc: #doc,
                values: &[#(#values),*],
                aliases: &[#(#aliases),*],
            };

            fn as_str(&self) -> &str {
                match self {
                    #(Self::#idents => #values,)*
                    Self::Other(value) => value,
                }
            }

            fn from_wire(value: &str) -> Self {
                match value {
                    #(#spellings => Self::#idents,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        ::api::wire_enum_traits!(#name);
    })
}

/// `#[wire("ascending", "asc")]`: the value, then other spellings that are understood.
fn wire_names(variant: &Variant) -> Result<Vec<LitStr>> {
    let attribute = variant.attrs.iter().find(|attribute| attribute.path().is_ident("wire"));
    let attribute = attribute.ok_or_else(|| missing(variant))?;
    let names = attribute.parse_args_with(Punctuated::<LitStr, Token![,]>::parse_terminated)?;
    Ok(names.into_iter().collect())
}

fn missing(variant: &Variant) -> Error {
    let message = format!("how is `{0}` written on the wire? #[wire(\"..\")]", variant.ident);
    Error::new(variant.ident.span(), message)
}
