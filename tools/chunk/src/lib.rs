//! The attribute [`macro@chunk`] puts a function into a chunk of the WebAssembly, which a page fetches on demand.
//! `vestibule-split` splits a program at these functions; any other build is a single module.

mod expand;
mod lifetimes;

use proc_macro::TokenStream;
use syn::{ImplItemFn, parse_macro_input};

/// Puts a function, and the code that only it needs, into the chunk of this name.
///
/// ```
/// # use vestibule_chunk::chunk;
/// # struct Client;
/// # struct Error;
/// # type Name = String;
/// impl Client {
///     /// The caller has to have loaded the chunk.
///     #[chunk(profile)]
///     async fn name(&self, short: bool) -> Result<Name, Error> {
///         // …
///         # Ok(String::new())
///     }
///
///     /// Loads the chunk first, with `self.load_chunk("profile")`, and returns its error if that fails.
///     #[chunk(profile, load = self)]
///     async fn rename(&self, name: &str) -> Result<(), Error> {
///         // …
///         # Ok(())
///     }
///     # async fn load_chunk(&self, _: &str) -> Result<(), Error> { Ok(()) }
/// }
/// ```
///
/// Callers see the function as it is written. The body is in a second function named `chunk_<chunk>_<function>`, which
/// `vestibule-split` finds by that name. A chunk named `sign_in` is loaded as `signIn`. The future of an `async` function
/// is boxed, so that its callers do not contain its state.
///
/// The function may not have type parameters or `impl Trait` arguments, since its code would be compiled into its
/// callers, and its arguments have to be plain names.
///
/// ```compile_fail
/// # use vestibule_chunk::chunk;
/// #[chunk(profile)]
/// fn print<T: ToString>(it: T) -> String {
///     it.to_string()
/// }
/// ```
#[proc_macro_attribute]
pub fn chunk(attribute: TokenStream, function: TokenStream) -> TokenStream {
    let attribute = parse_macro_input!(attribute as expand::Chunk);
    let function = parse_macro_input!(function as ImplItemFn);
    expand::expand(&attribute, function)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
