//! A section of the account page: its heading, what was loaded for it, the dialog in which it asks for something, and
//! the line that says what came of it.

use std::sync::Arc;

use leptos::prelude::{on_cleanup, window_event_listener_untyped};

use crate::platform::LocalFuture;
use crate::ui::button::{Weight, action};
use crate::ui::language::CurrentStrings;
use crate::ui::live::{self, Live};
use crate::ui::node::{Handle, Node, live as changing, node};
use crate::ui::options::Slot;
use crate::ui::pending_request::PendingRequest;
use crate::ui::strings::AccountStrings;
use crate::ui::{Layout, Notice, Options, Routing, Screen, Text, dom, frame, link, style};
use crate::{Client, Error, ErrorKind};

use super::page::{self, Focus};
use super::{Heading, open};

/// What a section shows. It is made anew each time.
pub(super) type View = Arc<dyn Fn() -> Vec<Node> + Send + Sync>;

/// Something that takes time and may fail.
pub(super) type Work = LocalFuture<'static, Result<(), Error>>;

/// A section; clones share it.
#[derive(Clone)]
pub(super) struct Section(Arc<Inner>);

struct Inner {
    client: Client,
    /// Those of the page, with ids of the section's own.
    options: Options,
    screen: Screen,
    content: Live<Content>,
    /// What is asked in the dialog; nothing where it is closed.
    asked: Live<Option<View>>,
    said: Live<Option<Notice>>,
    /// What is loaded, or was begun by a button.
    pending_request: PendingRequest,
    /// What is known of the section besides what Cognito tells.
    kept: Live<Vec<(String, String)>>,
    root: Handle,
    dialog: Handle,
}

#[derive(Clone)]
enum Content {
    Waiting,
    Failed(Text),
    /// The pool has nothing of the kind.
    Absent,
    There(View),
}

impl Section {
    pub fn new(client: Client, options: &Options, screen: Screen) -> Self {
        let id = options.element_id(screen.name());
        Section(Arc::new(Inner {
            client,
            options: options.clone().layout(Layout::Inline).id(id),
            screen,
            content: Live::new(Content::Waiting),
            asked: Live::new(None),
            said: Live::new(None),
            pending_request: PendingRequest::new(),
            kept: Live::new(Vec::new()),
            root: Handle::default(),
            dialog: Handle::default(),
        }))
    }

    pub fn client(&self) -> &Client {
        &self.0.client
    }

    pub fn options(&self) -> &Options {
        &self.0.options
    }

    pub fn screen(&self) -> Screen {
        self.0.screen
    }

    pub fn strings(&self) -> &CurrentStrings {
        &self.0.options.0.strings
    }

    pub fn words(&self) -> &'static AccountStrings {
        self.strings().of_account()
    }

    pub fn kept(&self) -> &Live<Vec<(String, String)>> {
        &self.0.kept
    }

    /// The section as it stands on the page. What it shows is loaded once it is seen.
    pub fn view(&self, heading: &Heading) -> Node {
        style::adopt_account(&self.0.options);
        if dom::is_page() {
            let section = self.clone();
            dom::soon(move || section.load_once_seen());
            self.follow_links();
        }
        let id = self.0.options.element_id("title");
        let mut head = self.0.options.views(Slot::Header, self.0.screen);
        let title = node("h2").attrs("class=vestibule-section-title;tabindex=-1");
        head.push(title.attr("id", id.clone()).child(heading.title).into());
        if !heading.lead.is_empty() {
            let lead = node("p").attrs("class=vestibule-section-lead");
            head.push(lead.child(heading.lead).into());
        }
        let (shown, absent) = (self.clone(), self.0.content.clone());
        let slow = self.0.pending_request.line(&self.0.options);
        let mut body = vec![changing(move || shown.nodes()), slow.into()];
        body.push(self.said_line());
        body.extend(self.0.options.views(Slot::Footer, self.0.screen));
        node("section")
            .live_attr("class", move || {
                Text::Borrowed(match absent.get() {
                    Content::Absent => "vestibule-section vestibule-absent",
                    _ => "vestibule-section",
                })
            })
            .attr("aria-labelledby", id)
            .handle(&self.0.root)
            .child(frame::block("vestibule-section-head", head))
            .child(frame::block("vestibule-section-body", body))
            .child(self.dialog())
            .into()
    }

    /// Asks for something in the dialog, in place of what it may be asking for already.
    pub fn ask(&self, view: View) {
        self.0.said.set(None);
        self.0.asked.set(Some(view));
        let dialog = self.0.dialog.clone();
        dom::soon(move || {
            if let Some(dialog) = dialog.element() {
                page::show_dialog(&dialog);
            }
        });
    }

    /// Closes the dialog: the focus goes back to the button that opened it.
    pub fn close(&self) {
        if let Some(dialog) = self.0.dialog.element() {
            page::close_dialog(&dialog);
        }
        self.0.asked.set(None);
    }

    /// Says something below the content.
    pub fn say(&self, notice: Notice) {
        self.0.said.set(Some(notice));
    }

    /// Does something at the press of a button, which turns meanwhile.
    pub fn act(&self, busy: &Live<bool>, doing: Work) {
        if busy.now() {
            return;
        }
        busy.set(true);
        self.0.said.set(None);
        let (section, busy) = (self.clone(), busy.clone());
        live::spawn(async move {
            let outcome = section.0.pending_request.wait(doing).await;
            busy.set(false);
            if let Some(Err(error)) = outcome {
                section.fail(&error);
            }
        });
    }

    /// After something was done: loads the content anew, says so, and brings the focus to where it can go on.
    pub async fn done(&self, words: &'static str, focus: Focus) -> Result<(), Error> {
        self.close();
        self.reload().await;
        self.say(Notice::good(words));
        self.focus(focus);
        Ok(())
    }

    /// Loads the content anew, behind the dialog.
    pub async fn reload(&self) {
        let loaded = open(self).await;
        self.settle(loaded);
    }

    /// The button to cancel what the dialog asks for.
    pub fn cancel(&self, words: &'static str) -> Node {
        let section = self.clone();
        let link = crate::ui::button::link(words, Box::new(move || section.close()));
        frame::block("vestibule-links", vec![link.into()])
    }

    pub fn fail(&self, error: &Error) {
        self.0.options.tell(error);
        self.say(Notice::bad(self.sentence(error)));
    }

    /// The sentence for an error: the page's own where it has one.
    fn sentence(&self, error: &Error) -> Text {
        let words = self.words();
        match error.kind() {
            ErrorKind::SoftwareTokenMfaNotFound
            | ErrorKind::WebAuthnNotEnabled
            | ErrorKind::WebAuthnConfigurationMissing => Text::Borrowed(words.factor_not_offered),
            ErrorKind::PasskeyExists => Text::Borrowed(words.passkey_exists),
            _ => self.strings().for_error(error),
        }
    }

    /// Moves the focus, once what changes has changed.
    pub fn focus(&self, focus: Focus) {
        let root = self.0.root.clone();
        dom::soon(move || {
            if let Some(root) = root.element() {
                page::focus(&root, &focus);
            }
        });
    }

    /// Goes to the heading where a link leads here: to the page, or within it.
    fn follow_links(&self) {
        let (options, screen) = (&self.0.options, self.0.screen);
        if link::leads_to(options, screen) {
            self.focus(Focus::Title);
        }
        if options.0.routing == Routing::Hash {
            let section = self.clone();
            let listener = window_event_listener_untyped("popstate", move |_| {
                if link::leads_to(section.options(), section.screen()) {
                    section.focus(Focus::Title);
                }
            });
            on_cleanup(move || listener.remove());
        }
    }

    fn load_once_seen(&self) {
        let Some(root) = self.0.root.element() else {
            return;
        };
        let section = self.clone();
        page::once_seen(&root, Box::new(move || section.load()));
    }

    fn load(&self) {
        let section = self.clone();
        live::spawn(async move {
            let loading = section.clone();
            let work = Box::pin(async move {
                loading.reload().await;
                Ok(())
            });
            if section.0.pending_request.wait(work).await.is_none() {
                let message = "the person did not wait for it";
                section.settle(Err(Error::new(ErrorKind::Timeout, message)));
            }
        });
    }

    fn settle(&self, loaded: Result<Option<View>, Error>) {
        self.0.content.set(match loaded {
            Ok(Some(view)) => Content::There(view),
            Ok(None) => Content::Absent,
            Err(error) if is_absence(&error) => {
                dom::tell_developer(&error);
                Content::Absent
            }
            Err(error) => {
                self.0.options.tell(&error);
                Content::Failed(self.sentence(&error))
            }
        });
    }

    fn nodes(&self) -> Vec<Node> {
        match self.0.content.get() {
            Content::Waiting => vec![waiting(self.strings().busy)],
            Content::Absent => Vec::new(),
            Content::There(view) => view(),
            Content::Failed(words) => self.failed(words),
        }
    }

    fn failed(&self, words: Text) -> Vec<Node> {
        let (section, busy) = (self.clone(), Live::new(false));
        let turning = busy.clone();
        let again = move || {
            let retrying = section.clone();
            section.act(
                &turning,
                Box::pin(async move {
                    retrying.reload().await;
                    retrying.focus(Focus::Title);
                    Ok(())
                }),
            );
        };
        let again = action(
            Weight::Quiet,
            None,
            self.strings().try_again,
            &busy,
            Box::new(again),
        );
        let sentence = node("p").attrs("class=vestibule-section-text;role=alert");
        vec![
            sentence.child(words).into(),
            frame::block("vestibule-actions", vec![again]),
        ]
    }

    fn said_line(&self) -> Node {
        let shown = self.0.said.clone();
        node("div")
            .attrs("role=status")
            .live_attr("class", move || {
                Text::Borrowed(match shown.get() {
                    Some(notice) => notice.class(),
                    None => "vestibule-alert",
                })
            })
            .child(Notice::content(&self.0.said))
            .into()
    }

    fn dialog(&self) -> Node {
        let (asked, closing) = (self.0.asked.clone(), self.0.asked.clone());
        let titled = self.0.options.element_id("ask-title");
        node("dialog")
            .attrs("class=vestibule-dialog")
            .attr("aria-labelledby", titled)
            .handle(&self.0.dialog)
            // By Escape. It comes at once, while the event `close` may come when the section is gone already.
            .on("cancel", move |_| closing.set(None))
            .child(changing(move || {
                asked.get().map(|view| view()).unwrap_or_default()
            }))
            .into()
    }

    /// The options of what stands in the dialog: the page around it has the logo already.
    pub fn dialog_options(&self) -> Options {
        let id = self.0.options.element_id("ask");
        let mut options = self.0.options.clone().id(id);
        Arc::make_mut(&mut options.0).logo = None;
        options
    }
}

/// Whether an error says that the pool has nothing of the kind.
fn is_absence(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WebAuthnNotEnabled
            | ErrorKind::WebAuthnConfigurationMissing
            | ErrorKind::FeatureUnavailableInTier
            | ErrorKind::OperationNotEnabled
            | ErrorKind::UserPoolAddOnNotEnabled
    )
}

fn waiting(words: &'static str) -> Node {
    node("div")
        .attrs("class=vestibule-waiting;aria-busy=true;role=status")
        .attr("aria-label", words)
        .child(node("span").attrs("class=vestibule-spinner"))
        .into()
}
