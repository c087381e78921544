//! Cognito's time, as far as this machine knows it.
//!
//! A machine's clock may be wrong, and may be set while a page is open. How far it is off is
//! learned from Cognito's answers. Between them the later of two times holds: the machine's
//! clock, corrected, which goes on while the machine sleeps; and a clock that nobody can set. So a
//! clock that is set back is noticed, and one that is set forward leads to a renewal too early, whose
//! answer corrects it.

use std::sync::{Mutex, PoisonError};

use crate::platform::{Clock, Timestamp};

/// How far the two times may be apart before the machine's clock counts as set back.
const DRIFT: i64 = 1000;

#[derive(Default)]
pub(crate) struct Time(Mutex<State>);

#[derive(Default)]
struct State {
    /// Cognito's time less that of this machine, in milliseconds.
    offset: i64,
    /// Cognito's time, and the steady clock at that moment.
    seen: Option<(i64, u64)>,
    /// How long the latest answer took, in milliseconds.
    latency: i64,
    /// Cognito's time when it was last learned, and the steady clock then: it cannot be earlier than
    /// by these.
    learned: (i64, u64),
    /// Whether the machine's clock has been set since a record was written, so that nobody can tell
    /// the time before the next answer.
    is_unsure: bool,
}

/// A moment by both clocks of this machine.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    machine: i64,
    ticks: u64,
}

impl Moment {
    pub fn now(clock: &dyn Clock) -> Self {
        Moment {
            machine: clock.now().as_millis() as i64,
            ticks: clock.ticks(),
        }
    }

    /// The longer of what two clocks say: one of them may have been set, or have stood still.
    fn since(self, earlier: Moment) -> i64 {
        let ticks = self.ticks.saturating_sub(earlier.ticks) as i64;
        ticks.max(self.machine - earlier.machine)
    }
}

impl Time {
    /// Cognito's time.
    pub fn now(&self, clock: &dyn Clock) -> Timestamp {
        self.with(|state| state.now(Moment::now(clock)))
    }

    /// Cognito's time less that of this machine, in milliseconds.
    pub fn offset(&self) -> i64 {
        self.with(|state| state.offset)
    }

    /// Whether Cognito's time may be anything later than what [`now`](Self::now) says.
    pub fn is_unsure(&self) -> bool {
        self.with(|state| state.is_unsure)
    }

    /// An answer has come to a request of that moment.
    pub fn answered(&self, clock: &dyn Clock, sent: Moment, date: Option<u64>) {
        self.with(|state| state.latency = Moment::now(clock).since(sent));
        if let Some(date) = date {
            self.learn(clock, date as i64);
        }
    }

    /// Cognito's time, cut to whole seconds, was this while it worked on the answer that has just
    /// come. What is known stays where it fits to that.
    pub fn learn(&self, clock: &dyn Clock, cognito: i64) {
        let now = Moment::now(clock);
        self.with(|state| {
            let least = cognito - now.machine;
            let most = least + 1000 + state.latency.max(0);
            if !(least..=most).contains(&state.offset) {
                // Rather a little early than too late.
                state.offset = most;
            }
            state.learned = (now.machine + state.offset, now.ticks);
            state.seen = Some(state.learned);
            state.is_unsure = false;
        });
    }

    /// Takes over what a record says, where that is newer than what was learned here. It cannot be
    /// earlier than when the record's tokens were issued.
    pub fn adopt(&self, clock: &dyn Clock, offset: i64, issued: Timestamp) {
        let (now, issued) = (Moment::now(clock), issued.as_millis() as i64);
        self.with(|state| {
            if issued > state.learned.0 {
                let (cognito, ticks) = state.learned;
                // Where nothing was learned before, there is nothing that it could be earlier than.
                let least = match cognito {
                    0 => 0,
                    _ => cognito + now.ticks.saturating_sub(ticks) as i64,
                };
                state.offset = offset;
                // A tab that has seen the time before goes on by the clock that nobody can set.
                let is_blind = cognito == 0 || state.is_unsure;
                state.is_unsure = is_blind && now.machine + offset + DRIFT < issued;
                state.learned = (issued.max(least), now.ticks);
                state.seen = Some(state.learned);
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn now(&mut self, now: Moment) -> Timestamp {
        let mut cognito = now.machine + self.offset;
        if let Some((at, ticks)) = self.seen {
            let steady = at + now.ticks.saturating_sub(ticks) as i64;
            if steady > cognito + DRIFT {
                self.offset += steady - cognito;
                cognito = steady;
            }
        }
        self.seen = Some((cognito, now.ticks));
        Timestamp::from_millis(cognito.max(0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::LocalFuture;
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
    use std::time::Duration;

    /// A machine whose two clocks can be moved.
    #[derive(Default)]
    struct Machine {
        time: AtomicI64,
        ticks: AtomicU64,
    }

    impl Clock for Machine {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.time.load(Ordering::Relaxed) as u64)
        }

        fn ticks(&self) -> u64 {
            self.ticks.load(Ordering::Relaxed)
        }

        fn sleep(&self, _: Duration) -> LocalFuture<'_, ()> {
            Box::pin(async {})
        }
    }

    impl Machine {
        fn at(time: i64) -> Self {
            let machine = Machine::default();
            machine.set(time);
            machine
        }

        fn set(&self, time: i64) {
            self.time.store(time, Ordering::Relaxed);
        }

        fn pass(&self, millis: i64) {
            self.sleep_for(millis);
            self.ticks.fetch_add(millis as u64, Ordering::Relaxed);
        }

        /// The machine sleeps: one of its clocks stands still.
        fn sleep_for(&self, millis: i64) {
            self.time.fetch_add(millis, Ordering::Relaxed);
        }

        fn ask(&self, time: &Time, cognito: i64) {
            let sent = Moment::now(self);
            self.pass(200);
            time.answered(self, sent, Some(cognito.unsigned_abs() / 1000 * 1000));
        }

        fn read(&self, time: &Time) -> i64 {
            time.now(self).as_millis() as i64
        }
    }

    const DAY: i64 = 86_400_000;
    const NOON: i64 = 20_000 * DAY + DAY / 2;

    #[test]
    fn a_clock_that_is_right_stays_as_it_is() {
        let (machine, time) = (Machine::at(NOON), Time::default());
        for _ in 0..20 {
            machine.pass(777);
            machine.ask(&time, machine.read(&time));
            assert_eq!(time.offset(), 0);
        }
    }

    #[test]
    fn a_clock_that_is_wrong_by_a_day_is_corrected() {
        for wrong in [-DAY, DAY] {
            let (machine, time) = (Machine::at(NOON + wrong), Time::default());
            machine.ask(&time, NOON);
            let error = machine.read(&time) - (NOON + 200);
            assert!((0..=1400).contains(&error), "{error}");
        }
    }

    #[test]
    fn a_clock_that_is_set_back_is_noticed() {
        let (machine, time) = (Machine::at(NOON), Time::default());
        machine.ask(&time, NOON);
        machine.pass(60_000);
        let before = machine.read(&time);
        machine.set(NOON - DAY);
        machine.pass(5000);
        assert_eq!(machine.read(&time), before + 5000);
        assert_eq!(machine.read(&time), before + 5000);
    }

    #[test]
    fn a_machine_that_slept_knows_it() {
        let (machine, time) = (Machine::at(NOON), Time::default());
        machine.ask(&time, NOON);
        machine.sleep_for(DAY);
        assert_eq!(machine.read(&time), NOON + 200 + DAY);
    }

    #[test]
    fn a_clock_that_is_set_forward_is_corrected_by_the_next_answer() {
        let (machine, time) = (Machine::at(NOON), Time::default());
        machine.ask(&time, NOON);
        machine.set(NOON + DAY);
        assert_eq!(machine.read(&time), NOON + DAY);
        machine.ask(&time, NOON + 300);
        let error = machine.read(&time) - (NOON + 500);
        assert!((0..=1400).contains(&error), "{error}");
    }

    #[test]
    fn an_answer_that_a_sleeping_machine_got_teaches_nothing_wrong() {
        let (machine, time) = (Machine::at(NOON), Time::default());
        machine.ask(&time, NOON);
        let sent = Moment::now(&machine);
        machine.sleep_for(DAY / 24);
        time.answered(&machine, sent, Some(NOON as u64));
        assert_eq!(time.offset(), 0);
    }

    #[test]
    fn a_newer_record_knows_better() {
        let (machine, time) = (Machine::at(NOON + DAY), Time::default());
        assert_eq!(machine.read(&time), NOON + DAY);
        time.adopt(&machine, -DAY, Timestamp::from_millis(NOON as u64));
        assert_eq!(machine.read(&time), NOON);
        machine.ask(&time, NOON + 5000);
        time.adopt(&machine, DAY, Timestamp::from_millis(NOON as u64));
        assert!(machine.read(&time) < NOON + 10_000);
    }

    #[test]
    fn it_cannot_be_earlier_than_when_a_token_was_issued() {
        let (machine, time) = (Machine::at(NOON - DAY), Time::default());
        time.adopt(&machine, 0, Timestamp::from_millis(NOON as u64));
        assert_eq!(machine.read(&time), NOON);
        machine.pass(5000);
        assert_eq!(machine.read(&time), NOON + 5000);
    }

    #[test]
    fn a_clock_that_was_set_back_behind_a_record_is_no_clock_until_the_next_answer() {
        let (machine, time) = (Machine::at(NOON - DAY), Time::default());
        time.adopt(&machine, DAY, Timestamp::from_millis(NOON as u64));
        assert!(!time.is_unsure(), "the record says how far it is off");
        let time = Time::default();
        time.adopt(&machine, DAY - 5000, Timestamp::from_millis(NOON as u64));
        assert!(time.is_unsure());
        time.learn(&machine, NOON + 1000);
        assert!(!time.is_unsure());
    }

    #[test]
    fn a_tab_that_lags_behind_a_record_and_knew_the_time_before_still_knows_it() {
        let (machine, time) = (Machine::at(NOON), Time::default());
        time.adopt(&machine, 0, Timestamp::from_millis(NOON as u64));
        time.adopt(&machine, 0, Timestamp::from_millis((NOON + 30_000) as u64));
        assert!(!time.is_unsure());
        assert_eq!(machine.read(&time), NOON + 30_000);
    }
}
