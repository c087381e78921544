//! How hard a new password is to guess, in the eyes of an estimator of the app's own.

use std::future::Future;
use std::sync::Arc;

use vestibule_chunk::chunk;

use super::live::{self, Live};
use super::node::{Node, live as following, node};
use super::{Options, style};
use crate::platform::LocalFuture;

/// How hard a password is to guess; see [`Options::password_strength`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PasswordStrength {
    /// Who attacks the sign-in guesses it: one of the first million tries.
    Weak,
    /// It withstands tries at the sign-in, which Cognito slows down.
    Fair,
    /// It withstands most attacks on stolen hashes.
    Good,
    /// It withstands them all.
    Strong,
}

impl PasswordStrength {
    /// From the score of zxcvbn and its kin, 0 to 4.
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

/// Estimates a password; nothing where it cannot tell.
type Estimate = dyn Fn(String) -> LocalFuture<'static, Option<PasswordStrength>> + Send + Sync;

/// What an app with an estimator has and no other.
#[derive(Clone)]
pub(super) struct Estimator {
    estimate: Arc<Estimate>,
    /// What shows the estimate, and what receives the text that was typed.
    pub meter: fn(&Options, &Estimator) -> (Node, OnPassword),
}

pub(super) type OnPassword = Box<dyn Fn(&str) + Send + Sync>;

impl Options {
    /// Says below each new password how hard it is to guess, in the eyes of this estimator: what it knows may be loaded
    /// when it is asked first. It is asked with each letter that is typed, and answers nothing where it cannot tell. The
    /// person reads it, and may choose a weak password all the same: Cognito decides by the pool's rules.
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

/// A bar of four parts, and words beside it, which are read out when they change. The screens with a new password are
/// in that chunk, and the words with them.
#[chunk(steps)]
fn meter(options: &Options, estimator: &Estimator) -> (Node, OnPassword) {
    style::adopt_attributes(options);
    let now = Live::new(None);
    let (strings, shown) = (options.0.strings.clone(), now.clone());
    let content = following(move || match shown.get() {
        Some(strength) => {
            let words = strings.of_steps().of_strength(strength);
            vec![bar(strength), node("span").child(words).into()]
        }
        None => Vec::new(),
    });
    let region = node("div")
        .attrs("class=vestibule-strength;role=status")
        .child(content);
    let (estimate, turn) = (estimator.estimate.clone(), Live::new(0_u32));
    let on_password: OnPassword = Box::new(move |typed| {
        turn.change(|turn| *turn = turn.wrapping_add(1));
        if typed.is_empty() {
            return show(&now, None);
        }
        let (now, turn, asked) = (now.clone(), turn.clone(), turn.now());
        let estimate = estimate(typed.into());
        live::spawn(async move {
            let strength = estimate.await;
            // Of what was typed meanwhile there is another one.
            if turn.now() == asked {
                show(&now, strength);
            }
        });
    });
    (region.into(), on_password)
}

fn show(now: &Live<Option<PasswordStrength>>, strength: Option<PasswordStrength>) {
    if now.now() != strength {
        now.set(strength);
    }
}

/// As many parts of it are full as the words say.
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
