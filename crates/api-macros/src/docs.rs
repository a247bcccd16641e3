//! Doc comments, which are the published documentation of the API.

use proc_macro2::Span;
use syn::{
    Attribute, Error, Expr, ExprLit, Lit, LitStr, Meta, Result, Token, punctuated::Punctuated,
};

/// The whole doc comment as one paragraph-preserving text; an item without one is refused.
pub(crate) fn required(attributes: &[Attribute], span: Span, what: &str) -> Result<String> {
    let (summary, description) = summary_and_description(attributes);
    if summary.is_empty() {
        let message = format!("{what} needs a doc comment: it is the published documentation");
        return Err(Error::new(span, message));
    }
    Ok(if description.is_empty() { summary } else { format!("{summary} {description}") })
}

/// The first paragraph is the summary; the rest is the description.
pub(crate) fn summary_and_description(attributes: &[Attribute]) -> (String, String) {
    let text = attributes.iter().filter_map(doc_line).collect::<Vec<_>>().join("\n");
    let mut paragraphs = text.trim().splitn(2, "\n\n");
    let mut next = || paragraphs.next().unwrap_or_default().trim().replace('\n', " ");
    (next(), next())
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let text = text(&pair.value)?;
    pair.path.is_ident("doc").then(|| text.trim().to_owned())
}

/// A literal, or several in `concat!(..)`, as declarations that repeat themselves put theirs
/// together.
fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Macro(call) if call.mac.path.is_ident("concat") => {
            let parts = Punctuated::<LitStr, Token![,]>::parse_terminated;
            let parts = call.mac.parse_body_with(parts).ok()?;
            Some(parts.iter().map(LitStr::value).collect())
        }
        _ => None,
    }
}
