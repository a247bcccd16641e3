//! What a field's type says about it, read from its outermost name.

use syn::{Field, GenericArgument, PathArguments, Type};

/// The last segment of a path type: `Option` of `std::option::Option<T>`.
pub(crate) fn outer(ty: &Type) -> String {
    match ty {
        Type::Path(path) => {
            path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// `T` of `Option<T>` or `Vec<T>`.
pub(crate) fn inner(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// May a field of a model be absent?
pub(crate) fn optional(ty: &Type) -> bool {
    matches!(outer(ty).as_str(), "Option" | "Patch")
}

/// May a query parameter be absent? A list may: it is empty then.
pub(crate) fn optional_parameter(ty: &Type) -> bool {
    matches!(outer(ty).as_str(), "Option" | "Vec")
}

/// The wire name of a field: its Rust name in camelCase.
pub(crate) fn camel_case(field: &Field) -> String {
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut words = name.trim_start_matches("r#").split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}
