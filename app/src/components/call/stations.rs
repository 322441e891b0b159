//! How the stations of a call's rail look, judged by what was sent there.

use super::view::CallView;
use crate::{
    components::{
        deliveries::line::DeliveryLine,
        moment::moment_name,
        rail::{Look, Station},
    },
    i18n::{Texts, text},
};
use domain::{DeliveryState, Moment};

/// The rail of a call, with what became of what was sent at each station; the sixth only where it
/// was reached.
#[must_use]
pub fn stations(t: Texts, view: &CallView) -> Vec<Station> {
    moments(view)
        .map(|moment| {
            let times = view.events.iter().filter(|event| event.moment == moment);
            let times: Vec<&str> = times.map(|event| event.occurred.text.as_str()).collect();
            Station {
                moment,
                look: look(view, moment),
                note: times.join(" · "),
                counts: counts(t, view, moment),
            }
        })
        .collect()
}

/// How many deliveries of a moment stand how: `Delivered: 2 · Not needed: 1`.
fn counts(t: Texts, view: &CallView, moment: Moment) -> String {
    let of_moment = view.deliveries.iter().filter(|line| line.moment == moment);
    let sent = of_moment.map(|line| line.standing.kind(t));
    let events = view.events.iter().filter(|event| event.moment == moment);
    let unmet = events.flat_map(|event| &event.unmet);
    let unmet = unmet.map(|_| t.get(text::STATE_NOT_NEEDED).to_owned());
    let mut counts: Vec<(String, i64)> = Vec::new();
    for word in sent.chain(unmet) {
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    let counts = counts.into_iter();
    let counts = counts.map(|(word, count)| format!("{word}: {}", t.number(count)));
    counts.collect::<Vec<_>>().join(" · ")
}

/// The moments that the page shows.
pub fn moments(view: &CallView) -> impl Iterator<Item = Moment> {
    let updated = view
        .events
        .iter()
        .any(|event| event.moment == Moment::CallUpdated);
    Moment::ALL
        .iter()
        .copied()
        .filter(move |moment| *moment != Moment::CallUpdated || updated)
}

/// The names of those at which nothing was reported and nothing sent.
#[must_use]
pub fn unreported(t: Texts, view: &CallView) -> Vec<String> {
    let is_empty = |moment: &Moment| {
        view.events.iter().all(|event| event.moment != *moment)
            && view.deliveries.iter().all(|line| line.moment != *moment)
    };
    let unreported = moments(view).filter(is_empty);
    unreported.map(|moment| moment_name(t, moment)).collect()
}

/// What did not arrive and was not sent again since.
pub fn not_arrived(lines: &[DeliveryLine]) -> impl Iterator<Item = &DeliveryLine> {
    lines.iter().filter(|line| {
        let state = line.standing.state;
        let lost = state.is_final()
            && !matches!(state, DeliveryState::Delivered | DeliveryState::Cancelled);
        lost && !line.is_test && lines.iter().all(|other| other.resend_of != Some(line.id))
    })
}

/// Of what did not arrive: what nobody answered and may have arrived after all, or the rest.
pub fn unarrived(lines: &[DeliveryLine], unanswered: bool) -> impl Iterator<Item = &DeliveryLine> {
    not_arrived(lines)
        .filter(move |line| (line.standing.state == DeliveryState::Unanswered) == unanswered)
}

fn look(view: &CallView, moment: Moment) -> Look {
    let lines: Vec<DeliveryLine> = view
        .deliveries
        .iter()
        .filter(|line| line.moment == moment)
        .cloned()
        .collect();
    if not_arrived(&lines).next().is_some() {
        Look::Failed
    } else if lines.iter().any(|line| !line.standing.state.is_final()) {
        Look::Waiting
    } else if !lines.is_empty() {
        Look::Done
    } else if view.events.iter().any(|event| event.moment == moment) {
        Look::Reached
    } else {
        Look::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        components::{calls::api::CallLine, state::DeliveryStanding},
        stamp::Stamp,
    };
    use domain::{DeliveryId, Facts, IntegrationId, Language};

    fn line(number: u8, state: DeliveryState, resend_of: Option<u8>) -> DeliveryLine {
        let id = |number: u8| {
            format!("dlv_{number:032x}")
                .parse::<DeliveryId>()
                .expect("an id")
        };
        DeliveryLine {
            id: id(number),
            integration_id: format!("int_{:032x}", 1)
                .parse::<IntegrationId>()
                .expect("an id"),
            integration_name: String::new(),
            call_id: String::new(),
            moment: Moment::AfterCall,
            standing: DeliveryStanding {
                state,
                held: false,
                awaits_recording: false,
                next_try_in_ms: None,
            },
            why: None,
            code: None,
            tries: 1,
            accepted: Stamp {
                at_ms: 0,
                text: String::new(),
                exact: String::new(),
            },
            took_ms: None,
            phone: None,
            is_test: false,
            resend_of: resend_of.map(id),
        }
    }

    fn view(deliveries: Vec<DeliveryLine>) -> CallView {
        let stamp = Stamp {
            at_ms: 0,
            text: String::new(),
            exact: String::new(),
        };
        CallView {
            line: CallLine {
                call_id: String::new(),
                phone: None,
                tracking: None,
                status: None,
                first: stamp,
                moments: Vec::new(),
                standing: None,
            },
            facts: Facts::default(),
            events: Vec::new(),
            deliveries,
            verdicts: Vec::new(),
        }
    }

    #[test]
    fn a_station_counts_what_stands_alike() {
        let view = view(vec![
            line(1, DeliveryState::Failed, None),
            line(2, DeliveryState::Delivered, None),
            line(3, DeliveryState::Failed, None),
        ]);
        let t = Texts::of(Language::En);
        let counts = |moment| counts(t, &view, moment);
        assert_eq!(counts(Moment::AfterCall), "Failed: 2 · Delivered: 1");
        assert_eq!(counts(Moment::Answered), "");
    }

    #[test]
    fn what_was_sent_is_not_told_as_unreported() {
        let t = Texts::of(Language::En);
        let view = view(vec![line(1, DeliveryState::Delivered, None)]);
        let names = unreported(t, &view);
        assert!(!names.contains(&moment_name(t, Moment::AfterCall)));
        assert!(names.contains(&moment_name(t, Moment::Answered)));
    }

    #[test]
    fn what_was_sent_again_is_not_sent_a_third_time() {
        let lines = [
            line(1, DeliveryState::Failed, None),
            line(2, DeliveryState::Delivered, Some(1)),
            line(3, DeliveryState::Expired, None),
            line(4, DeliveryState::Cancelled, None),
        ];
        let left: Vec<_> = not_arrived(&lines).map(|line| line.id).collect();
        assert_eq!(left, [lines[2].id]);
    }

    #[test]
    fn what_nobody_answered_is_not_taken_for_failed() {
        let lines = [
            line(1, DeliveryState::Failed, None),
            line(2, DeliveryState::Unanswered, None),
        ];
        let ids = |unanswered| {
            let found = unarrived(&lines, unanswered).map(|line| line.id);
            found.collect::<Vec<_>>()
        };
        assert_eq!(ids(false), [lines[0].id]);
        assert_eq!(ids(true), [lines[1].id]);
    }
}
