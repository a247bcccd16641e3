//! Doc comments, which are the published documentation of the API.

use proc_macro2::Span;
use syn::{Attribute, Error, Expr, ExprLit, Lit, Meta, Result};

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
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    pair.path.is_ident("doc").then(|| text.value().trim().to_owned())
}
