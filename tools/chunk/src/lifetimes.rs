//! Names the elided lifetimes of a signature: arguments are borrowed for as long as the boxed future lives.

use syn::visit_mut::{VisitMut, visit_receiver_mut, visit_type_reference_mut};
use syn::{Lifetime, Receiver, Signature, TypeReference, parse_quote};

/// Gives all elided lifetimes of `signature` one name, and requires the named ones to outlive it. Returns that lifetime,
/// or `'static` if the signature has no lifetimes.
pub fn name(signature: &mut Signature) -> Lifetime {
    let name = Lifetime::new("'chunk", signature.ident.span());
    let declared: Vec<Lifetime> = signature
        .generics
        .lifetimes()
        .map(|it| it.lifetime.clone())
        .collect();
    let mut namer = Namer {
        name: &name,
        has_named: false,
    };
    namer.visit_signature_mut(signature);
    if !namer.has_named && declared.is_empty() {
        return Lifetime::new("'static", name.span());
    }
    signature.generics.params.insert(0, parse_quote!(#name));
    let bounds = &mut signature.generics.make_where_clause().predicates;
    for lifetime in declared {
        bounds.push(parse_quote!(#lifetime: #name));
    }
    name
}

struct Namer<'a> {
    name: &'a Lifetime,
    has_named: bool,
}

impl Namer<'_> {
    fn named(&mut self) -> Lifetime {
        self.has_named = true;
        self.name.clone()
    }
}

impl VisitMut for Namer<'_> {
    fn visit_receiver_mut(&mut self, receiver: &mut Receiver) {
        if let Some((_, lifetime @ None)) = &mut receiver.reference {
            *lifetime = Some(self.named());
        }
        // `&self` has an implicit type, which syn fills in and which has to be visited, too.
        visit_receiver_mut(self, receiver);
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(self.named());
        }
        visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = self.named();
        }
    }
}
