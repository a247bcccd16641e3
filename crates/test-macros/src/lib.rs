//! Attributes for the tests of the other crates.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Error, ItemFn, parse_macro_input};

/// Runs a test on SQLite, and on PostgreSQL with the feature `postgres-tests`.
///
/// The test takes the engine; it is listed as `its_name::sqlite` and `its_name::postgres`.
///
/// ```text
/// #[both_engines]
/// async fn a_new_user_is_active(engine: Engine) { … }
/// ```
#[proc_macro_attribute]
pub fn both_engines(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let arguments = Tokens::from(arguments);
    let test = parse_macro_input!(item as ItemFn);
    expand(&arguments, &test).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(arguments: &Tokens, test: &ItemFn) -> syn::Result<Tokens> {
    if !arguments.is_empty() {
        return Err(Error::new_spanned(arguments, "`#[both_engines]` takes no arguments"));
    }
    if test.sig.asyncness.is_none() || test.sig.inputs.len() != 1 {
        let wanted = "a test on both engines is an `async fn` that takes `engine: Engine` alone";
        return Err(Error::new_spanned(&test.sig, wanted));
    }
    // A module and a function may have one name, so that the listed tests keep the function's.
    let name = &test.sig.ident;
    Ok(quote! {
        #test

        mod #name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::#name(::store::Engine::Sqlite).await;
            }

            #[cfg(feature = "postgres-tests")]
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::#name(::store::Engine::Postgres).await;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_without_an_engine_is_refused() {
        let refused = |test: &str| {
            let test = syn::parse_str(test).unwrap();
            expand(&Tokens::new(), &test).err().map(|error| error.to_string())
        };
        let wanted = "a test on both engines is an `async fn` that takes `engine: Engine` alone";
        assert_eq!(refused("async fn takes_nothing() {}").as_deref(), Some(wanted));
        assert_eq!(refused("fn waits_for_nothing(engine: Engine) {}").as_deref(), Some(wanted));
        assert_eq!(refused("async fn takes_it(engine: Engine) {}"), None);
    }
}
