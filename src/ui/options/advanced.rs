//! What few apps set of the options.

use std::sync::Arc;

use super::{Options, SecondFactor, slots};
use crate::StepUp;
use crate::ui::hooks::Hooks;
#[cfg(feature = "redirect")]
use crate::ui::providers::{Route, Routing};
use crate::ui::service::{SignInService, SignUpService};
use crate::ui::sign_up_field::SignUpField;
use crate::ui::step_up_link::StepUpLink;
use crate::ui::strength::Estimator;
use crate::ui::{AccountSection, Text};

/// What few apps set. It stands apart, so that an app that sets none of it has no code that copies it.
#[derive(Clone, Default)]
pub(in crate::ui) struct Advanced {
    pub consents: Vec<SignUpField>,
    #[cfg(feature = "redirect")]
    pub routes: Vec<Route>,
    #[cfg(feature = "redirect")]
    pub routing: Option<&'static Routing>,
    pub sign_in_service: Option<SignInService>,
    pub sign_up_service: Option<SignUpService>,
    pub account_sections: Option<Vec<AccountSection>>,
    pub second_factors: Option<Vec<SecondFactor>>,
    pub account_level: Option<StepUp>,
    pub step_up_link: Option<StepUpLink>,
    pub password_strength: Option<Estimator>,
    /// The name of what is shown first.
    pub start: Option<Text>,
    pub hooks: Hooks,
    pub(super) slots: Vec<slots::Filled>,
    /// Puts views around the parts of a form, where there are any.
    pub(super) arrange: Option<slots::Arrange>,
}

/// What an app has that sets none of it.
static NOTHING: Advanced = Advanced {
    consents: Vec::new(),
    #[cfg(feature = "redirect")]
    routes: Vec::new(),
    #[cfg(feature = "redirect")]
    routing: None,
    sign_in_service: None,
    sign_up_service: None,
    account_sections: None,
    second_factors: None,
    account_level: None,
    step_up_link: None,
    password_strength: None,
    start: None,
    hooks: Hooks::NONE,
    slots: Vec::new(),
    arrange: None,
};

impl Options {
    /// What few apps set.
    pub(in crate::ui) fn advanced(&self) -> &Advanced {
        self.0.advanced.as_deref().unwrap_or(&NOTHING)
    }

    pub(in crate::ui) fn with_advanced(self, change: impl FnOnce(&mut Advanced)) -> Self {
        self.with(|inner| change(Arc::make_mut(inner.advanced.get_or_insert_default())))
    }
}
