//! What this tab knows of the session besides what is stored: the newest change that it has heard
//! of, what it has told the app, and how the renewals went.

use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::changes::{Change, Notice, SignOutReason};
use super::{Session, SessionState};
use crate::error::{Error, ErrorKind};
use crate::platform::{Timestamp, millis};

/// How many refusals of a trigger in a row nobody waits for.
const MOST_REFUSALS: u32 = 6;

#[derive(Default)]
pub(crate) struct TabState(Mutex<State>);

#[derive(Default)]
struct State {
    /// The revision of the newest change that this tab has heard of: that of a record, or less than zero
    /// where a session ended then.
    newest: i64,
    /// What the app was told; `None` before it was told or asked for anything.
    told: Option<Option<Session>>,
    told_state: SessionState,
    /// When the session is to be renewed.
    due: Option<Timestamp>,
    /// How many renewals have failed in a row, when to try the next one, and why the last one failed.
    /// Pauses are measured by the steady clock: what a machine takes for the time may change.
    failures: u32,
    pause_until: u64,
    failure: Option<Error>,
    /// Until when the service wants to be left alone, by the steady clock.
    alone_until: u64,
    /// Until when nobody asks who is not told to, by the steady clock: a trigger refuses.
    refused_until: u64,
    is_ticking: bool,
    renewal: Renewal,
}

/// The renewal that all callers of this tab share.
#[derive(Default)]
struct Renewal {
    is_running: bool,
    /// How many have started.
    started: u64,
    outcome: Option<Result<Session, Error>>,
    waiting: Vec<Waker>,
}

impl TabState {
    /// Raises the newest revision; says whether it was raised.
    pub fn hear(&self, revision: i64) -> bool {
        self.with(|state| {
            let is_newer = revision.abs() > state.newest.abs();
            if is_newer {
                state.newest = revision;
            }
            is_newer
        })
    }

    /// A revision that is greater than all others so far, and no less than `least`. It never comes from a
    /// clock of this machine: one that was ahead once would make a later sign-in look old.
    pub fn next_revision(&self, least: i64) -> i64 {
        self.with(|state| least.max(state.newest.abs() + 1))
    }

    /// Whether what this tab sees in the store is older than what it has heard of.
    pub fn is_behind(&self, session: Option<&Session>) -> bool {
        self.with(|state| match session {
            Some(session) => session.record().revision < state.newest.abs(),
            None => state.newest > 0,
        })
    }

    /// Whether somebody has signed out since this session was stored.
    pub fn has_ended(&self, session: &Session) -> bool {
        self.with(|state| state.newest < -session.record().revision)
    }

    /// The session that the app was told of, where nobody has told of a newer change.
    pub fn newest_told(&self) -> Option<Session> {
        self.with(|state| {
            let session = state.told.clone().flatten()?;
            (session.record().revision == state.newest).then_some(session)
        })
    }

    /// The session that the app was told of, unless somebody has signed out since.
    pub fn last_told(&self) -> Option<Session> {
        self.with(|state| {
            let session = state.told.clone().flatten()?;
            (state.newest >= -session.record().revision).then_some(session)
        })
    }

    /// Takes what is stored for the truth.
    pub fn settle(&self, session: Option<&Session>) {
        self.with(|state| {
            if let Some(session) = session {
                state.newest = session.record().revision;
            } else if state.newest > 0 {
                state.newest = -(state.newest + 1);
            }
        });
    }

    /// Takes note of what is stored, and says what has changed for the app; nothing where it has
    /// asked for the first time, and no other tab has told of it. `due` is when to renew.
    pub fn change(
        &self,
        session: Option<&Session>,
        notice: Option<Notice>,
        due: Option<Timestamp>,
    ) -> Option<Change> {
        self.with(|state| {
            let is_first = state.told.is_none();
            let old = state.told.as_ref().and_then(Option::as_ref);
            let is_known = match (old, session) {
                (Some(old), Some(new)) => new.record().revision <= old.record().revision,
                (None, None) => !is_first,
                _ => false,
            };
            if is_known {
                return None;
            }
            let is_same = old.map(Session::username) == session.map(Session::username);
            let change = match session {
                _ if is_first && notice.is_none() => None,
                Some(new) if notice == Some(Notice::Refreshed) => {
                    Some(Change::Refreshed(new.clone()))
                }
                Some(new) if notice.is_none() && is_same => Some(Change::Refreshed(new.clone())),
                Some(new) => Some(Change::SignedIn(new.clone())),
                None => Some(Change::SignedOut {
                    reason: match notice {
                        Some(Notice::Ended) => SignOutReason::Ended,
                        Some(Notice::Revoked) => SignOutReason::Revoked,
                        Some(Notice::Idle) => SignOutReason::Idle,
                        Some(Notice::Total) => SignOutReason::Total,
                        _ => SignOutReason::Asked,
                    },
                    sequence: state.newest.unsigned_abs(),
                }),
            };
            if session.is_none() && state.renewal.outcome.is_some() {
                // It may hold tokens.
                state.renewal.outcome = Some(Err(Error::signed_out()));
            }
            state.told = Some(session.cloned());
            state.due = due;
            (state.failures, state.pause_until, state.failure) = Default::default();
            state.told_state = SessionState::Fresh;
            change
        })
    }

    /// How long it is until the session is to be renewed; `None` where there is nothing to renew.
    pub fn time_left(&self, now: Timestamp, ticks: u64) -> Option<Duration> {
        self.with(|state| {
            let left = state.due?.since(now);
            Some(left.max(state.pause(ticks)))
        })
    }

    /// A renewal has failed, here or in another tab: pauses, and says what has changed for the app.
    /// Nothing has where the session is fresh all the same.
    pub fn fail(&self, error: Error, now: Timestamp, pause_until: u64) -> Option<Change> {
        self.with(|state| {
            state.failures += 1;
            state.pause_until = pause_until;
            if is_refusal(&error) {
                state.refused_until = pause_until;
                if state.failures >= MOST_REFUSALS {
                    state.pause_until = u64::MAX;
                }
            }
            state.failure = Some(error);
            let session = state.told.clone().flatten()?;
            let stands = state.stands(&session, now);
            let is_new = std::mem::replace(&mut state.told_state, stands) != stands;
            (is_new && stands != SessionState::Fresh)
                .then(|| Change::Stale(session.with_state(stands)))
        })
    }

    /// Whether nobody should try to renew the session now, unless somebody waits for it.
    pub fn is_paused(&self, ticks: u64) -> bool {
        self.with(|state| !state.pause(ticks).is_zero())
    }

    /// How many renewals have failed in a row.
    pub fn failures(&self) -> u32 {
        self.with(|state| state.failures)
    }

    /// Forgets pauses of one's own: the tab was shown, or the network came back. Neither is a reason for
    /// a trigger to think otherwise before its time.
    pub fn wake(&self) {
        self.with(|state| match state.refusal() {
            Some(_) => state.pause_until = state.refused_until,
            None => (state.failures, state.pause_until) = Default::default(),
        });
    }

    /// Why nobody should ask for a renewal now who is not told to: a trigger has just refused one.
    pub fn refusal(&self, ticks: u64) -> Option<Error> {
        self.with(|state| state.refusal().filter(|_| ticks < state.refused_until))
    }

    /// How a session stands.
    pub fn state(&self, session: &Session, now: Timestamp) -> SessionState {
        self.with(|state| state.stands(session, now))
    }

    /// The service wants to be left alone for that long.
    pub fn leave_alone(&self, ticks: u64, pause: Duration) {
        self.with(|state| {
            let until = ticks.saturating_add(millis(pause));
            state.alone_until = state.alone_until.max(until);
        });
    }

    /// For how long the service wants to be left alone yet.
    pub fn service_pause(&self, ticks: u64) -> Duration {
        self.with(|state| Duration::from_millis(state.alone_until.saturating_sub(ticks)))
    }

    /// Why the last renewal failed.
    pub fn failure(&self) -> Option<Error> {
        self.with(|state| state.failure.clone())
    }

    /// Whether the caller is to watch over the session: it is to be renewed, or ends by time, and nobody
    /// watches yet.
    pub fn begins_to_watch(&self, renews: bool, ends: bool) -> bool {
        self.with(|state| {
            let is_there = matches!(state.told, Some(Some(_)));
            let is_watched = renews && state.due.is_some() || ends && is_there;
            is_watched && !std::mem::replace(&mut state.is_ticking, true)
        })
    }

    /// The watch is over.
    pub fn ends_watch(&self) {
        self.with(|state| state.is_ticking = false);
    }

    /// The number of the renewal that is under way, and whether the caller is to run it.
    pub fn join(&self) -> (u64, bool) {
        self.with(|state| {
            let renewal = &mut state.renewal;
            let is_first = !std::mem::replace(&mut renewal.is_running, true);
            renewal.started += u64::from(is_first);
            (renewal.started, is_first)
        })
    }

    /// The renewal that is under way has ended.
    pub fn finish(&self, outcome: Result<Session, Error>) {
        let waiting = self.with(|state| {
            state.renewal.is_running = false;
            state.renewal.outcome = Some(outcome);
            std::mem::take(&mut state.renewal.waiting)
        });
        for waker in waiting {
            waker.wake();
        }
    }

    /// Waits for the renewal of that number.
    pub fn poll(&self, number: u64, context: &Context<'_>) -> Poll<Result<Session, Error>> {
        self.with(|state| {
            let renewal = &mut state.renewal;
            let is_over = renewal.started > number || !renewal.is_running;
            match &renewal.outcome {
                Some(outcome) if is_over => Poll::Ready(outcome.clone()),
                _ => {
                    renewal.waiting.push(context.waker().clone());
                    Poll::Pending
                }
            }
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn pause(&self, ticks: u64) -> Duration {
        let until = self.pause_until.max(self.alone_until);
        Duration::from_millis(until.saturating_sub(ticks))
    }

    fn refusal(&self) -> Option<Error> {
        self.failure.clone().filter(is_refusal)
    }

    fn stands(&self, session: &Session, now: Timestamp) -> SessionState {
        let is_usable = session.record().is_usable(now);
        let is_due = self.due.is_none_or(|due| due <= now);
        match &self.failure {
            Some(error) if is_due => state_of(error),
            _ if is_usable => SessionState::Fresh,
            _ => SessionState::Stale,
        }
    }
}

/// Whether a trigger of the pool has refused the renewal, by throwing an error.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html>
pub(crate) fn is_refusal(error: &Error) -> bool {
    error.kind() == ErrorKind::LambdaRejected
}

fn state_of(error: &Error) -> SessionState {
    match error.kind() {
        ErrorKind::Network | ErrorKind::Timeout => SessionState::Offline,
        ErrorKind::LambdaRejected => SessionState::Refused,
        _ => SessionState::Stale,
    }
}
