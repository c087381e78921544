//! Expands a marked function.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{
    Error, Expr, FnArg, GenericParam, ImplItemFn, Pat, ReturnType, Signature, Token, Type,
    parse_quote,
};

use crate::lifetimes;

/// The arguments of the attribute.
pub struct Chunk {
    name: Ident,
    /// The expression whose `load_chunk` loads the chunk before each call.
    loader: Option<Expr>,
}

impl Parse for Chunk {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        let mut loader = None;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
            let key: Ident = input.parse()?;
            if key != "load" {
                return Err(Error::new(key.span(), "expected `load = …`"));
            }
            input.parse::<Token![=]>()?;
            loader = Some(input.parse()?);
        }
        Ok(Chunk { name, loader })
    }
}

pub fn expand(chunk: &Chunk, function: ImplItemFn) -> syn::Result<TokenStream> {
    check(chunk, &function)?;
    let marked = format_ident!("chunk_{}_{}", chunk.name, function.sig.ident);
    let caller = caller(chunk, &function, &marked)?;
    let body = body(function, marked);
    Ok(quote!(#caller #body))
}

/// Rejects functions that cannot be in a chunk.
fn check(chunk: &Chunk, function: &ImplItemFn) -> syn::Result<()> {
    let signature = &function.sig;
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            let why = "a function with type parameters is compiled into its callers and cannot be in a chunk";
            return Err(Error::new_spanned(parameter, why));
        }
    }
    for input in &signature.inputs {
        if let FnArg::Typed(input) = input
            && let Type::ImplTrait(of) = &*input.ty
        {
            let why = "a function with an `impl Trait` argument is compiled into its callers and cannot be in a chunk";
            return Err(Error::new_spanned(of, why));
        }
    }
    match (&chunk.loader, signature.asyncness) {
        (Some(loader), None) => Err(Error::new_spanned(
            loader,
            "only an async function can wait for its chunk",
        )),
        _ => Ok(()),
    }
}

/// The function that callers see.
fn caller(chunk: &Chunk, function: &ImplItemFn, marked: &Ident) -> syn::Result<TokenStream> {
    let (attributes, vis) = (&function.attrs, &function.vis);
    let mut signature = function.sig.clone();
    let given = plain_arguments(&mut signature)?;
    let receiver = signature.receiver().map(|_| quote!(self.));
    let call = quote!(#receiver #marked(#(#given),*));
    let body = match &chunk.loader {
        Some(loader) => {
            let name = camel_case(&chunk.name.to_string());
            quote! {
                #loader.load_chunk(#name).await?;
                #call.await
            }
        }
        None => {
            box_future(&mut signature);
            call
        }
    };
    Ok(quote! {
        #(#attributes)*
        #[inline]
        #[allow(clippy::type_complexity)]
        #vis #signature {
            #body
        }
    })
}

/// The names of the arguments, without `mut`.
fn plain_arguments(signature: &mut Signature) -> syn::Result<Vec<Ident>> {
    let mut names = Vec::new();
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(it) if it.reference.is_none() => it.mutability = None,
            FnArg::Receiver(_) => {}
            FnArg::Typed(input) => match &mut *input.pat {
                Pat::Ident(it) => {
                    it.mutability = None;
                    names.push(it.ident.clone());
                }
                other => {
                    return Err(Error::new_spanned(
                        other,
                        "an argument has to be a plain name",
                    ));
                }
            },
        }
    }
    Ok(names)
}

/// Turns an async function into one that returns a boxed future. Returns the future's output type; `None` if the function
/// is not async.
fn box_future(signature: &mut Signature) -> Option<Type> {
    signature.asyncness.take()?;
    let lifetime = lifetimes::name(signature);
    let output: Type = match &signature.output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, output) => (**output).clone(),
    };
    signature.output = parse_quote! {
        -> ::core::pin::Pin<::std::boxed::Box<dyn ::core::future::Future<Output = #output> + #lifetime>>
    };
    Some(output)
}

/// The function in the chunk.
fn body(function: ImplItemFn, marked: Ident) -> TokenStream {
    let conditions = function.attrs.iter().filter(|it| it.path().is_ident("cfg"));
    let (mut signature, block) = (function.sig, function.block);
    signature.ident = marked;
    let inline = cfg!(feature = "cut").then(|| quote!(#[inline(never)]));
    let given = match box_future(&mut signature) {
        None => quote!(#block),
        // The `if` fixes the block's type for the compiler.
        Some(output) => quote! {
            ::std::boxed::Box::pin(async move {
                if let ::core::option::Option::Some(given) = ::core::option::Option::None::<#output> {
                    return given;
                }
                #block
            })
        },
    };
    let statement = match cfg!(feature = "cut") {
        // Opaque to the optimizer, so that no caller inlines code of the chunk.
        true => quote!(::core::hint::black_box(#given)),
        false => given,
    };
    quote! {
        #(#conditions)*
        #inline
        #[allow(clippy::diverging_sub_expression, clippy::type_complexity)]
        #signature {
            #statement
        }
    }
}

/// `signIn` for `sign_in`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|it| it.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(attribute: TokenStream, function: TokenStream) -> Result<String, String> {
        let chunk = syn::parse2(attribute).map_err(|error| error.to_string())?;
        let function = syn::parse2(function).map_err(|error| error.to_string())?;
        match expand(&chunk, function) {
            Ok(tokens) => Ok(tokens.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn the_functions_name_has_the_mark() {
        let all = expanded(
            quote!(sign_in),
            quote!(
                fn begin(text: &str) -> usize {
                    text.len()
                }
            ),
        )
        .unwrap();
        assert!(all.contains("fn chunk_sign_in_begin"), "{all}");
    }

    #[test]
    fn a_chunk_is_loaded_by_its_camel_case_name() {
        let all = expanded(
            quote!(sign_in, load = client),
            quote!(
                async fn begin(client: &Client) -> Result<(), Error> {
                    Ok(())
                }
            ),
        );
        assert!(
            all.unwrap()
                .contains(r#"client . load_chunk ("signIn") . await ?"#)
        );
    }

    #[test]
    fn functions_that_cannot_be_in_a_chunk_are_rejected() {
        for (attribute, function, why) in [
            (
                quote!(a),
                quote!(
                    fn f<T>(it: T) {}
                ),
                "with type parameters",
            ),
            (
                quote!(a),
                quote!(
                    fn f(it: impl Fn()) {}
                ),
                "`impl Trait`",
            ),
            (
                quote!(a, load = self),
                quote!(
                    fn f(&self) {}
                ),
                "only an async function",
            ),
            (
                quote!(a),
                quote!(
                    fn f((a, b): (u8, u8)) {}
                ),
                "a plain name",
            ),
            (
                quote!(a, by = self),
                quote!(
                    async fn f(&self) {}
                ),
                "`load = …`",
            ),
        ] {
            let error = expanded(attribute, function).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn names_are_converted_to_camel_case() {
        assert_eq!(camel_case("session"), "session");
        assert_eq!(camel_case("sign_in"), "signIn");
    }
}
