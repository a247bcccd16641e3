//! `#[derive(Operation)]`: one request struct, one HTTP operation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Expr, Field, Ident, Lit, Result, Type};

use crate::{docs, route::Route, types};

/// A path or query parameter and its facts.
struct Parameter<'a> {
    field: &'a Field,
    wire: String,
    doc: String,
    default: Option<Expr>,
    minimum: Option<Expr>,
    maximum: Option<Expr>,
    max_items: Option<Expr>,
    /// A list that may not be empty.
    demanded: bool,
}

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let attribute =
        input.attrs.iter().find(|a| a.path().is_ident("operation")).ok_or_else(|| {
            Error::new(name.span(), "missing #[operation(METHOD \"/path\", ..)] on this operation")
        })?;
    let route: Route = attribute.parse_args()?;
    let fields = match &input.data {
        Data::Struct(data) => data.fields.iter().collect::<Vec<_>>(),
        _ => return Err(Error::new(name.span(), "an operation is a struct")),
    };
    let (path, query, body) = sort(name, &route, &fields)?;
    let meta = meta(input, &route)?;
    let (body_rule, body_type) = body_facts(body);
    let returns = &route.returns;
    let described =
        path.iter().map(|p| p.describe(true)).chain(query.iter().map(|p| p.describe(false)));
    let (path_idents, path_names) = (idents(&path), wires(&path));
    let take = query.iter().map(Parameter::take);
    let give = query.iter().map(Parameter::give);
    let (body_in, body_out) = match (body, body_rule.to_string().as_str()) {
        (Some(_), "Required") => {
            (quote!(body: body.ok_or_else(::api::BadParameter::no_body)?,), quote!(Some(self.body)))
        }
        (Some(_), _) => (quote!(body,), quote!(self.body)),
        _ => (quote!(), quote!(None)),
    };
    let unused_body = body.is_none().then(|| quote!(let _ = body;));
    let builder = builder(name, &path, &query, body);
    Ok(quote! {
        impl ::api::Operation for #name {
            const META: &'static ::api::Meta = &#meta;
            const PARAMETERS: &'static [::api::ParameterFacts] = &[#(#described),*];
            const BODY: ::api::BodyRule = ::api::BodyRule::#body_rule;
            type Body = #body_type;
            type Response = #returns;

            fn from_parts(
                parts: &::api::Parameters,
                body: Option<Self::Body>,
            ) -> ::core::result::Result<Self, ::api::BadParameter> {
                #unused_body
                Ok(Self {
                    #(#path_idents: parts.path(#path_names)?,)*
                    #(#take,)*
                    #body_in
                })
            }

            fn into_parts(self) -> (::api::Parameters, Option<Self::Body>) {
                let mut parts = ::api::Parameters::default();
                #(parts.set_path(#path_names, &self.#path_idents);)*
                #(#give)*
                (parts, #body_out)
            }
        }
        #builder
    })
}

/// Beside the error an empty answer, so that rustc does not add a second error of its own.
pub(crate) fn refuse(input: &DeriveInput, error: &Error) -> TokenStream {
    let (name, error) = (&input.ident, error.to_compile_error());
    quote! {
        #error
        impl ::api::Operation for #name {
            const META: &'static ::api::Meta = &::api::Meta::REFUSED;
            const PARAMETERS: &'static [::api::ParameterFacts] = &[];
            const BODY: ::api::BodyRule = ::api::BodyRule::Absent;
            type Body = ();
            type Response = ();
            fn from_parts(_: &::api::Parameters, _: Option<()>) -> Result<Self, ::api::BadParameter> {
                Err(::api::BadParameter::no_body())
            }
            fn into_parts(self) -> (::api::Parameters, Option<()>) {
                Default::default()
            }
        }
    }
}

type Sorted<'a> = (Vec<Parameter<'a>>, Vec<Parameter<'a>>, Option<&'a Field>);

/// Path parameters in the template's order, query parameters, the body.
fn sort<'a>(name: &Ident, route: &Route, fields: &[&'a Field]) -> Result<Sorted<'a>> {
    let in_path = route.parameters();
    let (mut path, mut query, mut body) = (vec![], vec![], None);
    for field in fields.iter().copied() {
        let parameter = || Parameter::of(field);
        if field.ident.as_ref().is_some_and(|ident| ident == "body") {
            body = Some(field);
        } else if in_path.contains(&types::camel_case(field)) {
            path.push(parameter()?);
        } else {
            query.push(parameter()?);
        }
    }
    if let (Some(field), "GET" | "HEAD") = (body, route.method.to_string().as_str()) {
        return Err(Error::new_spanned(field, format!("a {} operation has no body", route.method)));
    }
    let position = |p: &Parameter| in_path.iter().position(|name| *name == p.wire);
    path.sort_by_key(position);
    for wanted in &in_path {
        if !path.iter().any(|parameter| parameter.wire == *wanted) {
            let message = format!("path parameter `{{{wanted}}}` has no field in `{name}`");
            return Err(Error::new(route.path.span(), message));
        }
    }
    Ok((path, query, body))
}

fn meta(input: &DeriveInput, route: &Route) -> Result<TokenStream> {
    let id = lower_first(&input.ident.to_string());
    let (summary, description) = docs::summary_and_description(&input.attrs);
    docs::required(&input.attrs, input.ident.span(), "an operation")?;
    let narrowed_by =
        route.narrowed_by.as_ref().map_or_else(|| quote!(None), |by| quote!(Some(#by)));
    let Route { path, rule, status, lane, needs_user, deprecated, inferred, .. } = route;
    let method = capitalized(&route.method);
    Ok(quote! {
        ::api::Meta {
            id: #id,
            method: ::api::Method::#method,
            path: #path,
            rule: #rule,
            status: #status,
            lane: ::api::Lane::#lane,
            needs_user: #needs_user,
            narrowed_by: #narrowed_by,
            deprecated: #deprecated,
            inferred: #inferred,
            summary: #summary,
            description: #description,
        }
    })
}

fn body_facts(body: Option<&Field>) -> (Ident, TokenStream) {
    match body {
        None => (format_ident!("Absent"), quote!(())),
        Some(field) => match types::inner(&field.ty) {
            Some(inner) if types::outer(&field.ty) == "Option" => {
                (format_ident!("Optional"), quote!(#inner))
            }
            _ => {
                let ty = &field.ty;
                (format_ident!("Required"), quote!(#ty))
            }
        },
    }
}

/// `new` takes the required parameters; each of the others has a setter.
fn builder(
    name: &Ident,
    path: &[Parameter],
    query: &[Parameter],
    body: Option<&Field>,
) -> TokenStream {
    let required = path.iter().chain(query).filter(|p| p.required());
    let mut arguments: Vec<(&Ident, &Type)> =
        required.filter_map(|p| Some((p.field.ident.as_ref()?, &p.field.ty))).collect();
    let optional_body = body.filter(|field| types::outer(&field.ty) == "Option");
    if let (Some(field), None) = (body, optional_body) {
        arguments.extend(field.ident.as_ref().map(|ident| (ident, &field.ty)));
    }
    let (names, argument_types): (Vec<_>, Vec<_>) = arguments.into_iter().unzip();
    let defaults = query.iter().filter(|p| !p.required()).map(|p| {
        let field = &p.field.ident;
        p.default
            .as_ref()
            .map_or_else(|| quote!(#field: Default::default()), |default| quote!(#field: #default))
    });
    let no_body = optional_body.map(|_| quote!(body: None,));
    let setters = query.iter().filter(|p| !p.required()).map(Parameter::setter);
    let body_setter = optional_body.and_then(|field| types::inner(&field.ty)).map(|ty| {
        quote! {
            /// Sends this body.
            #[must_use]
            pub fn body(mut self, body: impl Into<#ty>) -> Self {
                self.body = Some(body.into());
                self
            }
        }
    });
    let doc = format!(
        "The operation with what it requires{}.",
        if names.is_empty() { ": nothing" } else { "" }
    );
    let default = names.is_empty().then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    quote! {
        impl #name {
            #[doc = #doc]
            pub fn new(#(#names: impl Into<#argument_types>),*) -> Self {
                Self { #(#names: #names.into(),)* #(#defaults,)* #no_body }
            }
            #(#setters)*
            #body_setter
        }
        #default
    }
}

impl<'a> Parameter<'a> {
    fn of(field: &'a Field) -> Result<Self> {
        let span = field.ident.as_ref().map_or_else(proc_macro2::Span::call_site, Ident::span);
        let mut parameter = Self {
            field,
            wire: types::camel_case(field),
            doc: docs::required(&field.attrs, span, "a parameter")?,
            default: None,
            minimum: None,
            maximum: None,
            max_items: None,
            demanded: false,
        };
        let Some(attribute) = field.attrs.iter().find(|a| a.path().is_ident("query")) else {
            return Ok(parameter);
        };
        attribute.parse_nested_meta(|meta| {
            let slot = match meta.path.get_ident().map(ToString::to_string).as_deref() {
                Some("default") => &mut parameter.default,
                Some("minimum") => &mut parameter.minimum,
                Some("maximum") => &mut parameter.maximum,
                Some("max_items") => &mut parameter.max_items,
                Some("required") => {
                    parameter.demanded = true;
                    return Ok(());
                }
                Some("name") => {
                    let name: syn::LitStr = meta.value()?.parse()?;
                    parameter.wire = name.value();
                    return Ok(());
                }
                _ => {
                    let expected =
                        "expected default, minimum, maximum, max_items, required or name";
                    return Err(meta.error(expected));
                }
            };
            *slot = Some(meta.value()?.parse()?);
            Ok(())
        })?;
        if parameter.is_page() {
            let message = "every page has the same defaults and limits";
            return Err(Error::new(span, message));
        }
        Ok(parameter)
    }

    /// Does it stand for `pageSize` and `pageNumber`?
    fn is_page(&self) -> bool {
        types::outer(&self.field.ty) == "Page"
    }

    fn required(&self) -> bool {
        let optional = types::optional_parameter(&self.field.ty) && !self.demanded;
        !self.is_page() && self.default.is_none() && !optional
    }

    fn describe(&self, in_path: bool) -> TokenStream {
        let (name, doc, ty, required) = (&self.wire, &self.doc, &self.field.ty, self.required());
        let place = format_ident!("{}", if in_path { "Path" } else { "Query" });
        let default = self.default.as_ref().map_or_else(|| quote!(None), default_text);
        let number = |limit: &Option<Expr>| {
            limit.as_ref().map_or_else(|| quote!(None), |limit| quote!(Some(#limit as f64)))
        };
        if self.is_page() {
            return quote!(::api::Page::size_facts(#doc), ::api::Page::number_facts());
        }
        let (minimum, maximum) = (number(&self.minimum), number(&self.maximum));
        let max_items = self.max_items.as_ref().map_or_else(|| quote!(None), |m| quote!(Some(#m)));
        quote! {
            ::api::ParameterFacts {
                name: #name,
                place: ::api::ParameterPlace::#place,
                doc: #doc,
                required: #required,
                shape: <#ty as ::api::Described>::shape,
                default: #default,
                limits: ::api::Limits {
                    minimum: #minimum,
                    maximum: #maximum,
                    max_length: None,
                    max_items: #max_items,
                },
            }
        }
    }

    /// `field: parts.query("field")?`, or the default.
    fn take(&self) -> TokenStream {
        let (ident, wire) = (&self.field.ident, &self.wire);
        if self.is_page() {
            return quote!(#ident: ::api::Page::take(parts, Self::PARAMETERS)?);
        }
        match &self.default {
            Some(default) => {
                quote!(#ident: parts.query::<Option<_>>(Self::PARAMETERS, #wire)?.unwrap_or(#default))
            }
            None => quote!(#ident: parts.query(Self::PARAMETERS, #wire)?),
        }
    }

    /// Sends the field unless it has its default.
    fn give(&self) -> TokenStream {
        let (ident, wire) = (&self.field.ident, &self.wire);
        if self.is_page() {
            return quote!(self.#ident.give(&mut parts););
        }
        let send = quote!(parts.set_query(#wire, &self.#ident););
        match &self.default {
            Some(default) => quote!(if self.#ident != #default { #send }),
            None => send,
        }
    }

    fn setter(&self) -> TokenStream {
        let (ident, ty, doc) = (&self.field.ident, &self.field.ty, &self.doc);
        if self.is_page() {
            return quote! {
                #[doc = #doc]
                #[must_use]
                pub fn page_size(mut self, page_size: impl Into<u32>) -> Self {
                    self.#ident.size = page_size.into();
                    self
                }

                /// Page to return, counted from 1; 1 by default.
                #[must_use]
                pub fn page_number(mut self, page_number: impl Into<u32>) -> Self {
                    self.#ident.number = page_number.into();
                    self
                }
            };
        }
        let (argument, value) = match (types::outer(ty).as_str(), types::inner(ty)) {
            ("Option", Some(inner)) => (quote!(impl Into<#inner>), quote!(Some(#ident.into()))),
            ("Vec", Some(inner)) => (
                quote!(impl IntoIterator<Item = impl Into<#inner>>),
                quote!(#ident.into_iter().map(Into::into).collect()),
            ),
            _ => (quote!(impl Into<#ty>), quote!(#ident.into())),
        };
        quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #ident(mut self, #ident: #argument) -> Self {
                self.#ident = #value;
                self
            }
        }
    }
}

/// The default as the document shows it: a literal as it is, an enum value by its wire name.
fn default_text(default: &Expr) -> TokenStream {
    let literal = match default {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_digits().to_owned(),
            Lit::Bool(flag) => flag.value.to_string(),
            Lit::Str(text) => text.value(),
            _ => return quote!(Some(::api::DefaultText::Wire(|| String::new()))),
        },
        _ => {
            return quote!(Some(::api::DefaultText::Wire(|| ::std::string::ToString::to_string(&#default))));
        }
    };
    quote!(Some(::api::DefaultText::Literal(#literal)))
}

fn idents<'a>(parameters: &'a [Parameter]) -> Vec<&'a Option<Ident>> {
    parameters.iter().map(|parameter| &parameter.field.ident).collect()
}

fn wires(parameters: &[Parameter]) -> Vec<String> {
    parameters.iter().map(|parameter| parameter.wire.clone()).collect()
}

/// `GET` as the variant `Get`.
fn capitalized(method: &Ident) -> Ident {
    let method = method.to_string();
    format_ident!("{}{}", &method[..1], method[1..].to_lowercase())
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
