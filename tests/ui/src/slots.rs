//! The slots of every screen for views of the app. Screens that need a browser are in
//! `tests/ui-browser/tests/slots.rs`.

use leptos::prelude::*;
use vestibule::platform::simulated::Delivery;
use vestibule::ui::{
    Account, ChangePassword, ConfirmSignUp, ForgotPassword, FurtherStep, NewPasswordRequired,
    Options, ResetPassword, Screen, SignedIn, Spot, StepUp,
};
use vestibule::{Credentials, Password, SignInStep, StepUp as Level};
use vestibule_native_tests::{BROWSER, FACTORS, Page, STRICT, Stage, response};

use crate::{client, render, sign_in, sign_up};

type Shown = Box<dyn Fn(Options) -> String>;

/// The screens that are forms, with the names of their fields.
fn forms() -> Vec<(Screen, &'static [&'static str], Shown)> {
    let mut forms: Vec<(Screen, &'static [&'static str], Shown)> = vec![
        (Screen::SignIn, &["username", "password"], Box::new(sign_in)),
        (
            Screen::SignUp,
            &["username", "email", "new-password"],
            Box::new(sign_up),
        ),
        (Screen::ConfirmSignUp, &["code"], Box::new(confirm)),
        (Screen::ForgotPassword, &["username"], Box::new(forgot)),
        (
            Screen::ResetPassword,
            &["code", "new-password"],
            Box::new(reset),
        ),
        (
            Screen::ChangePassword,
            &["password", "new-password"],
            Box::new(change),
        ),
        (Screen::StepUp, &[], Box::new(step_up)),
        (Screen::Password, &["password"], Box::new(password)),
        (Screen::Passkey, &[], asked_for("WEB_AUTHN")),
        (Screen::UnknownChallenge, &[], asked_for("PALM_SCAN")),
    ];
    for (screen, app_client, credentials, fields) in [
        (
            Screen::SignInCode,
            FACTORS,
            Password::srp("karen", "Sparck1935"),
            &["code"] as &[&str],
        ),
        (
            Screen::AuthenticatorCode,
            FACTORS,
            Password::srp("radia", "Perlman1951"),
            &["code"],
        ),
        (
            Screen::CustomChallenge,
            FACTORS,
            Credentials::custom("hedy"),
            &["answer"],
        ),
        (
            Screen::NewPassword,
            BROWSER,
            Password::srp("grace", "Temporary1906"),
            &["new-password"],
        ),
    ] {
        forms.push((screen, fields, of_step(app_client, credentials)));
    }
    forms
}

/// The screens that are not forms, but have a button or a list of buttons.
fn cards() -> Vec<(Screen, Shown)> {
    vec![
        (Screen::SignedIn, Box::new(signed_in)),
        (
            Screen::ChooseFactor,
            of_step(FACTORS, Credentials::choice("hedy")),
        ),
        (
            Screen::SetUpFactor,
            of_step(STRICT, Password::srp("joan", "Clarke1917")),
        ),
    ]
}

/// The account page and its sections, which a server renders without content.
const PAGES: [Screen; 9] = [
    Screen::Account,
    Screen::Profile,
    Screen::PasswordSettings,
    Screen::SecondFactors,
    Screen::Passkeys,
    Screen::Devices,
    Screen::Sessions,
    Screen::LinkedAccounts,
    Screen::DeleteAccount,
];

/// The screens that need a signed-in user in a browser.
const IN_A_BROWSER: [Screen; 4] = [
    Screen::AccountDialog,
    Screen::OfferPasskey,
    Screen::UserMenu,
    Screen::Unavailable,
];

fn confirm(options: Options) -> String {
    let step = client().confirm_sign_up("ada");
    render(|| view! { <ConfirmSignUp client=client() options step on_done=|_| () /> })
}

fn forgot(options: Options) -> String {
    render(|| view! { <ForgotPassword client=client() options on_step=|_| () /> })
}

fn reset(options: Options) -> String {
    let step = client().reset_password("ada");
    render(|| view! { <ResetPassword client=client() options step on_done=|_| () /> })
}

fn change(options: Options) -> String {
    render(|| view! { <ChangePassword client=client() options username="ada" on_done=|()| () /> })
}

fn step_up(options: Options) -> String {
    let level = Level::to("urn:cognito:loa:3");
    render(|| view! { <StepUp client=client() options level /> })
}

fn signed_in(options: Options) -> String {
    render(|| view! { <SignedIn client=client() options username="ada" /> })
}

fn account(options: Options) -> String {
    render(|| view! { <Account client=client() options /> })
}

fn password(options: Options) -> String {
    let stage = Stage::new();
    let page = stage.page(FACTORS);
    let asked = stage.run(page.client.sign_in(Credentials::choice("hedy")));
    let Ok(SignInStep::SelectChallenge(step)) = asked else {
        panic!("{asked:?}")
    };
    let step = stage.run(step.choose("PASSWORD")).unwrap();
    further(&page, step, options)
}

/// Returns the screen for a simulated challenge.
fn asked_for(challenge: &'static str) -> Shown {
    Box::new(move |options| {
        let stage = Stage::new();
        let page = stage.page(FACTORS);
        let session = "s".repeat(40);
        let body = format!(
            r#"{{"ChallengeName": "{challenge}", "Session": "{session}", "ChallengeParameters":
                {{"CREDENTIAL_REQUEST_OPTIONS": "{{}}"}}}}"#
        );
        stage.deliver_all(Delivery::Answer(response(200, &body)));
        let step = stage.run(page.client.sign_in(Credentials::choice("hedy")));
        further(&page, step.unwrap(), options)
    })
}

fn further(page: &Page, step: SignInStep, options: Options) -> String {
    let client = page.client.clone();
    render(|| view! { <FurtherStep client step options on_step=|_| () /> })
}

/// Returns the screen of the step after a sign-in.
fn of_step(app_client: &'static str, credentials: Credentials) -> Shown {
    Box::new(move |options| {
        let stage = Stage::new();
        let page: Page = stage.page(app_client);
        let step = stage.run(page.client.sign_in(credentials.clone())).unwrap();
        match step {
            SignInStep::NewPassword(step) => {
                render(|| view! { <NewPasswordRequired step options on_step=|_| () /> })
            }
            step => further(&page, step, options),
        }
    })
}

fn own(text: &str) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    let text = text.to_owned();
    move || {
        let text = text.clone();
        view! { class="own", <i>{text}</i> }.into_any()
    }
}

/// Returns the texts of the app's views, in the order of the page.
fn words_of(html: &str) -> Vec<&str> {
    let views = html.split("<i class=\"own\">").skip(1);
    views.filter_map(|rest| rest.split('<').next()).collect()
}

/// Returns every screen that a server can render.
fn all() -> Vec<(Screen, Shown)> {
    let forms = forms()
        .into_iter()
        .map(|(screen, _, shown)| (screen, shown));
    let pages = PAGES.map(|screen| (screen, Box::new(account) as Shown));
    forms.chain(cards()).chain(pages).collect()
}

#[test]
fn no_screen_is_left_out() {
    let mut tested: Vec<_> = all().into_iter().map(|(screen, _)| screen).collect();
    tested.extend(IN_A_BROWSER);
    for screen in Screen::ALL {
        let times = tested.iter().filter(|tested| *tested == screen).count();
        assert_eq!(
            times, 1,
            "{screen:?} belongs once into forms(), cards(), PAGES or IN_A_BROWSER"
        );
    }
}

#[test]
fn the_gallery_knows_every_screen() {
    let states = include_str!("../../gallery/states.js");
    let (_, rest) = states.split_once("export const SCREENS = {").unwrap();
    let (screens, _) = rest.split_once("};").unwrap();
    let demo = include_str!("../../e2e/screens.spec.ts");
    for screen in Screen::ALL {
        let name = screen.name();
        let line = screens.lines().find_map(|line| {
            // Prettier takes the quotation marks from some names.
            let line = line.trim().replace('"', "");
            let state = line.strip_prefix(&format!("{name}: "))?;
            state.strip_suffix(',').map(str::to_owned)
        });
        let state = line.unwrap_or_else(|| {
            panic!("tests/gallery/states.js: SCREENS lacks {name:?}, with the state of STATES that shows it")
        });
        assert!(
            state != "undefined" || demo.contains(&format!("  \"{name}\": {{")),
            "no test shows {name:?}: states.js has no state for it, and tests/e2e/screens.spec.ts no entry"
        );
    }
}

#[test]
fn the_browser_knows_every_form() {
    let cases = include_str!("../../ui-browser/tests/overlaps.rs");
    for (screen, ..) in forms() {
        // Its button sends nothing.
        if screen != Screen::UnknownChallenge {
            let name = format!("Screen::{screen:?}");
            assert!(
                cases.contains(&format!("{name},")),
                "tests/ui-browser/tests/overlaps.rs: CASES lacks {name}"
            );
        }
    }
}

#[test]
fn every_screen_has_header_and_footer_slots_and_can_be_replaced() {
    for (screen, shown) in all() {
        let options = Options::new()
            .header(screen, own("header"))
            .footer(screen, own("footer"));
        assert_eq!(
            words_of(&shown(options)),
            ["header", "footer"],
            "{screen:?}"
        );
        let html = shown(Options::new().screen(screen, own("instead")));
        assert_eq!(words_of(&html), ["instead"], "{screen:?}");
        assert!(!html.contains("<form"), "{screen:?}: {html}");
    }
}

#[test]
fn cards_have_slots_around_their_buttons() {
    for (screen, shown) in cards() {
        let options = Options::new()
            .before(screen, Spot::Button, own("before"))
            .after(screen, Spot::Button, own("after"));
        assert_eq!(words_of(&shown(options)), ["before", "after"], "{screen:?}");
        let buttons = |html: &str| html.matches("<button").count();
        let html = shown(Options::new().replace(screen, Spot::Button, own("instead")));
        assert_eq!(words_of(&html), ["instead"], "{screen:?}");
        assert!(buttons(&html) < buttons(&shown(Options::new())), "{html}");
    }
}

#[test]
fn every_form_has_slots_around_its_fields_and_its_button() {
    for (screen, fields, shown) in forms() {
        let mut options = Options::new();
        let mut wanted = Vec::new();
        let around = |options: Options, spot: Spot, name: &str| {
            let options = options.before(screen, spot.clone(), own(&format!("before {name}")));
            options.after(screen, spot, own(&format!("after {name}")))
        };
        options = around(options, Spot::Fields, "all");
        wanted.push("before all".to_owned());
        for name in fields {
            options = around(options, Spot::field(*name), name);
            wanted.extend([format!("before {name}"), format!("after {name}")]);
        }
        options = around(options, Spot::Button, "the button").fields(screen, own("below"));
        wanted.extend(
            [
                "below",
                "after all",
                "before the button",
                "after the button",
            ]
            .map(String::from),
        );
        assert_eq!(words_of(&shown(options)), wanted, "{screen:?}");

        for name in fields {
            let html = shown(Options::new().replace(screen, Spot::field(*name), own(name)));
            assert_eq!(words_of(&html), [*name], "{screen:?}");
            let control = format!("id=\"vestibule-{name}\"");
            assert!(!html.contains(&control), "{screen:?}: {html}");
        }
        let html = shown(Options::new().replace(screen, Spot::Button, own("button")));
        assert_eq!(words_of(&html), ["button"], "{screen:?}");
        assert!(!html.contains("type=\"submit\""), "{screen:?}: {html}");
    }
}
