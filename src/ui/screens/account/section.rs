//! A section of the account page: its heading, the loaded content, its dialog, and the line for messages.

use std::sync::Arc;

use leptos::prelude::{on_cleanup, window_event_listener_untyped};

use crate::platform::LocalFuture;
use crate::ui::button::{Weight, action};
use crate::ui::form::FormState;
use crate::ui::language::CurrentStrings;
use crate::ui::node::{Handle, Node, dynamic, node};
use crate::ui::options::Slot;
use crate::ui::pending_request::PendingRequest;
use crate::ui::reactive::{self, Reactive};
use crate::ui::strings::AccountStrings;
use crate::ui::{Layout, Notice, Options, Routing, Screen, Text, dom, frame, link, style};
use crate::{Client, Error, ErrorKind};

use super::page::{self, Focus};
use super::{Heading, load};

/// Renders the content of a section.
pub(super) type View = Arc<dyn Fn() -> Vec<Node> + Send + Sync>;

/// An action that may fail.
pub(super) type Work = LocalFuture<'static, Result<(), Error>>;

/// A section. Clones share it.
#[derive(Clone)]
pub(super) struct Section(Arc<Inner>);

struct Inner {
    client: Client,
    /// The options of the page, with an id prefix for the section.
    options: Options,
    screen: Screen,
    content: Reactive<Content>,
    /// The content of the dialog; `None` if it is closed.
    dialog_view: Reactive<Option<View>>,
    /// The form in the dialog, if it is one of this page.
    dialog_form: Reactive<Option<FormState>>,
    notice: Reactive<Option<Notice>>,
    /// The request that loads the section or that a button has started.
    pending_request: PendingRequest,
    /// What the section knows in addition to Cognito's data, by kind: addresses that wait for their code, factors that
    /// the pool has refused.
    local_state: Reactive<Vec<(String, String)>>,
    root: Handle,
    dialog: Handle,
}

#[derive(Clone)]
enum Content {
    Loading,
    Failed(Text),
    /// The pool does not support it.
    Absent,
    Loaded(View),
}

impl Section {
    pub fn new(client: Client, options: &Options, screen: Screen) -> Self {
        let id = options.element_id(screen.name());
        Section(Arc::new(Inner {
            client,
            options: options.clone().layout(Layout::Inline).id(id),
            screen,
            content: Reactive::new(Content::Loading),
            dialog_view: Reactive::new(None),
            dialog_form: Reactive::new(None),
            notice: Reactive::new(None),
            pending_request: PendingRequest::new(),
            local_state: Reactive::new(Vec::new()),
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

    pub fn texts(&self) -> &'static AccountStrings {
        self.strings().account_strings()
    }

    pub fn local_state(&self) -> &Reactive<Vec<(String, String)>> {
        &self.0.local_state
    }

    /// Renders the section. Its content is loaded once it becomes visible.
    pub fn view(&self, heading: &Heading) -> Node {
        style::adopt_account(&self.0.options);
        if dom::is_browser() {
            let section = self.clone();
            dom::after_render(move || section.load_when_visible());
            self.focus_if_linked();
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
        let waiting = self.clone();
        let move_focus = move || waiting.focus(Focus::Title);
        let slow = self.0.pending_request.line(&self.0.options, move_focus);
        let messages = vec![self.notice_line(), slow.into()];
        let mut body = vec![dynamic(move || shown.nodes())];
        body.push(frame::block("vestibule-messages", messages));
        body.extend(self.0.options.views(Slot::Footer, self.0.screen));
        node("section")
            .dynamic_attr("class", move || {
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

    /// Opens the dialog with this view, or replaces the view of the open dialog.
    pub fn open_dialog(&self, view: View) {
        self.0.notice.set(None);
        self.set_dialog_form(None);
        self.0.dialog_view.set(Some(view));
        let dialog = self.0.dialog.clone();
        dom::after_render(move || {
            if let Some(dialog) = dialog.element() {
                page::show_dialog(&dialog);
            }
        });
    }

    /// Closes the dialog. The focus goes back to the button that opened it.
    pub fn close(&self) {
        if let Some(dialog) = self.0.dialog.element() {
            page::close_dialog(&dialog);
        }
        self.0.dialog_view.set(None);
    }

    /// Shows a notice below the content.
    pub fn show_notice(&self, notice: Notice) {
        self.0.notice.set(Some(notice));
    }

    /// Runs the action of a button, which is busy meanwhile.
    pub fn run(&self, busy: &Reactive<bool>, work: Work) {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        self.0.notice.set(None);
        let (section, busy) = (self.clone(), busy.clone());
        reactive::spawn(async move {
            let outcome = section.0.pending_request.wait(work).await;
            busy.set(false);
            if let Some(Err(error)) = outcome {
                section.show_error(&error);
            }
        });
    }

    pub fn set_dialog_form(&self, form: Option<FormState>) {
        let dialog_form = &self.0.dialog_form;
        dialog_form.update_untracked(|current| *current = form);
    }

    /// Returns whether the action that is running was started in the open dialog. The person may have closed that
    /// dialog meanwhile, and opened another one.
    pub fn is_in_dialog(&self) -> bool {
        let form = self.0.dialog_form.get_untracked();
        self.has_dialog() && form.is_some_and(|form| form.is_busy())
    }

    pub fn has_dialog(&self) -> bool {
        self.0.dialog_view.get_untracked().is_some()
    }

    /// Completes an action: closes its dialog, loads the content again, shows a message, and moves the focus.
    pub async fn finish(&self, text: &'static str, focus: Focus) -> Result<(), Error> {
        if self.is_in_dialog() {
            self.close();
        }
        self.reload().await;
        self.show_notice(Notice::success(text));
        self.focus(focus);
        Ok(())
    }

    /// Loads the content again, behind the dialog.
    pub async fn reload(&self) {
        let loaded = load(self).await;
        self.set_content(loaded);
    }

    /// Returns the link that closes the dialog.
    pub fn cancel_link(&self, text: &'static str) -> Node {
        let section = self.clone();
        let link = crate::ui::button::link(text, Box::new(move || section.close()));
        frame::block("vestibule-links", vec![link.into()])
    }

    pub fn show_error(&self, error: &Error) {
        self.0.options.report_error(error);
        self.show_notice(Notice::error(self.error_message(error)));
    }

    /// Returns the message for an error: a special one of this page, or the usual one.
    fn error_message(&self, error: &Error) -> Text {
        let texts = self.texts();
        match error.kind() {
            ErrorKind::SoftwareTokenMfaNotFound
            | ErrorKind::WebAuthnNotEnabled
            | ErrorKind::WebAuthnConfigurationMissing => Text::Borrowed(texts.factor_not_offered),
            ErrorKind::PasskeyExists => Text::Borrowed(texts.passkey_exists),
            _ => self.strings().for_error(error),
        }
    }

    /// Moves the focus, after the content has been rendered.
    pub fn focus(&self, focus: Focus) {
        let root = self.0.root.clone();
        dom::after_render(move || {
            if let Some(root) = root.element() {
                page::focus(&root, &focus);
            }
        });
    }

    /// Moves the focus to the heading if the address names this section, at the start and when the fragment changes.
    fn focus_if_linked(&self) {
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

    fn load_when_visible(&self) {
        let Some(root) = self.0.root.element() else {
            return;
        };
        let section = self.clone();
        page::when_visible(&root, Box::new(move || section.load()));
    }

    fn load(&self) {
        let section = self.clone();
        reactive::spawn(async move {
            let loading = section.clone();
            let work = Box::pin(async move {
                loading.reload().await;
                Ok(())
            });
            if section.0.pending_request.wait(work).await.is_none() {
                let message = "the person did not wait for it";
                section.set_content(Err(Error::new(ErrorKind::Timeout, message)));
            }
        });
    }

    fn set_content(&self, loaded: Result<Option<View>, Error>) {
        self.0.content.set(match loaded {
            Ok(Some(view)) => Content::Loaded(view),
            Ok(None) => Content::Absent,
            Err(error) if is_absence(&error) => {
                dom::log_error(&error);
                Content::Absent
            }
            Err(error) => {
                self.0.options.report_error(&error);
                Content::Failed(self.error_message(&error))
            }
        });
    }

    fn nodes(&self) -> Vec<Node> {
        match self.0.content.get() {
            Content::Loading => vec![loading(self.strings().busy)],
            Content::Absent => Vec::new(),
            Content::Loaded(view) => view(),
            Content::Failed(text) => self.failed(text),
        }
    }

    fn failed(&self, text: Text) -> Vec<Node> {
        let (section, busy) = (self.clone(), Reactive::new(false));
        let is_loading = busy.clone();
        let again = move || {
            let retrying = section.clone();
            section.run(
                &is_loading,
                Box::pin(async move {
                    retrying.reload().await;
                    retrying.focus(Focus::Title);
                    Ok(())
                }),
            );
        };
        let again = action(
            Weight::Secondary,
            None,
            self.strings().try_again,
            &busy,
            Box::new(again),
        );
        let sentence = node("p").attrs("class=vestibule-section-text;role=alert");
        vec![
            sentence.child(text).into(),
            frame::block("vestibule-actions", vec![again]),
        ]
    }

    fn notice_line(&self) -> Node {
        let shown = self.0.notice.clone();
        node("div")
            .attrs("role=status")
            .dynamic_attr("class", move || {
                Text::Borrowed(match shown.get() {
                    Some(notice) => notice.class(),
                    None => "vestibule-alert",
                })
            })
            .child(Notice::content(&self.0.notice))
            .into()
    }

    fn dialog(&self) -> Node {
        let (asked, closing) = (self.0.dialog_view.clone(), self.0.dialog_view.clone());
        let titled = self.0.options.element_id("ask-title");
        node("dialog")
            .attrs("class=vestibule-dialog")
            .attr("aria-labelledby", titled)
            .handle(&self.0.dialog)
            // Escape. `cancel` is dispatched at once; `close` may be dispatched after the section was removed.
            .on("cancel", move |_| closing.set(None))
            .child(dynamic(move || {
                asked.get().map(|view| view()).unwrap_or_default()
            }))
            .into()
    }

    /// Returns the options for the dialog, without the logo, which the page may show already.
    pub fn dialog_options(&self) -> Options {
        let id = self.0.options.element_id("ask");
        let mut options = self.0.options.clone().id(id);
        Arc::make_mut(&mut options.0).logo = None;
        options
    }
}

/// Returns whether an error says that the pool does not support it.
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

fn loading(text: &'static str) -> Node {
    node("div")
        .attrs("class=vestibule-waiting;aria-busy=true;role=status")
        .attr("aria-label", text)
        .child(node("span").attrs("class=vestibule-spinner"))
        .into()
}
