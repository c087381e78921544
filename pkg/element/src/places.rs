//! A page's own views in the places that the screens have: the script fills each when it is shown.

use js_sys::{Array, Function};
use leptos::html::{self, Div};
use leptos::prelude::*;
use vestibule::protocol::json::Value;
use vestibule::ui::{Options, Screen, Spot};
use vestibule_chunk::chunk;
use wasm_bindgen::{JsCast, JsValue};

use super::given::list;
use super::listener::Listener;

/// The options with the views whose names the script has checked: `sign-up before fields`.
pub fn with_views(options: Options, given: &Value, listener: &Listener) -> Options {
    let names = list(given, "views").iter().filter_map(Value::as_str);
    names.fold(options, |options, name| with_view(options, name, listener))
}

fn with_view(options: Options, name: &str, listener: &Listener) -> Options {
    let (screen, place) = name.split_once(' ').unwrap_or_default();
    let screen = Screen::ALL.iter().find(|it| it.name() == screen);
    let Some(screen) = screen.copied() else {
        return options;
    };
    let (listener, named) = (listener.clone(), String::from(name));
    let view = move || shown(named.clone(), listener.clone());
    match place.split_once(' ') {
        Some(("before", spot)) => options.before(screen, spot_of(spot), view),
        Some(("after", spot)) => options.after(screen, spot_of(spot), view),
        Some((_, spot)) => options.replace(screen, spot_of(spot), view),
        None => match place {
            "header" => options.header(screen, view),
            "footer" => options.footer(screen, view),
            "fields" => options.fields(screen, view),
            _ => options.screen(screen, view),
        },
    }
}

fn spot_of(name: &str) -> Spot {
    match name {
        "fields" => Spot::Fields,
        "button" => Spot::Button,
        name => Spot::field(name.to_owned()),
    }
}

#[chunk(extras)]
fn shown(name: String, listener: Listener) -> AnyView {
    let place = NodeRef::<Div>::new();
    // What the page wants to be called at the end.
    let end = StoredValue::new_local(None::<Function>);
    place.on_load(move |place| {
        let over = listener.hand_over("place", &name, &Array::of1(&place));
        end.set_value(over.and_then(|over| over.dyn_into().ok()));
    });
    on_cleanup(move || {
        let over = end.try_with_value(Clone::clone).flatten();
        // What the page's function throws ends with it.
        let _ = over.map(|over| over.call0(&JsValue::UNDEFINED));
    });
    html::div().node_ref(place).into_any()
}
