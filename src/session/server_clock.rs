//! An estimate of Cognito's time.
//!
//! A machine's clock may be wrong, and may be set while a page is open. Its offset is learned from Cognito's responses.
//! Between them, the estimate is the later of two times: that of the machine's clock plus the offset, which continues
//! while the machine sleeps, and that of a monotonic clock. So a clock that is set back is detected. One that is set
//! forward causes an early renewal, whose response corrects the offset.

use std::sync::{Mutex, PoisonError};

use crate::platform::{Clock, Timestamp};

/// How far the two times may differ, in milliseconds, before the machine's clock counts as set back.
const DRIFT: i64 = 1000;

#[derive(Default)]
pub(crate) struct ServerClock(Mutex<State>);

#[derive(Default)]
struct State {
    /// Cognito's time minus this machine's, in milliseconds.
    offset: i64,
    /// The last estimate of Cognito's time, and the monotonic clock at that moment.
    last_read: Option<(i64, u64)>,
    /// The duration of the last request, in milliseconds.
    latency: i64,
    /// Cognito's time when it was last known from a response or a record, and the monotonic clock at that moment: a
    /// lower bound of the time.
    last_known: (i64, u64),
    /// Whether the machine's clock was set after a record was written, so that the time is unknown until the next
    /// response.
    is_uncertain: bool,
}

/// A moment by both clocks of this machine, in milliseconds.
#[derive(Clone, Copy)]
pub(crate) struct LocalInstant {
    machine: i64,
    ticks: u64,
}

impl LocalInstant {
    pub fn now(clock: &dyn Clock) -> Self {
        LocalInstant {
            machine: clock.now().as_millis() as i64,
            ticks: clock.ticks(),
        }
    }

    /// The longer of the two clocks' durations: one clock may have been set, or may have stopped.
    fn since(self, earlier: LocalInstant) -> i64 {
        let ticks = self.ticks.saturating_sub(earlier.ticks) as i64;
        ticks.max(self.machine - earlier.machine)
    }
}

impl ServerClock {
    /// Returns the estimate of Cognito's time.
    pub fn now(&self, clock: &dyn Clock) -> Timestamp {
        self.with(|state| state.now(LocalInstant::now(clock)))
    }

    /// Returns Cognito's time minus this machine's, in milliseconds.
    pub fn offset(&self) -> i64 {
        self.with(|state| state.offset)
    }

    /// Whether Cognito's time may be much later than [`now`](Self::now).
    pub fn is_uncertain(&self) -> bool {
        self.with(|state| state.is_uncertain)
    }

    /// Notes a response to a request that was sent at this moment. `date` is its `Date` header, in milliseconds since
    /// 1970.
    pub fn note_response(&self, clock: &dyn Clock, sent: LocalInstant, date: Option<u64>) {
        self.with(|state| state.latency = LocalInstant::now(clock).since(sent));
        if let Some(date) = date {
            self.note_server_time(clock, date as i64);
        }
    }

    /// Notes Cognito's time in a response that has just arrived, rounded down to whole seconds. The offset stays as it
    /// is if it is consistent with that time.
    pub fn note_server_time(&self, clock: &dyn Clock, cognito: i64) {
        let now = LocalInstant::now(clock);
        self.with(|state| {
            let least = cognito - now.machine;
            let most = least + 1000 + state.latency.max(0);
            if !(least..=most).contains(&state.offset) {
                // The largest possible offset: renewing a little early is better than too late.
                state.offset = most;
            }
            state.last_known = (now.machine + state.offset, now.ticks);
            state.last_read = Some(state.last_known);
            state.is_uncertain = false;
        });
    }

    /// Takes the offset of a record if its tokens were issued after the last known time. The time cannot be earlier
    /// than their issue.
    pub fn note_record(&self, clock: &dyn Clock, offset: i64, issued: Timestamp) {
        let (now, issued) = (LocalInstant::now(clock), issued.as_millis() as i64);
        self.with(|state| {
            if issued > state.last_known.0 {
                let (cognito, ticks) = state.last_known;
                // Before the first known time there is no lower bound.
                let least = match cognito {
                    0 => 0,
                    _ => cognito + now.ticks.saturating_sub(ticks) as i64,
                };
                state.offset = offset;
                // A tab that knew the time before continues with the monotonic clock.
                let knows_no_time = cognito == 0 || state.is_uncertain;
                state.is_uncertain = knows_no_time && now.machine + offset + DRIFT < issued;
                state.last_known = (issued.max(least), now.ticks);
                state.last_read = Some(state.last_known);
            }
        });
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn now(&mut self, now: LocalInstant) -> Timestamp {
        let mut cognito = now.machine + self.offset;
        if let Some((at, ticks)) = self.last_read {
            let steady = at + now.ticks.saturating_sub(ticks) as i64;
            if steady > cognito + DRIFT {
                self.offset += steady - cognito;
                cognito = steady;
            }
        }
        self.last_read = Some((cognito, now.ticks));
        Timestamp::from_millis(cognito.max(0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::LocalFuture;
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
    use std::time::Duration;

    /// A platform with two adjustable clocks.
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

        fn advance(&self, millis: i64) {
            self.sleep_for(millis);
            self.ticks.fetch_add(millis as u64, Ordering::Relaxed);
        }

        /// The machine sleeps, so one of its clocks stops.
        fn sleep_for(&self, millis: i64) {
            self.time.fetch_add(millis, Ordering::Relaxed);
        }

        fn ask(&self, time: &ServerClock, cognito: i64) {
            let sent = LocalInstant::now(self);
            self.advance(200);
            time.note_response(self, sent, Some(cognito.unsigned_abs() / 1000 * 1000));
        }

        fn read(&self, time: &ServerClock) -> i64 {
            time.now(self).as_millis() as i64
        }
    }

    const DAY: i64 = 86_400_000;
    const NOON: i64 = 20_000 * DAY + DAY / 2;

    #[test]
    fn keeps_a_correct_clock() {
        let (machine, time) = (Machine::at(NOON), ServerClock::default());
        for _ in 0..20 {
            machine.advance(777);
            machine.ask(&time, machine.read(&time));
            assert_eq!(time.offset(), 0);
        }
    }

    #[test]
    fn corrects_a_clock_that_is_wrong_by_a_day() {
        for wrong in [-DAY, DAY] {
            let (machine, time) = (Machine::at(NOON + wrong), ServerClock::default());
            machine.ask(&time, NOON);
            let error = machine.read(&time) - (NOON + 200);
            assert!((0..=1400).contains(&error), "{error}");
        }
    }

    #[test]
    fn detects_a_clock_that_is_set_back() {
        let (machine, time) = (Machine::at(NOON), ServerClock::default());
        machine.ask(&time, NOON);
        machine.advance(60_000);
        let before = machine.read(&time);
        machine.set(NOON - DAY);
        machine.advance(5000);
        assert_eq!(machine.read(&time), before + 5000);
        assert_eq!(machine.read(&time), before + 5000);
    }

    #[test]
    fn detects_sleep() {
        let (machine, time) = (Machine::at(NOON), ServerClock::default());
        machine.ask(&time, NOON);
        machine.sleep_for(DAY);
        assert_eq!(machine.read(&time), NOON + 200 + DAY);
    }

    #[test]
    fn next_response_corrects_a_clock_that_is_set_forward() {
        let (machine, time) = (Machine::at(NOON), ServerClock::default());
        machine.ask(&time, NOON);
        machine.set(NOON + DAY);
        assert_eq!(machine.read(&time), NOON + DAY);
        machine.ask(&time, NOON + 300);
        let error = machine.read(&time) - (NOON + 500);
        assert!((0..=1400).contains(&error), "{error}");
    }

    #[test]
    fn ignores_a_response_delayed_by_sleep() {
        let (machine, time) = (Machine::at(NOON), ServerClock::default());
        machine.ask(&time, NOON);
        let sent = LocalInstant::now(&machine);
        machine.sleep_for(DAY / 24);
        time.note_response(&machine, sent, Some(NOON as u64));
        assert_eq!(time.offset(), 0);
    }

    #[test]
    fn takes_the_offset_of_a_newer_record() {
        let (machine, time) = (Machine::at(NOON + DAY), ServerClock::default());
        assert_eq!(machine.read(&time), NOON + DAY);
        time.note_record(&machine, -DAY, Timestamp::from_millis(NOON as u64));
        assert_eq!(machine.read(&time), NOON);
        machine.ask(&time, NOON + 5000);
        time.note_record(&machine, DAY, Timestamp::from_millis(NOON as u64));
        assert!(machine.read(&time) < NOON + 10_000);
    }

    #[test]
    fn is_not_earlier_than_the_issue_of_a_token() {
        let (machine, time) = (Machine::at(NOON - DAY), ServerClock::default());
        time.note_record(&machine, 0, Timestamp::from_millis(NOON as u64));
        assert_eq!(machine.read(&time), NOON);
        machine.advance(5000);
        assert_eq!(machine.read(&time), NOON + 5000);
    }

    #[test]
    fn is_uncertain_after_the_clock_was_set_back_behind_a_record() {
        let (machine, time) = (Machine::at(NOON - DAY), ServerClock::default());
        time.note_record(&machine, DAY, Timestamp::from_millis(NOON as u64));
        assert!(!time.is_uncertain(), "the record says how far it is off");
        let time = ServerClock::default();
        time.note_record(&machine, DAY - 5000, Timestamp::from_millis(NOON as u64));
        assert!(time.is_uncertain());
        time.note_server_time(&machine, NOON + 1000);
        assert!(!time.is_uncertain());
    }

    #[test]
    fn keeps_a_known_time_despite_a_later_record() {
        let (machine, time) = (Machine::at(NOON), ServerClock::default());
        time.note_record(&machine, 0, Timestamp::from_millis(NOON as u64));
        time.note_record(&machine, 0, Timestamp::from_millis((NOON + 30_000) as u64));
        assert!(!time.is_uncertain());
        assert_eq!(machine.read(&time), NOON + 30_000);
    }
}
