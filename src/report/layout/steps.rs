//! The steps of a remedy: sentences, which are wrapped, and lines to paste, which never are.

use super::Page;
use super::text::{labeled, plain, plain_lines, width};
use crate::diagnosis::Step;

/// Returns steps after a label. Each step begins on a new line, and lines to paste are indented further.
pub fn labeled_steps(label: &str, steps: &[Step], page: Page<'_>) -> Vec<String> {
    let indent = " ".repeat(width(label));
    let mut lines: Vec<String> = Vec::new();
    for step in steps {
        let before = if lines.is_empty() { label } else { &indent };
        match step {
            Step::Do(message) => {
                lines.extend(labeled(before, &plain_lines(page, &page.words.say(message)), page.width));
            }
            Step::Paste(commands) => {
                for command in commands {
                    let before = if lines.is_empty() { label.to_owned() } else { format!("{indent}  ") };
                    lines.push(format!("{before}{}", plain(page, command)));
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::layout::{english, style::Style};

    #[test]
    fn commands_are_never_broken_and_cannot_begin_a_line_of_their_own() {
        let command = "reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\" /v DisabledByDefault /t REG_DWORD /d 0 /f";
        let page = english(Style { width: 60, ..Style::PLAIN });
        let paste = |line: &str| Step::Paste(vec![line.to_owned()]);
        assert_eq!(labeled_steps("  Do:   ", &[paste("true")], page), ["  Do:   true"]);
        let steps = [Step::Do(crate::message::Message::ListEmpty), paste(command), paste("a\nb")];
        let lines = labeled_steps("  Do:   ", &steps, page);
        assert_eq!(lines, ["  Do:   none", &format!("          {command}"), "          a\\u{a}b"]);
    }
}
