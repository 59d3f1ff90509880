//! Repeats what was cut off, until it is known whether the endpoint cuts off this hello or only some of many connections.
//!
//! Endpoints, and devices before them, limit connections: so many in a second, so many at a time, none for a while after a
//! failure. They reset or close the others, or leave them without an answer, which is also how many servers reject a version. So
//! such an end counts only when it was met again with nothing else open at the address, between two controls (a hello that the
//! endpoint had answered) that were answered as well. What costs time here is spent only where something was cut off.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::time::sleep;

use super::attempts::At;
use super::limits::Turn;
use super::{Ask, Doubts, Question, Seen};
use crate::observation::{End, Repetition};

/// The first pause before each attempt, once there is a sign of a limit. Each further one is twice as long.
const FIRST_SPACING: Duration = Duration::from_millis(25);
/// The first pause while nothing has been answered at all.
const FIRST_UNANSWERED: Duration = Duration::from_millis(100);
/// Connections that are made to one address at most.
const MOST: u32 = 128;
/// Of these, as long as the endpoint has answered nothing at all: with those before it, 40 at most.
const MOST_UNANSWERED: u32 = 26;
/// Attempts beside as many controls, concurrently.
const BATCH: usize = 8;
/// The deadline of an attempt, as a multiple of the time that a control takes to be answered. Silence has already been waited
/// for until the deadline of an attempt.
const PATIENCE: u32 = 20;
/// The shortest deadline of an attempt, and as a part of the plan's deadline.
const LEAST_PATIENCE: Duration = Duration::from_millis(500);
const LEAST_PART: u32 = 10;

/// What came of a repeated ask.
enum Settled {
    /// It was answered, or met something else than being cut off.
    Answered(Seen),
    /// It was cut off between two controls that were answered.
    CutOff,
}

/// The repetitions at one address for one question.
pub(super) struct Confirmation<'a> {
    at: At<'a>,
    question: &'a dyn Question,
    turn: &'a Turn,
    until: Instant,
    patience: Duration,
    least_patience: Duration,
    left: u32,
    round: u32,
    /// The pause before each attempt: none as long as every control was answered.
    spacing: Duration,
    /// Whether the last attempt was answered, so that it is the control before the next one.
    fresh: bool,
    /// Whether anything was cut off that was answered at another time.
    limited: bool,
    /// What was cut off between or beside answered controls, before there was a sign of a limit.
    once: Vec<Ask>,
}

impl<'a> Confirmation<'a> {
    /// Repetitions at an address where this endpoint has the turn.
    pub(super) fn new(at: At<'a>, question: &'a dyn Question, turn: &'a Turn) -> Self {
        let plan = at.engine.plan();
        Self {
            at,
            question,
            turn,
            until: Instant::now() + plan.timeout.saturating_mul(1 + plan.retries),
            patience: plan.timeout,
            least_patience: LEAST_PATIENCE.min(plan.timeout / LEAST_PART),
            left: MOST,
            round: 0,
            spacing: Duration::ZERO,
            fresh: false,
            limited: false,
            once: Vec::new(),
        }
    }

    /// Repeats what is in doubt after this was seen.
    pub(super) async fn run(mut self, mut doubts: Doubts, mut seen: Vec<Seen>) {
        if doubts.control.is_none() {
            seen.extend(self.look_for_an_answer(&doubts, &seen).await);
            doubts = self.question.doubts(&seen);
        }
        let Some(control) = doubts.control else { return };
        // What is repeated must not take longer than the first look at everything.
        let share = self.patience / u32::try_from(doubts.suspects.len() + 2).unwrap_or(u32::MAX);
        self.patience = self.patience.min(share.max(self.least_patience));
        let mut open = Vec::new();
        for suspect in doubts.suspects {
            match self.settle(&suspect.ask, &control, 0).await {
                None => return,
                Some(Settled::Answered(seen)) if self.is_final(&seen) => {}
                Some(Settled::Answered(_) | Settled::CutOff) => open.push(suspect.others),
            }
        }
        if self.settle_all(open, &control).await.is_none() || !self.limited {
            return;
        }
        for ask in std::mem::take(&mut self.once) {
            if self.settle(&ask, &control, 1).await.is_none() {
                return;
            }
        }
    }

    /// Repeats one ask until it is settled; `None` when time or connections have run out. As soon as there
    /// is a sign of a limit, an ask has to be cut off twice, with other pauses: by chance one may be in step with a limit, and the
    /// controls not. It was already, this many times.
    async fn settle(&mut self, ask: &Ask, control: &Ask, mut times: u32) -> Option<Settled> {
        // Without a sign of a limit the control comes first. With one, a connection may be all that the endpoint has left.
        if !self.fresh && self.spacing.is_zero() {
            self.control(control).await?;
        }
        loop {
            let before = self.fresh;
            let seen = self.once(ask, false).await?;
            if !seen.is_cut_off() {
                self.limited = true;
                return Some(Settled::Answered(seen));
            }
            self.control(control).await?;
            match (before, self.fresh) {
                (true, true) if !self.limited => {
                    self.once.push(ask.clone());
                    return Some(Settled::CutOff);
                }
                (true, true) if times > 0 => {
                    self.spacing /= 2;
                    return Some(Settled::CutOff);
                }
                (true, true) => {
                    times += 1;
                    self.slow_down();
                }
                // The control before it is there now.
                (false, true) => {}
                (_, false) => self.slow_down(),
            }
        }
    }

    /// Repeats further asks: together with as many controls as long as none of those is cut off, and else one by one. An answer
    /// that is final ends its list.
    async fn settle_all(&mut self, mut open: Vec<Vec<Ask>>, control: &Ask) -> Option<()> {
        let batch = BATCH.min(self.at.engine.limits.per_address() / 2);
        while batch > 0 && self.spacing.is_zero() {
            // From every list in turn, so that the likely ones of each come first.
            let mut tries = Vec::new();
            while tries.len() < batch && open.iter().any(|list| !list.is_empty()) {
                for (place, list) in open.iter_mut().enumerate().filter(|(_, list)| !list.is_empty()) {
                    if tries.len() < batch {
                        tries.push((place, list.remove(0)));
                    }
                }
            }
            if tries.is_empty() {
                return Some(());
            }
            if !self.reserve(2 * tries.len() as u32) {
                return None;
            }
            let (at, patience, round) = (self.at, self.patience, self.next_round());
            let pairs = tries.iter().map(|(_, ask)| async move {
                let control = at.repeat(control, Repetition { round, control: true }, patience, false);
                let attempt = at.repeat(ask, Repetition { round, control: false }, patience, false);
                futures_util::future::join(control, attempt).await
            });
            let met = join_all(pairs).await;
            self.fresh = false;
            let limited = met.iter().any(|(control, _)| control.selected.is_none());
            if limited {
                self.slow_down();
            }
            for ((place, ask), (_, seen)) in tries.into_iter().zip(met) {
                if self.is_final(&seen) {
                    open[place].clear();
                } else if seen.is_cut_off() {
                    if limited { open[place].push(ask) } else { self.once.push(ask) }
                }
            }
        }
        for list in open {
            for ask in list {
                match self.settle(&ask, control, 0).await? {
                    Settled::Answered(seen) if self.is_final(&seen) => break,
                    Settled::Answered(_) | Settled::CutOff => {}
                }
            }
        }
        Some(())
    }

    /// Nothing was selected: some of what was cut off alone, after pauses, and then the hellos that may be what the endpoint
    /// wants. One that has sent an alert speaks TLS, and so may one at an address where another does: there is more to wait for.
    async fn look_for_an_answer(&mut self, doubts: &Doubts, before: &[Seen]) -> Vec<Seen> {
        let most = self.left;
        self.left = MOST_UNANSWERED;
        let mut seen = Vec::new();
        self.patience /= 2;
        let answers = self.turn.speaks_tls() || before.iter().any(|seen| matches!(seen.end, End::Alert(_)));
        for suspect in doubts.suspects.iter().cycle().take(if answers { 5 } else { 2 }) {
            self.spacing = (self.spacing * 2).max(FIRST_UNANSWERED);
            seen.extend(self.once(&suspect.ask, false).await);
            if self.fresh {
                break;
            }
        }
        if !self.fresh {
            self.spacing = Duration::ZERO;
            let longest = doubts.suspects.iter().map(|suspect| suspect.others.len()).max().unwrap_or_default();
            let others =
                (0..longest).flat_map(|place| doubts.suspects.iter().filter_map(move |it| it.others.get(place)));
            let others: Vec<_> = others.take(self.left as usize).collect();
            self.reserve(others.len() as u32);
            let round = self.next_round();
            let repetition = Repetition { round, control: false };
            let tries = others.into_iter().map(|ask| self.at.repeat(ask, repetition, self.patience, false));
            seen.extend(join_all(tries).await);
        }
        self.patience *= 2;
        self.left = most - MOST_UNANSWERED;
        // Nothing has been answered at one time and cut off at another, unless it is the hello that was just answered.
        self.limited = self.fresh;
        seen
    }

    async fn control(&mut self, control: &Ask) -> Option<Seen> {
        self.once(control, true).await
    }

    /// One attempt with nothing else open at the address; `None` when time or connections have run out.
    async fn once(&mut self, ask: &Ask, control: bool) -> Option<Seen> {
        if !self.reserve(1) {
            return None;
        }
        sleep(self.spacing).await;
        let (round, began) = (self.next_round(), Instant::now());
        let seen = self.at.repeat(ask, Repetition { round, control }, self.patience, true).await;
        self.fresh = seen.selected.is_some();
        if control && self.fresh {
            let enough = began.elapsed().saturating_mul(PATIENCE).max(self.least_patience);
            self.patience = self.patience.min(enough);
        }
        Some(seen)
    }

    fn reserve(&mut self, connections: u32) -> bool {
        let there = self.left >= connections && Instant::now() + self.spacing < self.until;
        if there {
            self.left -= connections;
        }
        there
    }

    fn next_round(&mut self) -> u32 {
        let round = self.round;
        self.round += 1;
        round
    }

    fn slow_down(&mut self) {
        self.limited = true;
        self.spacing = if self.spacing.is_zero() { FIRST_SPACING } else { self.spacing * 2 };
    }

    /// Whether nothing more has to be asked after this.
    fn is_final(&self, seen: &Seen) -> bool {
        !seen.is_cut_off() && self.question.next(std::slice::from_ref(seen)).is_empty()
    }
}
