//! The page's views on the screens. The script renders each when its screen is render.

use js_sys::{Array, Function};
use leptos::html::{self, Div};
use leptos::prelude::*;
use vestibule::protocol::json::Value;
use vestibule::ui::{Options, Screen, Spot};
use vestibule_chunk::chunk;
use wasm_bindgen::{JsCast, JsValue};

use super::given::list;
use super::listener::Listener;

/// Returns the options with these views. The script has checked their names: `sign-up before fields`.
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
    let view = move || render(named.clone(), listener.clone());
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
fn render(name: String, listener: Listener) -> AnyView {
    let place = NodeRef::<Div>::new();
    // The page's function to call when the view is removed.
    let on_removed = StoredValue::new_local(None::<Function>);
    place.on_load(move |place| {
        let cleanup = listener.hand_over("place", &name, &Array::of1(&place));
        on_removed.set_value(cleanup.and_then(|cleanup| cleanup.dyn_into().ok()));
    });
    on_cleanup(move || {
        let cleanup = on_removed.try_with_value(Clone::clone).flatten();
        // Exceptions of the page's function are ignored.
        let _ = cleanup.map(|cleanup| cleanup.call0(&JsValue::UNDEFINED));
    });
    html::div().node_ref(place).into_any()
}
