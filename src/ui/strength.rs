//! The strength of a new password, by the app's own estimator.

use std::future::Future;
use std::sync::Arc;

use vestibule_chunk::chunk;

use super::node::{Node, dynamic, node};
use super::reactive::{self, Reactive};
use super::{Options, style};
use crate::platform::LocalFuture;

/// The strength of a password; see [`Options::password_strength`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PasswordStrength {
    /// It is guessed in the first million tries: an attack on the sign-in can find it.
    Weak,
    /// It withstands attacks on the sign-in, which Cognito throttles.
    Fair,
    /// It withstands most attacks on stolen hashes.
    Good,
    /// It withstands all attacks on stolen hashes.
    Strong,
}

impl PasswordStrength {
    /// Converts the score of zxcvbn and similar estimators, from 0 to 4.
    ///
    /// <https://github.com/dropbox/zxcvbn>
    pub fn from_score(score: u8) -> Self {
        match score {
            0 | 1 => PasswordStrength::Weak,
            2 => PasswordStrength::Fair,
            3 => PasswordStrength::Good,
            _ => PasswordStrength::Strong,
        }
    }

    fn level(self) -> usize {
        self as usize + 1
    }
}

/// Estimates a password; `None` if it has no estimate.
type Estimate = dyn Fn(String) -> LocalFuture<'static, Option<PasswordStrength>> + Send + Sync;

/// The app's estimator and the code that shows its result. An app without one does not link it.
#[derive(Clone)]
pub(super) struct Estimator {
    estimate: Arc<Estimate>,
    /// Returns the view of the estimate, and the function that receives the password.
    pub meter: fn(&Options, &Estimator) -> (Node, OnPassword),
}

pub(super) type OnPassword = Box<dyn Fn(&str) + Send + Sync>;

impl Options {
    /// Shows the strength of each new password below its field, by this estimator. It is called for each change of the
    /// field, and returns `None` if it has no estimate. It may load its data at the first call. The person may still
    /// choose a weak password: Cognito decides by the pool's policy.
    ///
    /// ```
    /// use vestibule::ui::{Options, PasswordStrength};
    ///
    /// # mod zxcvbn { pub fn score(_: &str) -> u8 { 3 } }
    /// let options = Options::new()
    ///     .password_strength(|password| async move { Some(PasswordStrength::from_score(zxcvbn::score(&password))) });
    /// # let _ = options;
    /// ```
    pub fn password_strength<F>(
        self,
        estimate: impl Fn(String) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Option<PasswordStrength>> + 'static,
    {
        let estimator = Estimator {
            estimate: Arc::new(move |password| Box::pin(estimate(password))),
            meter,
        };
        self.with_advanced(|advanced| advanced.password_strength = Some(estimator))
    }
}

/// Returns a bar of four segments with a text, which screen readers announce when it changes. The chunk is that of the
/// screens with a new password.
#[chunk(steps)]
fn meter(options: &Options, estimator: &Estimator) -> (Node, OnPassword) {
    style::adopt_attributes(options);
    let strength = Reactive::new(None);
    let (strings, shown) = (options.0.strings.clone(), strength.clone());
    let content = dynamic(move || match shown.get() {
        Some(strength) => {
            let text = strings.step_strings().of_strength(strength);
            vec![bar(strength), node("span").child(text).into()]
        }
        None => Vec::new(),
    });
    let region = node("div")
        .attrs("class=vestibule-strength;role=status")
        .child(content);
    let (estimate, last_request) = (estimator.estimate.clone(), Reactive::new(0_u32));
    let on_password: OnPassword = Box::new(move |typed| {
        last_request.update_untracked(|number| *number = number.wrapping_add(1));
        if typed.is_empty() {
            return set_if_changed(&strength, None);
        }
        let request = last_request.get_untracked();
        let (strength, last_request) = (strength.clone(), last_request.clone());
        let estimate = estimate(typed.into());
        reactive::spawn(async move {
            let new = estimate.await;
            // Otherwise the password has changed, and there is another request.
            if last_request.get_untracked() == request {
                set_if_changed(&strength, new);
            }
        });
    });
    (region.into(), on_password)
}

fn set_if_changed(strength: &Reactive<Option<PasswordStrength>>, new: Option<PasswordStrength>) {
    if strength.get_untracked() != new {
        strength.set(new);
    }
}

/// Returns the bar, with as many full segments as the level.
fn bar(strength: PasswordStrength) -> Node {
    let part = |number| {
        node("span").attrs(match number < strength.level() {
            true => "class=vestibule-full",
            false => "class=vestibule-empty",
        })
    };
    let class = match strength {
        PasswordStrength::Weak => "class=vestibule-strength-bar vestibule-weak;aria-hidden=true",
        _ => "class=vestibule-strength-bar;aria-hidden=true",
    };
    let parts = (0..PasswordStrength::Strong.level()).map(|number| part(number).into());
    node("span").attrs(class).children(parts.collect()).into()
}
