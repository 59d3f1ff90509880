//! What people see, as snapshots, and what must hold for every line.

use super::render;
use crate::diagnosis::{FindingCode, Reason, Step, SupportState, Verdict};
use crate::message::Message;
use crate::report::layout::text::width;
use crate::report::layout::{english, pseudo, style::Style};
use crate::report::model::Report;
use crate::report::sample::{HOSTILE, every_outcome, five_versions, no_network};
use crate::tls::Version;

const ASCII: Style = Style { unicode: false, ..Style::PLAIN };

/// Makes escape sequences visible, so that a snapshot can be read.
fn visible(text: &str) -> String {
    text.replace('\u{1b}', "␛")
}

#[test]
fn every_outcome_in_80_columns() {
    insta::assert_snapshot!(render(&every_outcome(), english(Style::PLAIN)));
}

#[test]
fn every_outcome_in_ascii() {
    let text = render(&every_outcome(), english(ASCII));
    assert!(text.is_ascii());
    insta::assert_snapshot!(text);
}

#[test]
fn every_outcome_in_color() {
    insta::assert_snapshot!(visible(&render(&every_outcome(), english(Style { color: true, ..Style::PLAIN }))));
}

#[test]
fn five_versions_in_80_columns() {
    insta::assert_snapshot!(render(&five_versions(), english(Style::PLAIN)));
}

#[test]
fn a_run_without_a_network_stays_readable() {
    let text = render(&no_network(), english(Style::PLAIN));
    assert_eq!(text.matches("Temporary failure").count(), 1, "said once, not for each endpoint");
    insta::assert_snapshot!(text);
}

#[test]
fn nothing_probed_still_says_so() {
    let mut report = every_outcome();
    report.endpoints.clear();
    report.partial = false;
    insta::assert_snapshot!(render(&report, english(Style::PLAIN)));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for report in [every_outcome(), five_versions(), no_network()] {
        for columns in [60, 72, 80, 99, 100] {
            for unicode in [true, false] {
                let text = render(&report, english(Style { unicode, width: columns, ..Style::PLAIN }));
                for line in text.lines() {
                    // Commands to paste are never broken.
                    assert!(
                        line.trim_start().starts_with("reg add ") || width(line) <= columns,
                        "{} columns of {columns}: {line}",
                        width(line)
                    );
                }
            }
        }
    }
}

#[test]
fn color_adds_nothing_but_color() {
    let report = every_outcome();
    let colored = render(&report, english(Style { color: true, ..Style::PLAIN }));
    let mut bare = String::new();
    let mut rest = colored.as_str();
    while let Some(start) = rest.find("\u{1b}[") {
        bare.push_str(&rest[..start]);
        let end = rest[start..].find('m').unwrap();
        rest = &rest[start + end + 1..];
    }
    bare.push_str(rest);
    assert_eq!(bare, render(&report, english(Style::PLAIN)));
}

#[test]
fn nothing_of_a_peer_acts_on_the_terminal() {
    for unicode in [true, false] {
        let text = render(&every_outcome(), english(Style { unicode, ..Style::PLAIN }));
        for character in HOSTILE.chars().filter(|character| !character.is_ascii_graphic()) {
            assert!(character == '\n' || !text.contains(character), "{character:?} came through");
        }
        assert!(text.contains("\\u{1b}[2J"), "and what was there is shown");
    }
}

#[test]
fn endpoints_at_one_address_say_it_once() {
    let mut report = every_outcome();
    report.endpoints.retain(|endpoint| endpoint.target.connect.is_some());
    let mut other = report.endpoints[0].clone();
    other.target.given = "other.example".to_owned();
    report.endpoints.push(other);
    let text = render(&report, english(Style::PLAIN));
    assert!(text.contains("\nProbed at 127.0.0.1\n  portal.example "), "{text}");
    assert_eq!(text.matches("127.0.0.1").count(), 1, "{text}");
}

#[test]
fn names_that_look_alike_when_cut_are_distinguished() {
    let mut report = every_outcome();
    let one = report.endpoints.swap_remove(0);
    report.endpoints = ["east", "west"]
        .map(|region| {
            let mut endpoint = one.clone();
            endpoint.target.given = format!("a-name-of-thirty-and-more-columns-in-{region}.example.net");
            endpoint
        })
        .to_vec();
    let text = render(&report, english(Style::PLAIN));
    for region in ["east", "west"] {
        let name = format!("\n  a-name-of-thirty-and-more-columns-in-{region}.example.net\n    20.42.65.84 ");
        assert!(text.contains(&name), "{text}");
    }
}

/// The endpoint can be used, but a requested check was inconclusive: the row, a paragraph, the legend, and the counts
/// show it.
#[test]
fn what_stays_open_of_a_usable_endpoint_is_explained() {
    let mut report = every_outcome();
    report.partial = false;
    report.endpoints.retain(|endpoint| endpoint.diagnosis.verdict == Verdict::Ready && !endpoint.diagnosis.unmet);
    let number = report.endpoints.len();
    let before = render(&report, english(Style::PLAIN));
    assert!(!before.contains("tlsready explain invalid-answer") && !before.contains("(?)"), "{before}");
    let endpoint = &mut report.endpoints[0];
    endpoint.diagnosis.inconclusive = true;
    endpoint.diagnosis.open = vec![(Version::Tls10, Reason::InvalidAnswer)];
    let support = endpoint.diagnosis.versions.get_mut(&Version::Tls10).expect("it was asked for");
    support.state = SupportState::Unknown;
    support.reason = Reason::InvalidAnswer;
    support.detail = Message::EndpointInvalid { problem: Box::new(Message::EndpointProblemFlood) };
    let detail = support.detail.clone();
    let text = render(&report, english(Style::PLAIN));
    assert!(text.contains("READY (?)"), "{text}");
    let page = english(Style::PLAIN);
    let unknown = Message::TableUnknownVersions { count: 1, versions: vec![Version::Tls10], why: Box::new(detail) };
    let counts = Message::TableCounts {
        endpoints: number as u64,
        ready: number as u64,
        at_risk: 0,
        not_ready: 0,
        inconclusive: 0,
    };
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        format!("{} {}", page.say(&Message::TableLabelUnknown), page.say(&unknown)),
        "tlsready explain invalid-answer".to_owned(),
        page.say(&Message::TableLegendOpen { mark: "(?)".to_owned() }),
        page.clauses(&[counts, Message::TableCountsOpen { count: 1 }]),
    ] {
        assert!(words.contains(&part), "{part}: {text}");
    }
}

/// Returns what a report may contain that is not from the catalog: names, and texts of peers and systems.
fn verbatim(report: &Report) -> Vec<String> {
    let mut known: Vec<String> = ["tlsready explain", "invalid-answer"].map(str::to_owned).to_vec();
    let host = &report.host;
    known.extend(host.name.clone());
    known.push(host.operating_system.clone());
    known.extend(host.stacks.iter().map(|stack| stack.name.clone()));
    known.extend(report.skipped.iter().map(crate::catalog::Skipped::flags_to_paste));
    for endpoint in &report.endpoints {
        known.push(endpoint.target.host.to_string());
        known.push(format!("{}:{}", endpoint.target.given, endpoint.target.port));
        known.extend(endpoint.address.map(|address| address.to_string()));
        if let Some(origin) = &endpoint.target.origin {
            known.push(crate::clean::clean(&origin.service_name));
            known.extend(origin.note.clone());
        }
        for finding in &endpoint.diagnosis.findings {
            let code: &str = finding.code.into();
            known.push(format!("tlsready explain {code}"));
            for step in &finding.remedy {
                if let Step::Paste(lines) = step {
                    known.extend(lines.clone());
                }
            }
        }
    }
    known
}

#[test]
fn everything_comes_from_the_catalog_and_fits_in_longer_words() {
    for mut report in [every_outcome(), five_versions(), no_network()] {
        for partial in [true, false] {
            report.partial = partial;
            let known = verbatim(&report);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            pseudo::check(|page| render(&report, page), &known);
        }
    }
}

/// The last line says what the exit code says, and names the endpoints because of which it does.
#[test]
fn the_last_line_is_the_outcome() {
    let last = |report: &Report| {
        let text = render(report, english(Style { complete: true, ..Style::PLAIN }));
        let at = text.rfind("exit code").expect("an outcome");
        let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
        text[begin..].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut report = every_outcome();
    assert!(
        last(&report).starts_with("Not as expected (exit code 1), 4 endpoints: eus2-jobruntimedata"),
        "{}",
        last(&report)
    );
    // Ready, and yet not as expected.
    report.endpoints.retain(|endpoint| endpoint.diagnosis.verdict == Verdict::Ready && endpoint.diagnosis.unmet);
    assert_eq!(last(&report), "Not as expected (exit code 1): api.portal.cloudappsecurity.com");
    report.endpoints = no_network().endpoints;
    assert!(last(&report).ends_with("prod-8.azure-automation.net, and 23 more"), "{}", last(&report));
    report.endpoints = every_outcome().endpoints;
    report.endpoints.retain(|endpoint| !endpoint.has_problem() && !endpoint.diagnosis.inconclusive);
    assert_eq!(last(&report), "Inconclusive (exit code 3): the run was stopped");
    report.partial = false;
    assert_eq!(last(&report), "As expected (exit code 0)");
    report.self_test = true;
    assert!(!render(&report, english(Style::PLAIN)).contains("exit code"));
}

#[test]
fn only_problems_hides_what_is_ready_and_counts_it() {
    let mut report = every_outcome();
    report.only_problems = true;
    let text = render(&report, english(Style::PLAIN));
    for endpoint in &report.endpoints {
        let name = &endpoint.target.given;
        // Only one of its addresses has a problem.
        if name != "pool.example" && name.is_ascii() && name.len() < 28 {
            assert_eq!(text.contains(name.as_str()), endpoint.has_problem(), "{name}: {text}");
        }
    }
    let ready = report.endpoints.iter().filter(|endpoint| !endpoint.has_problem()).count();
    assert!(text.contains(&format!("{ready} endpoints without a problem are not shown")), "{text}");
    assert!(text.contains("23 endpoints (partial)"), "the counts are those of the run: {text}");
}

/// A report in a file or a pipe is all that is left of a run.
#[test]
fn no_name_is_cut_in_a_report_that_is_kept() {
    for mut report in [every_outcome(), five_versions(), no_network()] {
        report.endpoints[0].target.given = format!("{}.example.net", "a-very-long-label-of-a-name".repeat(4));
        for columns in [60, 80, 100] {
            let text = render(&report, english(Style { width: columns, complete: true, ..Style::PLAIN }));
            for endpoint in &report.endpoints {
                let name = crate::clean::clean(&endpoint.target.given);
                let name = if matches!(endpoint.target.host, crate::target::Host::Name(_)) {
                    name
                } else {
                    endpoint.target.host.to_string()
                };
                assert!(text.contains(&name), "{columns}: {name}: {text}");
            }
            assert!(!text.contains('…') || text.contains("--var"), "{text}");
        }
    }
}

#[test]
fn rows_of_a_dead_network_are_folded_and_it_is_said_once() {
    let mut report = no_network();
    for endpoint in &mut report.endpoints {
        endpoint.diagnosis.findings[0].code = FindingCode::DnsNoAnswer;
        endpoint.diagnosis.findings[0].summary = Message::EndpointCauseDnsNoAnswer;
    }
    let text = render(&report, english(Style::PLAIN));
    assert_eq!(text.lines().filter(|line| line.ends_with("INCONCLUSIVE")).count(), 2, "{text}");
    assert_eq!(text.matches("the network or DNS is down").count(), 1, "{text}");
    // Another reason in the same service has a row of its own.
    report.endpoints[3].diagnosis.findings[0].summary = Message::EndpointCauseNotResolved;
    let text = render(&report, english(Style::PLAIN));
    assert!(text.contains("29 endpoints") && text.contains("jobruntimedata-prod-4."), "{text}");
}

/// The other addresses of a name may be different.
#[test]
fn a_row_with_a_problem_says_where_it_was_found() {
    let mut report = every_outcome();
    let not_ready =
        |endpoint: &&mut crate::report::model::EndpointReport| endpoint.diagnosis.verdict == Verdict::NotReady;
    let endpoint = report.endpoints.iter_mut().find(not_ready).expect("one");
    endpoint.addresses.push(([192, 0, 2, 99], 443).into());
    let text = render(&report, english(Style::PLAIN));
    assert!(text.contains("\n    at 20.42.72.130, one of 2 addresses\n"), "{text}");
    assert!(!text.contains("at 20.42.65.84"), "not where all is well: {text}");
    // A name on a line of its own has the number of addresses, too; rows for each address do not.
    let mut long = report.endpoints.swap_remove(2);
    long.target.given = format!("a-name-of-thirty-and-more-columns-in-{}.example.net", "one");
    let mut alike = long.clone();
    alike.target.given = format!("a-name-of-thirty-and-more-columns-in-{}.example.net", "two");
    report.endpoints = vec![long.clone(), alike];
    assert_eq!(render(&report, english(Style::PLAIN)).matches("one of 2 addresses").count(), 2);
    report.endpoints = vec![long.clone(), long];
    assert_eq!(render(&report, english(Style::PLAIN)).matches("one of 2 addresses").count(), 0);
}
