//! What this tab knows of the session besides the stored record: the newest change that it knows, what it has reported
//! to the app, and the outcome of renewals.

use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::changes::{Change, Notice, SignOutReason};
use super::{Session, SessionState};
use crate::error::{Error, ErrorKind};
use crate::platform::{Timestamp, millis};

/// After this many refusals of a trigger in a row, there are no more renewals in the background.
const MAX_REFUSALS: u32 = 6;

#[derive(Default)]
pub(crate) struct TabState(Mutex<State>);

#[derive(Default)]
struct State {
    /// The revision of the newest change that this tab knows: that of a record, or a negative one if a session has
    /// ended.
    newest: i64,
    /// The session that was last reported to the app. The outer `None`: nothing was reported or returned yet.
    reported: Option<Option<Session>>,
    reported_state: SessionState,
    /// When the session is to be renewed.
    due: Option<Timestamp>,
    /// How many renewals have failed in a row.
    failures: u32,
    /// When to try the next renewal, by the steady clock, because the machine's clock may be set.
    pause_until: u64,
    /// Why the last renewal failed.
    failure: Option<Error>,
    /// The ends of the pauses that hosts have asked for (`Retry-After`), by the steady clock.
    host_pauses: Vec<(String, u64)>,
    /// After a refusal by a trigger: until when only an explicit refresh is sent, by the steady clock.
    refused_until: u64,
    is_watched: bool,
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
    /// Notes the revision of a change. Returns whether it is newer than all known ones.
    pub fn note_revision(&self, revision: i64) -> bool {
        self.with(|state| {
            let is_newer = revision.abs() > state.newest.abs();
            if is_newer {
                state.newest = revision;
            }
            is_newer
        })
    }

    /// Returns a revision that is greater than all known ones, and at least `least`. It is not taken from this
    /// machine's clock: after that was ahead once, a later sign-in would look old.
    pub fn next_revision(&self, least: i64) -> i64 {
        self.with(|state| least.max(state.newest.abs() + 1))
    }

    /// Whether the session that this tab sees in the store is older than a change that it knows.
    pub fn is_behind(&self, session: Option<&Session>) -> bool {
        self.with(|state| match session {
            Some(session) => session.record().revision < state.newest.abs(),
            None => state.newest > 0,
        })
    }

    /// Whether there was a sign-out after this session was stored.
    pub fn has_ended(&self, session: &Session) -> bool {
        self.with(|state| state.newest < -session.record().revision)
    }

    /// Returns the last reported session, unless this tab knows of a newer change.
    pub fn newest_reported(&self) -> Option<Session> {
        self.with(|state| {
            let session = state.reported.clone().flatten()?;
            (session.record().revision == state.newest).then_some(session)
        })
    }

    /// Returns the last reported session, unless there was a sign-out since.
    pub fn last_reported(&self) -> Option<Session> {
        self.with(|state| {
            let session = state.reported.clone().flatten()?;
            (state.newest >= -session.record().revision).then_some(session)
        })
    }

    /// Accepts the stored session as the newest change.
    pub fn accept_stored(&self, session: Option<&Session>) {
        self.with(|state| {
            if let Some(session) = session {
                state.newest = session.record().revision;
            } else if state.newest > 0 {
                state.newest = -(state.newest + 1);
            }
        });
    }

    /// Notes the stored session and returns the change for the app. `None` if nothing has changed, or if this is the
    /// first read and there was no notice. `due` is the time of the next renewal.
    pub fn change(
        &self,
        session: Option<&Session>,
        notice: Option<Notice>,
        due: Option<Timestamp>,
    ) -> Option<Change> {
        self.with(|state| {
            let is_first = state.reported.is_none();
            let old = state.reported.as_ref().and_then(Option::as_ref);
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
                // The outcome of the last renewal may hold tokens of the ended session.
                state.renewal.outcome = Some(Err(Error::signed_out()));
            }
            state.reported = Some(session.cloned());
            state.due = due;
            (state.failures, state.pause_until, state.failure) = Default::default();
            state.reported_state = SessionState::Fresh;
            change
        })
    }

    /// Returns the time until the next renewal. `None` if there is nothing to renew.
    pub fn time_left(&self, now: Timestamp, ticks: u64) -> Option<Duration> {
        self.with(|state| {
            let left = state.due?.since(now);
            Some(left.max(state.pause(ticks)))
        })
    }

    /// Notes a failed renewal, in this tab or in another one, and returns the change for the app. `None` if the session
    /// is still fresh, or its state was reported before.
    pub fn note_failure(&self, error: Error, now: Timestamp, pause_until: u64) -> Option<Change> {
        self.with(|state| {
            state.failures += 1;
            state.pause_until = pause_until;
            if is_refusal(&error) {
                state.refused_until = pause_until;
                if state.failures >= MAX_REFUSALS {
                    state.pause_until = u64::MAX;
                }
            }
            state.failure = Some(error);
            let session = state.reported.clone().flatten()?;
            let new_state = state.session_state(&session, now);
            let is_new = std::mem::replace(&mut state.reported_state, new_state) != new_state;
            (is_new && new_state != SessionState::Fresh)
                .then(|| Change::Stale(session.with_state(new_state)))
        })
    }

    /// Whether renewals in the background are paused.
    pub fn is_paused(&self, ticks: u64) -> bool {
        self.with(|state| !state.pause(ticks).is_zero())
    }

    /// Returns how many renewals have failed in a row.
    pub fn failures(&self) -> u32 {
        self.with(|state| state.failures)
    }

    /// Ends the pause after a failed renewal, because the tab became visible or online. The pause after a refusal by a
    /// trigger stays, because the trigger would refuse again.
    pub fn wake(&self) {
        self.with(|state| match state.refusal() {
            Some(_) => state.pause_until = state.refused_until,
            None => (state.failures, state.pause_until) = Default::default(),
        });
    }

    /// Returns the error of a trigger's refusal, while only an explicit refresh is sent.
    pub fn refusal(&self, ticks: u64) -> Option<Error> {
        self.with(|state| state.refusal().filter(|_| ticks < state.refused_until))
    }

    /// Returns the state of a session.
    pub fn state(&self, session: &Session, now: Timestamp) -> SessionState {
        self.with(|state| state.session_state(session, now))
    }

    /// Notes that a host has asked for a pause.
    pub fn pause_host(&self, host: &str, ticks: u64, pause: Duration) {
        self.with(|state| {
            let until = ticks.saturating_add(millis(pause));
            let all = &mut state.host_pauses;
            all.retain(|(other, end)| *end > ticks && (other != host || *end > until));
            if !all.iter().any(|(other, _)| other == host) {
                all.push((host.to_owned(), until));
            }
        });
    }

    /// Returns the remainder of the pause that a host has asked for.
    pub fn host_pause(&self, host: &str, ticks: u64) -> Duration {
        self.with(|state| {
            let found = state.host_pauses.iter().find(|(other, _)| other == host);
            let until = found.map_or(0, |(_, until)| *until);
            Duration::from_millis(until.saturating_sub(ticks))
        })
    }

    /// Returns why the last renewal failed.
    pub fn failure(&self) -> Option<Error> {
        self.with(|state| state.failure.clone())
    }

    /// Returns whether the caller has to watch the session: it has to be renewed, or can time out, and is not watched
    /// yet.
    pub fn start_watch(&self, renews: bool, ends: bool) -> bool {
        self.with(|state| {
            let is_there = matches!(state.reported, Some(Some(_)));
            let is_watched = renews && state.due.is_some() || ends && is_there;
            is_watched && !std::mem::replace(&mut state.is_watched, true)
        })
    }

    /// Notes that the session is no longer watched.
    pub fn end_watch(&self) {
        self.with(|state| state.is_watched = false);
    }

    /// Returns the number of the running renewal, and whether the caller has to run it.
    pub fn join_renewal(&self) -> (u64, bool) {
        self.with(|state| {
            let renewal = &mut state.renewal;
            let is_first = !std::mem::replace(&mut renewal.is_running, true);
            renewal.started += u64::from(is_first);
            (renewal.started, is_first)
        })
    }

    /// Ends the running renewal.
    pub fn finish_renewal(&self, outcome: Result<Session, Error>) {
        let waiting = self.with(|state| {
            state.renewal.is_running = false;
            state.renewal.outcome = Some(outcome);
            std::mem::take(&mut state.renewal.waiting)
        });
        for waker in waiting {
            waker.wake();
        }
    }

    /// Waits for the renewal with this number.
    pub fn poll_renewal(&self, number: u64, context: &Context<'_>) -> Poll<Result<Session, Error>> {
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
        Duration::from_millis(self.pause_until.saturating_sub(ticks))
    }

    fn refusal(&self) -> Option<Error> {
        self.failure.clone().filter(is_refusal)
    }

    fn session_state(&self, session: &Session, now: Timestamp) -> SessionState {
        let is_usable = session.record().is_usable(now);
        let is_due = self.due.is_none_or(|due| due <= now);
        match &self.failure {
            Some(error) if is_due => state_after(error),
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

fn state_after(error: &Error) -> SessionState {
    match error.kind() {
        ErrorKind::Network | ErrorKind::Timeout => SessionState::Offline,
        ErrorKind::LambdaRejected => SessionState::Refused,
        _ => SessionState::Stale,
    }
}
