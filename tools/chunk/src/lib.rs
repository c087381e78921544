//! The attribute [`macro@chunk`]: a function that is in a chunk of the WebAssembly, which a page fetches when it needs
//! it. `vestibule-split` cuts a program at these functions; in every other build the program is in one piece.

mod expand;
mod lifetimes;

use proc_macro::TokenStream;
use syn::{ImplItemFn, parse_macro_input};

/// Puts a function, and what nothing but it needs, into the chunk of this name.
///
/// ```
/// # use vestibule_chunk::chunk;
/// # struct Client;
/// # struct Error;
/// # type Name = String;
/// impl Client {
///     /// Whoever calls it has the chunk there.
///     #[chunk(profile)]
///     async fn name(&self, short: bool) -> Result<Name, Error> {
///         // …
///         # Ok(String::new())
///     }
///
///     /// Fetches the chunk first, by `self.load_chunk("profile")`, whose error it gives where that fails.
///     #[chunk(profile, load = self)]
///     async fn rename(&self, name: &str) -> Result<(), Error> {
///         // …
///         # Ok(())
///     }
///     # async fn load_chunk(&self, _: &str) -> Result<(), Error> { Ok(()) }
/// }
/// ```
///
/// Callers see the function as it is written. Beside it stands one named `chunk_<chunk>_<function>`, which has the
/// body: that name is the mark, and of a chunk that is named `sign_in`, the page is asked for `signIn`. An `async`
/// function gives its future in a box, so that its callers need not know what the future holds.
///
/// The function may have no type parameters, for then its code would stand where it is called from, and its arguments
/// are plain names.
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
