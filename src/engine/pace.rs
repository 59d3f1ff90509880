//! Limits the rate at which connections are started: evenly spaced over the whole run.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The rate at which connections are started, as in `--rate`: `500/s`, `30/m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// From the start of one connection to the start of the next.
    spacing: Duration,
}

/// The text is not a rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseRateError;

impl std::str::FromStr for Rate {
    type Err = ParseRateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (count, unit) = match text.split_once('/') {
            None => (text, Duration::from_secs(1)),
            Some((count, "s")) => (count, Duration::from_secs(1)),
            Some((count, "m")) => (count, Duration::from_mins(1)),
            Some(_) => return Err(ParseRateError),
        };
        let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        match count.parse::<u32>() {
            Ok(count @ 1..=1_000_000) if digits => Ok(Self { spacing: unit / count }),
            _ => Err(ParseRateError),
        }
    }
}

/// Hands out turns at a rate.
#[derive(Debug)]
pub(super) struct Pace {
    spacing: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new(rate: Rate) -> Self {
        Self { spacing: rate.spacing, next: Mutex::new(None) }
    }

    /// Waits for the next turn. Unused turns do not accumulate to a burst.
    pub(super) async fn turn(&self) {
        let turn = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let turn = next.map_or(now, |next| next.max(now));
            *next = Some(turn + self.spacing);
            turn
        };
        sleep_until(turn).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates() {
        assert_eq!("500/s".parse(), Ok(Rate { spacing: Duration::from_millis(2) }));
        assert_eq!("500".parse(), Ok(Rate { spacing: Duration::from_millis(2) }));
        assert_eq!("30/m".parse(), Ok(Rate { spacing: Duration::from_secs(2) }));
        for bad in ["", "0", "0/s", "-1/s", "+1/s", "1/h", "1/", "/s", "1.5/s", "1000001/s", "1 /s"] {
            assert_eq!(bad.parse::<Rate>(), Err(ParseRateError), "{bad}");
        }
    }

    #[tokio::test]
    async fn turns_are_evenly_spaced_and_do_not_add_up() {
        let pace = Pace::new("100/s".parse().expect("a rate"));
        let began = Instant::now();
        for _ in 0..11 {
            pace.turn().await;
        }
        assert!(began.elapsed() >= Duration::from_millis(100), "ten spaces of 10 ms");
        // As if the last turn was an hour ago.
        let long_ago = Instant::now().checked_sub(Duration::from_hours(1));
        *pace.next.lock().unwrap_or_else(PoisonError::into_inner) = long_ago;
        let began = Instant::now();
        for _ in 0..6 {
            pace.turn().await;
        }
        assert!(began.elapsed() >= Duration::from_millis(50));
    }
}
