//! The rules of Microsoft's legacy checker, for people.

use super::{column, say};
use crate::diagnosis::host::windows::{CHECKER, OsFacts, Rule, RuleResult};
use crate::message::Message;
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::wrap;

/// Returns the rules: what each would report, what is known here, and where a rule misleads.
pub fn rules(rules: &[Rule], os: &OsFacts, page: Page<'_>) -> String {
    let intro =
        Message::WindowsRulesIntro { rules: rules.len() as u64, checker: CHECKER.to_owned(), windows: os.name.clone() };
    let mut lines = wrap(&say(page, &intro), page.width);
    for rule in rules {
        lines.push(String::new());
        let role = match rule.theirs {
            RuleResult::Passed => Role::Good,
            RuleResult::PassedWithWarning => Role::Warning,
            RuleResult::Failed => Role::Bad,
            RuleResult::NotInRegistry | RuleResult::NotRead => Role::Open,
        };
        // The checker's own result names are never translated.
        let word = match rule.theirs {
            RuleResult::Passed => "Passed".to_owned(),
            RuleResult::PassedWithWarning => "PassedWithWarning".to_owned(),
            RuleResult::Failed => "Failed".to_owned(),
            RuleResult::NotInRegistry => say(page, &Message::WindowsRuleNotInRegistry),
            RuleResult::NotRead => say(page, &Message::WindowsRuleNotRead),
        };
        let detail = rule.detail.unwrap_or_default();
        let id = page.paint(Role::Heading, &rule.id.to_string());
        lines.push(format!("{id}  {}{detail}", page.paint(role, &word)));
        let mut rows = vec![(Message::WindowsRulesLabelHere, say(page, &rule.ours))];
        rows.extend(rule.misleads.iter().map(|text| (Message::WindowsRulesLabelMisleads, say(page, text))));
        lines.extend(column(page, "  ", 2, rows));
    }
    format!("{}\n", lines.join("\n"))
}
