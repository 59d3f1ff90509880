//! `tlsready host` for a Windows registry: one screen, the cause first, then who gets what, what to do, and what is not known.

use std::fmt::Write;

use crate::diagnosis::Readiness;
use crate::diagnosis::host::StackAssessment;
use crate::diagnosis::host::windows::{
    Before, Client, ClientFacts, ClientKind, Confidence, DEFAULT_SECURE_PROTOCOLS, Installed, Repair, Rule, RuleResult,
    Runtime, SuiteSource, VersionVerdict, Weight, WindowsFacts, WindowsFinding, WindowsFindingCode,
};
use crate::observation::host::{Known, WhenAsked};
use crate::report::layout::Page;
use crate::report::layout::style::Role;
use crate::report::layout::text::{cut, labelled, plain, plain_lines, plain_name, width, wrap};
use crate::report::screens::explain;
use crate::settings::registry::Data;
use crate::tls::Version;
use crate::wire::Offer;

/// Everything that is said of one host.
#[derive(Clone, Copy, Debug)]
pub struct WindowsReport<'a> {
    /// The facts.
    pub facts: &'a WindowsFacts,
    /// What is stated of them, the heaviest first.
    pub findings: &'a [WindowsFinding],
    /// What to do.
    pub repair: &'a Repair,
    /// For which programs.
    pub kinds: &'a [ClientKind],
    /// How the user asked, to be repeated with `--fix`: `tlsready host --registry a.reg`, ready for a shell.
    pub command: &'a str,
    /// What Schannel was seen to offer, on the host itself.
    pub seen: Option<&'a StackAssessment>,
}

/// Columns of a version in the table.
const COLUMN: usize = 9;
const INDENT: &str = "  ";

impl WindowsReport<'_> {
    /// Whether the programs of the kinds offer TLS 1.2.
    pub fn readiness(&self) -> Readiness {
        self.facts.readiness(self.kinds)
    }

    /// For people, with a line end. No line is wider than the page says.
    pub fn table(&self, page: Page<'_>) -> String {
        let sections = [
            self.head(page),
            self.verdict(page),
            self.clients(page),
            self.remedy(page),
            self.also(page),
            self.settings(page),
            self.gaps(page),
            self.codes(page),
        ];
        let shown: Vec<String> =
            sections.iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
        format!("{}\n", shown.join("\n\n"))
    }

    fn head(&self, page: Page<'_>) -> Vec<String> {
        let os = &self.facts.os;
        let mut parts: Vec<String> = os.computer.iter().cloned().collect();
        parts.push(os.name.clone());
        if let Some(build) = os.build {
            let revision = os.revision.map_or_else(String::new, |revision| format!(".{revision}"));
            parts.push(format!("build {build}{revision}"));
        }
        parts.extend(os.width.map(|width| match width {
            crate::diagnosis::host::windows::Width::Bits32 => "32-bit".to_owned(),
            crate::diagnosis::host::windows::Width::Bits64 => "64-bit".to_owned(),
        }));
        let mut lines = labelled("host   ", &plain(page, &parts.join(" · ")), page.width);
        let sources = self.facts.sources.join(", ");
        lines.extend(labelled("from   ", &plain(page, &sources), page.width));
        if let Some(offer) = self.seen.and_then(|stack| stack.default_offer.as_ref()) {
            lines.extend(labelled("seen   ", &plain(page, &seen(offer)), page.width));
        }
        lines
    }

    /// The verdict in a word, and every cause.
    fn verdict(&self, page: Page<'_>) -> Vec<String> {
        let (word, role) = match self.readiness() {
            Readiness::Ready => ("READY", Role::Good),
            Readiness::Partly => ("NOT EVERY PROGRAM", Role::Warning),
            Readiness::NotReady => ("NOT READY", Role::Bad),
            Readiness::Inconclusive => ("INCONCLUSIVE", Role::Open),
        };
        let programs = if self.kinds.contains(&ClientKind::Schannel) {
            "Programs that name no TLS version"
        } else {
            "Programs of the kinds asked for (--for)"
        };
        let sentence = match self.readiness() {
            Readiness::Ready if !self.any_can_run() => {
                "No program of the kinds asked for (--for) can run on this host: what it needs is not installed."
                    .to_owned()
            }
            Readiness::Ready => format!("{programs} offer TLS 1.2 on this host."),
            Readiness::Partly if self.kinds.contains(&ClientKind::Schannel) => {
                "Windows offers TLS 1.2, but some programs on it do not.".to_owned()
            }
            Readiness::Partly => "Some of the programs asked for (--for) do not offer TLS 1.2 on this host.".to_owned(),
            Readiness::NotReady if self.kinds.contains(&ClientKind::Schannel) && self.is_windows_unclear() => {
                "Some programs on this host do not offer TLS 1.2; whether Windows itself does is not certain."
                    .to_owned()
            }
            Readiness::NotReady => format!("{programs} do not offer TLS 1.2 on this host."),
            Readiness::Inconclusive => {
                "Whether programs offer TLS 1.2 on this host cannot be told from what was read.".to_owned()
            }
        };
        let mut lines = statement(word, role, &sentence, page);
        for cause in self.findings.iter().filter(|finding| self.is_cause(finding)) {
            lines.extend(finding_lines(cause, page));
        }
        if self.readiness() != Readiness::Ready {
            lines.extend(self.lacking(page));
        }
        if let Some(settings) = self.only_seen() {
            let text = format!(
                "Its settings say of TLS 1.2: {settings}. What Schannel does now may end with the next start of Windows: then \
                 programs that leave the choice to Windows would not offer it (native ones that name no version, and .NET \
                 where it asks for the system's default)."
            );
            lines.extend(labelled("  But:  ", &plain(page, &text), page.width));
        }
        lines
    }

    /// Whether it is not certain what programs get that leave the choice to Windows.
    fn is_windows_unclear(&self) -> bool {
        match self.facts.lacks_suites_for_tls12() {
            Known::Yes => false,
            Known::Unknown => self.facts.schannel_offers() != Known::No,
            Known::No => self.facts.schannel_offers() == Known::Unknown,
        }
    }

    /// Whether programs of any kind that was asked for can run on the host at all.
    fn any_can_run(&self) -> bool {
        let is_asked_for = |row: &ClientFacts| self.kinds.iter().any(|kind| kind.covers(row.client));
        self.facts.clients.iter().any(|row| row.applies != Installed::No && is_asked_for(row))
    }

    /// Why programs of the kinds do not surely offer TLS 1.2, where no finding says it.
    fn lacking(&self, page: Page<'_>) -> Vec<String> {
        let has_cause = self.findings.iter().any(|finding| self.is_cause(finding));
        // Of these no finding says why it is not certain; that the Windows is not known is said for all in one.
        let untold = |row: &ClientFacts| {
            matches!(row.client, Client::Dotnet(Runtime::Clr2, _) | Client::WinHttp(_))
                && row.offers(Version::Tls12) == Known::Unknown
                && self.facts.os.generation.is_some()
        };
        let concerned = |row: &&ClientFacts| {
            row.applies != Installed::No
                && self.kinds.iter().any(|kind| kind.covers(row.client))
                && (!has_cause || untold(row))
        };
        let mut lines = Vec::new();
        for (name, row) in rows(self.facts.clients.iter().filter(concerned), page) {
            if let Some(verdict) =
                row.versions.get(&Version::Tls12).filter(|_| row.offers(Version::Tls12) != Known::Yes)
            {
                lines.extend(labelled("  Why:  ", &plain(page, &format!("{name}: {}.", verdict.reason)), page.width));
            }
        }
        lines
    }

    /// Whether a finding is why programs of the kinds lack TLS 1.2: that .NET does is no reason where nobody asked for .NET.
    fn is_cause(&self, finding: &WindowsFinding) -> bool {
        let of_dotnet4 =
            matches!(finding.code, WindowsFindingCode::Dotnet4LacksTls12 | WindowsFindingCode::Dotnet4Unknown);
        finding.weight == Weight::Cause && (!of_dotnet4 || self.kinds.contains(&ClientKind::Dotnet4))
    }

    /// What the settings say where Schannel offers TLS 1.2 though they do not surely have it so: the repair's values then serve the
    /// time after the next start, and are no repair.
    fn only_seen(&self) -> Option<&str> {
        let settings = self.facts.seen_otherwise.get(&Version::Tls12)?;
        (self.facts.schannel_offers() == Known::Yes && !self.repair.changes.is_empty())
            .then_some(settings.reason.as_str())
    }

    /// Who gets what: a row for each kind of program; both widths in one where they do not differ.
    fn clients(&self, page: Page<'_>) -> Vec<String> {
        let name_columns = page.width - COLUMN * Version::ALL.len();
        let mut heads = format!("{:name_columns$}", "A program that names no version");
        for version in Version::ALL {
            // Writing to a String cannot fail.
            let _ = write!(heads, "{:>COLUMN$}", version.name());
        }
        let mut lines = vec![heads];
        for (name, client) in rows(self.facts.clients.iter(), page) {
            let name = plain_name(page, &name);
            let name = cut(page, &format!("{INDENT}{name}"), name_columns, 8);
            let cells: String = client
                .versions
                .iter()
                .map(|(version, verdict)| cell(&self.facts.in_force(*version, verdict), page))
                .collect();
            let padding = " ".repeat(name_columns.saturating_sub(width(&name)));
            lines.push(format!("{name}{padding}{cells}"));
        }
        let legend = "yes offered · asked only if the program names it · no not even then · - not in this Windows · ? not known · \
                      * believed, without a source. Programs with their own TLS library (Go, Java, Python, OpenSSL) heed none of \
                      this.";
        lines.extend(wrap(&plain(page, legend), page.width).iter().map(|line| page.paint(Role::Aside, line)));
        lines
    }

    fn remedy(&self, page: Page<'_>) -> Vec<String> {
        let repair = self.repair;
        let mut lines = Vec::new();
        let mut label = "Do:    ";
        let mut add = |text: &str, lines: &mut Vec<String>| {
            lines.extend(labelled(label, &plain_lines(page, text), page.width));
            label = "       ";
        };
        for text in &repair.open {
            add(text, &mut lines);
        }
        for text in &repair.first {
            let first = if repair.changes.is_empty() { "" } else { "First: " };
            add(&format!("{first}{text}"), &mut lines);
        }
        if repair.changes.is_empty() {
            return lines;
        }
        let count = repair.changes.len();
        let values = if count == 1 { "one registry value".to_owned() } else { format!("{count} registry values") };
        let when = match (self.readiness(), self.only_seen()) {
            (Readiness::Ready, Some(_)) => {
                format!("Nothing is broken now. So that it stays so, set {values}; the restart can wait.")
            }
            _ => format!("Set {values}, then restart Windows."),
        };
        add(&format!("{when} As lines to paste:\n    {} --fix cmd", self.command), &mut lines);
        let mut key = "";
        for change in &repair.changes {
            if change.path != key {
                key = &change.path;
                lines.push(format!("         {}", plain_name(page, &short(key))));
            }
            // A mask is read by its bits.
            let shown = |number: u32| {
                if change.name == DEFAULT_SECURE_PROTOCOLS { format!("0x{number:x}") } else { number.to_string() }
            };
            let before = match &change.before {
                Before::Absent => "absent".to_owned(),
                Before::Had(Data::Dword(number)) if change.name == DEFAULT_SECURE_PROTOCOLS => shown(*number),
                Before::Had(data @ Data::Dword(_)) => data.to_string(),
                // What is to be mended is the type.
                Before::Had(data) => format!("{data} ({})", data.type_name()),
                Before::NotRead => "not read".to_owned(),
            };
            let text = format!("{:24} {before} → {}", change.name, shown(change.number));
            lines.push(format!("           {}", plain_name(page, &text)));
        }
        for (at, text) in repair.leave_alone.iter().enumerate() {
            let label = if at == 0 { "Leave: " } else { "       " };
            lines.extend(labelled(label, &plain(page, text), page.width));
        }
        lines
    }

    /// Findings that are not the cause.
    fn also(&self, page: Page<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for finding in self.findings.iter().filter(|finding| !self.is_cause(finding)) {
            let (word, role) = match finding.weight {
                Weight::Cause | Weight::Risk => ("RISK", Role::Warning),
                Weight::Note => ("NOTE", Role::Aside),
            };
            lines.extend(statement(word, role, &finding_text(finding), page));
            lines.extend(seen_and_do(finding, page));
        }
        lines
    }

    /// What else was found and is no finding.
    fn settings(&self, page: Page<'_>) -> Vec<String> {
        let facts = self.facts;
        let mut lines = Vec::new();
        let mut add = |label: &str, text: &str| lines.extend(labelled(label, &plain(page, text), page.width));
        if !facts.dotnet.versions.is_empty() {
            add("installed   ", &format!(".NET {}", facts.dotnet.versions.join(", ")));
        }
        if !facts.suites.usable.is_empty() {
            let source = match facts.suites.source {
                SuiteSource::Policy => "in the order of a group policy",
                SuiteSource::Local => "in the machine's own order",
                SuiteSource::WindowsDefault => {
                    "as this Windows has by default when it is up to date; the order was not read"
                }
                SuiteSource::Unknown => "",
            };
            add("suites      ", &format!("{}, {source}", facts.suites.usable.len()));
        }
        if let Some((curves, path)) = &facts.suites.curves {
            add("curves      ", &format!("{} ({})", curves.join(", "), short(path)));
        }
        for (what, bits) in &facts.algorithms.smallest_keys {
            add(
                "key lengths ",
                &format!("{what}: a server's key of less than {bits} bits is refused (ClientMinKeyBitLength)"),
            );
        }
        for proxy in &facts.proxies {
            add("proxy       ", &format!("{}: {}", proxy.whose, proxy.proxy));
        }
        lines
    }

    /// Which codes tell more of what is said here.
    fn codes(&self, page: Page<'_>) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for finding in self.findings {
            let code = explain::code(finding.code);
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        if codes.is_empty() {
            return Vec::new();
        }
        labelled("In full:    ", &plain(page, &format!("tlsready explain CODE, for {}", codes.join(", "))), page.width)
    }

    fn gaps(&self, page: Page<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, gap) in self.facts.gaps.iter().enumerate() {
            let label = if at == 0 { "Not known:  " } else { "            " };
            lines.extend(labelled(label, &plain(page, &short(gap)), page.width));
        }
        lines
    }
}

/// What left when Schannel was asked for a hello and no version was named.
fn seen(offer: &Offer) -> String {
    let versions: Vec<_> = offer.versions.iter().map(|version| version.name()).collect();
    let up_to = if offer.versions_listed { "" } else { "up to " };
    format!(
        "Schannel's own hello, no version named: {up_to}{}; {} cipher suites",
        versions.join(", "),
        offer.cipher_suites.len()
    )
}

/// A word in its colour and a sentence behind it.
fn statement(word: &str, role: Role, sentence: &str, page: Page<'_>) -> Vec<String> {
    let mut lines = labelled(&format!("{word}  "), &plain(page, sentence), page.width);
    if let Some(first) = lines.first_mut() {
        *first = first.replacen(word, &page.paint(role, word), 1);
    }
    lines
}

fn finding_text(finding: &WindowsFinding) -> String {
    match finding.confidence {
        // These say themselves that nothing is certain.
        _ if matches!(
            finding.code,
            WindowsFindingCode::SchannelDefaultUnknown | WindowsFindingCode::Dotnet4Unknown
        ) =>
        {
            finding.summary.clone()
        }
        Confidence::Unverified => format!("Unverified: {}", finding.summary),
        Confidence::Inferred | Confidence::Documented => finding.summary.clone(),
    }
}

fn finding_lines(finding: &WindowsFinding, page: Page<'_>) -> Vec<String> {
    let mut lines = labelled("  Why:  ", &plain(page, &finding_text(finding)), page.width);
    lines.extend(seen_and_do(finding, page));
    lines
}

fn seen_and_do(finding: &WindowsFinding, page: Page<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for evidence in finding.evidence.split("; ") {
        let label = if lines.is_empty() { "  Seen: " } else { "        " };
        lines.extend(labelled(label, &plain(page, &short(evidence)), page.width));
    }
    if !finding.remedy.is_empty() {
        lines.extend(labelled("  Do:   ", &plain(page, &finding.remedy), page.width));
    }
    lines
}

/// A path as people write it; what every Schannel path has in common is left out.
fn short(text: &str) -> String {
    text.replace("HKEY_LOCAL_MACHINE", "HKLM")
        .replace("HKEY_CURRENT_USER", "HKCU")
        .replace("HKEY_USERS", "HKU")
        .replace(r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL", r"SYSTEM\…\SCHANNEL")
        .replace(r"SYSTEM\CurrentControlSet\Control\Cryptography", r"SYSTEM\…\Cryptography")
        .replace(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings", r"SOFTWARE\…\Internet Settings")
}

/// One cell: the three facts in a word.
fn cell(verdict: &VersionVerdict, page: Page<'_>) -> String {
    let doubt = verdict.confidence == Confidence::Unverified;
    let (word, role) = match (verdict.supported, verdict.default, verdict.when_asked) {
        (Known::No, ..) => ("-", Role::Aside),
        (_, Known::Yes, _) => ("yes", Role::Good),
        (_, Known::Unknown, _) => ("?", Role::Open),
        (_, Known::No, WhenAsked::Yes | WhenAsked::Limited) => ("asked", Role::Warning),
        (_, Known::No, WhenAsked::No) => ("no", Role::Bad),
        (_, Known::No, WhenAsked::Unknown) => ("asked?", Role::Warning),
    };
    let word = if doubt && word != "?" && word != "-" { format!("{word}*") } else { word.to_owned() };
    let padding = " ".repeat(COLUMN.saturating_sub(word.len()));
    format!("{padding}{}", page.paint(role, &word))
}

/// The rows with their names: kinds that cannot run here are left out, and the two widths share a row if they agree.
fn rows<'a>(clients: impl Iterator<Item = &'a ClientFacts>, page: Page<'_>) -> Vec<(String, &'a ClientFacts)> {
    let shown = clients.filter(|facts| facts.applies != Installed::No && !facts.versions.is_empty());
    let mut rows: Vec<(String, &ClientFacts)> = Vec::new();
    for facts in shown {
        let merged =
            rows.last_mut().filter(|(_, last)| is_twin(last.client, facts.client) && looks_alike(last, facts, page));
        match merged {
            Some((name, _)) => {
                if let Some((plain, _)) = name.rsplit_once(", ") {
                    *name = plain.to_owned();
                }
            }
            None => rows.push((facts.name.clone(), facts)),
        }
    }
    rows
}

fn is_twin(one: Client, other: Client) -> bool {
    match (one, other) {
        (Client::Dotnet(one, _), Client::Dotnet(other, _)) => one == other,
        (Client::WinHttp(_), Client::WinHttp(_)) => true,
        _ => false,
    }
}

fn looks_alike(one: &ClientFacts, other: &ClientFacts, page: Page<'_>) -> bool {
    one.versions
        .values()
        .map(|verdict| cell(verdict, page))
        .eq(other.versions.values().map(|verdict| cell(verdict, page)))
}

/// The old check's rules, for people: theirs, ours, and where a rule misleads.
pub fn rules(rules: &[Rule], facts: &WindowsFacts, page: Page<'_>) -> String {
    let intro = format!(
        "The 20 rules of Microsoft's \"Troubleshoot Update Agent\" for Update Management, on {}: what each would say as far as the \
         registry tells, what is known here, and where a rule misleads.",
        facts.os.name
    );
    let mut lines = wrap(&plain(page, &intro), page.width);
    for rule in rules {
        lines.push(String::new());
        let (word, role) = match rule.theirs {
            RuleResult::Passed => ("Passed", Role::Good),
            RuleResult::PassedWithWarning => ("PassedWithWarning", Role::Warning),
            RuleResult::Failed => ("Failed", Role::Bad),
            RuleResult::NotInRegistry => ("not in the registry", Role::Open),
            RuleResult::NotRead => ("not read", Role::Open),
        };
        let detail = rule.detail.unwrap_or_default();
        let id = page.paint(Role::Heading, &rule.id.to_string());
        lines.push(format!("{id}  {}{detail}", page.paint(role, word)));
        lines.extend(labelled("  here:      ", &plain(page, &rule.ours), page.width));
        if let Some(misleads) = &rule.misleads {
            lines.extend(labelled("  misleads:  ", &plain(page, misleads), page.width));
        }
    }
    format!("{}\n", lines.join("\n"))
}
