//! Options that few apps set.

use std::sync::Arc;

use super::{Options, SecondFactor, slots};
use crate::StepUp;
use crate::ui::hooks::Hooks;
#[cfg(feature = "redirect")]
use crate::ui::providers::{DomainRoute, DomainRouting};
use crate::ui::service::{SignInService, SignUpService};
use crate::ui::sign_up_field::SignUpField;
use crate::ui::step_up_link::StepUpLink;
use crate::ui::strength::Estimator;
use crate::ui::{AccountSection, Text};

/// Options that few apps set. They are in a struct of their own, so that an app that sets none does not link the code
/// that clones them.
#[derive(Clone, Default)]
pub(in crate::ui) struct Advanced {
    pub consents: Vec<SignUpField>,
    #[cfg(feature = "redirect")]
    pub routes: Vec<DomainRoute>,
    #[cfg(feature = "redirect")]
    pub domain_routing: Option<&'static DomainRouting>,
    pub sign_in_service: Option<SignInService>,
    pub sign_up_service: Option<SignUpService>,
    pub account_sections: Option<Vec<AccountSection>>,
    pub second_factors: Option<Vec<SecondFactor>>,
    pub account_level: Option<StepUp>,
    pub step_up_link: Option<StepUpLink>,
    pub password_strength: Option<Estimator>,
    /// The name of the first screen.
    pub start: Option<Text>,
    pub hooks: Hooks,
    pub(super) slots: Vec<slots::SlotView>,
    /// Adds views around the parts of a form, if the app has any.
    pub(super) add_views: Option<slots::AddViews>,
}

/// The defaults.
static DEFAULTS: Advanced = Advanced {
    consents: Vec::new(),
    #[cfg(feature = "redirect")]
    routes: Vec::new(),
    #[cfg(feature = "redirect")]
    domain_routing: None,
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
    add_views: None,
};

impl Options {
    /// Returns the options that few apps set.
    pub(in crate::ui) fn advanced(&self) -> &Advanced {
        self.0.advanced.as_deref().unwrap_or(&DEFAULTS)
    }

    pub(in crate::ui) fn with_advanced(self, change: impl FnOnce(&mut Advanced)) -> Self {
        self.with(|inner| change(Arc::make_mut(inner.advanced.get_or_insert_default())))
    }
}
