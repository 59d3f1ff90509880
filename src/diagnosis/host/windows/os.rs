//! Which Windows a host runs, from the registry or the command line, and what its Schannel does without any values.
//!
//! Sources: Microsoft's page "Protocols in TLS/SSL (Schannel SSP)" for the defaults, "Determine installed .NET versions"
//! for the builds.

use crate::diagnosis::Confidence;
use crate::message::Message;
use crate::observation::host::Known;
use crate::settings::registry::{Lookup, Snapshot, last_name};
use crate::tls::Version;

/// The key that identifies the Windows.
pub(super) const CURRENT_VERSION: &str = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion";

/// Whether Windows is 32-bit or 64-bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Width {
    /// 32-bit Windows, with one view of the registry.
    Bits32,
    /// 64-bit Windows, where 32-bit programs read `Wow6432Node`.
    Bits64,
}

/// Groups of Windows versions with the same TLS behavior. The server and the client of one build are in the same group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Generation {
    /// Before Vista: no TLS 1.1, and no update adds it.
    Older,
    /// `POSReady` 2009 and Embedded Standard 2009, which are Windows XP inside (2600): TLS 1.2 with KB4019276.
    Embedded2009,
    /// Vista and Server 2008 without the service pack that TLS 1.2 needs (builds 6000, 6001).
    Server2008Early,
    /// Vista SP2, Server 2008 SP2 (6002, 6003): TLS 1.2 with KB4019276.
    Server2008Sp2,
    /// 7, Server 2008 R2 (7600, 7601).
    Server2008R2,
    /// 8, Server 2012 (9200).
    Server2012,
    /// 8.1, Server 2012 R2 (9600).
    Server2012R2,
    /// 10 1507 and 1511 (10240, 10586).
    Ten1507,
    /// 10 1607 to 22H2, Server 2016 and 2019 (14393 to 19045).
    Ten1607,
    /// Server 2022 (20348).
    Server2022,
    /// 11 21H2 to 23H2, Server 23H2 (22000 to 25398).
    Eleven,
    /// 11 24H2 and later, Server 2025 (26100 and later).
    Eleven24H2,
}

/// Known builds: the number, and the names of the client and the server.
const BUILDS: &[(u32, &str, &str)] = &[
    (2600, "Windows XP", "Windows XP"),
    (3790, "Windows XP x64", "Windows Server 2003"),
    (6000, "Windows Vista", "Windows Vista"),
    (6001, "Windows Vista SP1", "Windows Server 2008"),
    (6002, "Windows Vista SP2", "Windows Server 2008 SP2"),
    (6003, "Windows Vista SP2", "Windows Server 2008 SP2"),
    (7600, "Windows 7", "Windows Server 2008 R2"),
    (7601, "Windows 7 SP1", "Windows Server 2008 R2 SP1"),
    (9200, "Windows 8", "Windows Server 2012"),
    (9600, "Windows 8.1", "Windows Server 2012 R2"),
    (10240, "Windows 10 1507", "Windows 10 1507"),
    (10586, "Windows 10 1511", "Windows 10 1511"),
    (14393, "Windows 10 1607", "Windows Server 2016"),
    (15063, "Windows 10 1703", "Windows 10 1703"),
    (16299, "Windows 10 1709", "Windows Server 1709"),
    (17134, "Windows 10 1803", "Windows Server 1803"),
    (17763, "Windows 10 1809", "Windows Server 2019"),
    (18362, "Windows 10 1903", "Windows Server 1903"),
    (18363, "Windows 10 1909", "Windows Server 1909"),
    (19041, "Windows 10 2004", "Windows Server 2004"),
    (19042, "Windows 10 20H2", "Windows Server 20H2"),
    (19043, "Windows 10 21H1", "Windows 10 21H1"),
    (19044, "Windows 10 21H2", "Windows 10 21H2"),
    (19045, "Windows 10 22H2", "Windows 10 22H2"),
    (20348, "Windows Server 2022", "Windows Server 2022"),
    (22000, "Windows 11 21H2", "Windows 11 21H2"),
    (22621, "Windows 11 22H2", "Windows 11 22H2"),
    (22631, "Windows 11 23H2", "Windows 11 23H2"),
    (25398, "Windows Server 23H2", "Windows Server 23H2"),
    (26100, "Windows 11 24H2", "Windows Server 2025"),
    (26200, "Windows 11 25H2", "Windows 11 25H2"),
];

/// The Windows that a host runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OsFacts {
    /// The machine's name.
    pub computer: Option<String>,
    /// The build number; `None` if neither the registry nor the user provides it.
    pub build: Option<u32>,
    /// `UBR`, the number after the build.
    pub revision: Option<u32>,
    /// The product name: `Windows Server 2008 R2 Standard SP1`, or just `Windows`.
    pub name: String,
    /// Whether it is a server edition.
    pub server: Option<bool>,
    /// Whether it is 32-bit or 64-bit.
    pub width: Option<Width>,
    /// The group that it behaves like.
    pub generation: Option<Generation>,
    /// Whether KB4019276 (TLS 1.1 and 1.2 for Server 2008 SP2 and Embedded 2009), or a rollup that contains it, is
    /// installed.
    pub kb4019276: Known,
    /// Whether KB3140245 (WinHTTP's value on 7, 2008 R2, 2012), or a rollup that contains it, is installed.
    pub kb3140245: Known,
}

/// What Schannel does with a version on the client side if no value is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OsDefault {
    /// In the default set.
    On,
    /// Supported, but not in the default set.
    Off,
    /// Not supported.
    Unsupported,
    /// Not known.
    Unknown,
}

/// A Windows specified on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OsName {
    /// The build.
    pub build: u32,
    /// Whether the user says that KB4019276 is installed.
    pub with_kb4019276: bool,
    /// Whether the name is that of a server edition, if the name shows it.
    pub server: Option<bool>,
    /// Whether it is an embedded edition of Windows XP, if the name shows it.
    pub embedded: Option<bool>,
}

/// What is wrong with a name of a Windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OsNameError {
    /// Several releases have this name.
    Ambiguous {
        /// The name.
        name: String,
        /// The full name of one of them.
        example: &'static str,
    },
    /// No Windows has this name.
    Unknown {
        /// The name.
        name: String,
    },
}

impl OsNameError {
    /// Describes the problem and lists known names.
    pub fn message(&self) -> Message {
        match self {
            Self::Ambiguous { name, example } => {
                Message::WindowsOsNameAmbiguous { name: name.clone(), example: (*example).to_owned() }
            }
            Self::Unknown { name } => Message::WindowsOsNameUnknown {
                name: name.clone(),
                build: "7601".to_owned(),
                known: KNOWN_NAMES.iter().map(|known| (*known).to_owned()).collect(),
            },
        }
    }
}

/// Names of Windows as users type them; names with a space are quoted.
const KNOWN_NAMES: &[&str] = &[
    "2008",
    "2008+KB4019276",
    "2008R2",
    "7",
    "2012",
    "8",
    "2012R2",
    "8.1",
    "2016",
    "2019",
    "2022",
    "2025",
    "2003",
    "XP",
    "POSReady2009",
    "POSReady2009+KB4019276",
    "\"10 1809\"",
    "\"11 23H2\"",
];

/// The flag that specifies the Windows, with an example.
pub(super) const OPTION_EXAMPLE: &str = "--os 2008R2";

/// Words in names of Windows that do not identify it. Longer ones come first.
const NOISE: [&str; 29] = [
    "(r)",
    "®",
    "™",
    "windows",
    "microsoft",
    "server",
    "with",
    "win",
    "version",
    "build",
    "edition",
    "standard",
    "enterprise",
    "datacenter",
    "foundation",
    "essentials",
    "web",
    "professional",
    "ultimate",
    "homepremium",
    "homebasic",
    "home",
    "pro",
    "64-bit",
    "x64",
    "+",
    "-",
    "_",
    " ",
];

/// Reads `--os`: a build (`7601`, `6.1.7601`, `10.0.17763.1`) or a name (`2008 R2`, `2012r2`, `windows 7`, `10 1809`).
///
/// # Errors
/// The name matches no Windows, or several.
pub fn parse_os(text: &str) -> Result<OsName, OsNameError> {
    let lower = text.to_lowercase();
    let with_kb4019276 = lower.contains("kb4019276");
    let mut word = lower.replace("kb4019276", "").replace("service pack ", "sp");
    // As `systeminfo` prints it: "Microsoft Windows Server 2008 R2 Standard", "6.1.7601 Service Pack 1 Build 7601".
    if let Some((number, _)) = word.trim().split_once(' ')
        && number.matches('.').count() >= 2
    {
        word = number.to_owned();
    }
    for noise in NOISE {
        word = word.replace(noise, "");
    }
    let embedded = match word.as_str() {
        "posready2009" | "embedded2009" => Some(true),
        "xp" | "xpsp3" | "xpsp2" => Some(false),
        _ => None,
    };
    let named: Option<(u32, Option<bool>)> = match word.as_str() {
        "posready2009" | "embedded2009" | "xp" | "xpsp3" | "xpsp2" => Some((2600, Some(false))),
        "2003" | "2003r2" | "2003sp2" | "2003r2sp2" => Some((3790, Some(true))),
        "2008" | "2008sp2" | "vistasp2" => Some((6002, Some(!word.starts_with('v')))),
        "2008sp1" | "vistasp1" => Some((6001, Some(!word.starts_with('v')))),
        "2008r2" | "2008r2sp1" => Some((7601, Some(true))),
        "7" | "7sp1" => Some((7601, Some(false))),
        "2008r2rtm" | "2008r2sp0" => Some((7600, Some(true))),
        "7rtm" | "7sp0" => Some((7600, Some(false))),
        "2012" => Some((9200, Some(true))),
        "8" => Some((9200, Some(false))),
        "2012r2" => Some((9600, Some(true))),
        "8.1" => Some((9600, Some(false))),
        "2016" => Some((14393, Some(true))),
        "2019" => Some((17763, Some(true))),
        "2022" => Some((20348, Some(true))),
        "2025" => Some((26100, Some(true))),
        _ => release(&word).map(|build| (build, None)),
    };
    if let Some((build, server)) = named {
        return Ok(OsName { build, with_kb4019276, server, embedded });
    }
    // 6.1.7601, 10.0.17763.4252, 7601
    let numbers: Option<Vec<u32>> = word.split('.').map(|part| part.parse().ok()).collect();
    let build = match numbers.as_deref() {
        Some([build] | [5 | 6 | 10, _, build] | [5 | 6 | 10, _, build, _]) => Some(*build),
        _ => None,
    };
    match build {
        Some(build @ 2600..=99_999) => Ok(OsName { build, with_kb4019276, server: None, embedded: None }),
        _ if word == "10" => Err(OsNameError::Ambiguous { name: text.to_owned(), example: "10 1809" }),
        _ if word == "11" => Err(OsNameError::Ambiguous { name: text.to_owned(), example: "11 23H2" }),
        _ => Err(OsNameError::Unknown { name: text.to_owned() }),
    }
}

/// Finds the build of a release: `101809`, `1809`, `1123h2`, `1022h2`. A release that both 10 and 11 have needs the 10
/// or 11.
fn release(word: &str) -> Option<u32> {
    let mut found = BUILDS.iter().filter_map(|(build, client, _)| {
        let name = client.strip_prefix("Windows ")?.to_lowercase();
        let (product, release) = name.split_once(' ')?;
        let matches = release.len() == 4
            && matches!(product, "10" | "11")
            && (word == release || word == format!("{product}{release}"));
        matches.then_some(*build)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Returns the group that a build behaves like.
pub const fn generation(build: u32) -> Generation {
    match build {
        0..=5999 => Generation::Older,
        6000..=6001 => Generation::Server2008Early,
        6002..=7599 => Generation::Server2008Sp2,
        7600..=9199 => Generation::Server2008R2,
        9200..=9599 => Generation::Server2012,
        9600..=10239 => Generation::Server2012R2,
        10240..=14392 => Generation::Ten1507,
        14393..=20347 => Generation::Ten1607,
        20348..=21999 => Generation::Server2022,
        22000..=26099 => Generation::Eleven,
        _ => Generation::Eleven24H2,
    }
}

impl OsFacts {
    /// Reads the registry, and uses the command line for what the registry does not say.
    pub fn find(snapshot: &Snapshot, named: Option<&OsName>) -> Self {
        let text = |name: &str| snapshot.text(CURRENT_VERSION, name).map(str::to_owned);
        let build = text("CurrentBuildNumber")
            .or_else(|| text("CurrentBuild"))
            .and_then(|build| build.trim().parse().ok())
            .or(named.map(|named| named.build));
        let server = edition(snapshot).or(named.and_then(|named| named.server));
        let embedded = embedded(snapshot, text("ProductName").as_deref()).or(named.and_then(|named| named.embedded));
        let generation = build.map(|build| match (generation(build), embedded) {
            // Without the key that shows it, Windows XP may be an embedded edition.
            (Generation::Older, None | Some(true)) if build == 2600 => Generation::Embedded2009,
            (generation, _) => generation,
        });
        let said = if named.is_some_and(|named| named.with_kb4019276) { Known::Yes } else { Known::Unknown };
        Self {
            computer: snapshot
                .text(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName", "ComputerName")
                .map(str::to_owned),
            build,
            revision: snapshot.entry(CURRENT_VERSION, "UBR").number(),
            name: name(text("ProductName"), build, text("CSDVersion").as_deref(), server),
            server,
            width: width(snapshot),
            generation,
            kb4019276: if said == Known::Yes { said } else { installed(snapshot, "KB4019276") },
            kb3140245: installed(snapshot, "KB3140245"),
        }
    }

    /// Returns what Schannel does with a version if no value is set, and how certain that is.
    pub fn default_for(&self, version: Version) -> (OsDefault, Confidence) {
        let Some(generation) = self.generation else { return (OsDefault::Unknown, Confidence::Unverified) };
        let known = self.build.is_some_and(|build| BUILDS.iter().any(|(listed, ..)| *listed == build));
        let (default, confidence) = schannel_default(generation, version, self.kb4019276, self.is_vista());
        (default, if known { confidence } else { confidence.min(Confidence::Inferred) })
    }

    /// Reports whether it is Windows Vista: the updates of its server edition are not for it.
    pub fn is_vista(&self) -> bool {
        self.build.is_some_and(|build| (6000..7600).contains(&build)) && self.server == Some(false)
    }

    /// Reports whether the generation is at least this one; false if it is unknown.
    pub fn at_least(&self, generation: Generation) -> bool {
        self.generation.is_some_and(|own| own >= generation)
    }
}

/// Returns a cell of the page's table for the client side.
fn schannel_default(
    generation: Generation,
    version: Version,
    kb4019276: Known,
    is_vista: bool,
) -> (OsDefault, Confidence) {
    use Generation as G;
    use OsDefault::{Off, On, Unknown, Unsupported};
    let default = match (version, generation) {
        (Version::Ssl3, _) if generation >= G::Ten1607 => Off,
        // The table says enabled. Its note says that previews disable them and that released builds do not change.
        (Version::Tls10 | Version::Tls11, G::Eleven24H2) => return (On, Confidence::Unverified),
        (Version::Ssl3 | Version::Tls10, _) => On,
        (Version::Tls11 | Version::Tls12, G::Server2008Sp2 | G::Embedded2009) => match kb4019276 {
            Known::Yes => Off,
            // Microsoft does not list Vista among the systems that have it.
            _ if is_vista => Unsupported,
            Known::No => Unsupported,
            Known::Unknown => return (Unknown, Confidence::Documented),
        },
        (Version::Tls11 | Version::Tls12, G::Server2008R2) => Off,
        (Version::Tls11 | Version::Tls12, _) if generation >= G::Server2012 => On,
        (Version::Tls13, _) if generation >= G::Server2022 => On,
        (Version::Tls11 | Version::Tls12 | Version::Tls13, _) => Unsupported,
    };
    (default, Confidence::Documented)
}

/// Returns whether a Windows XP is an embedded edition.
fn embedded(snapshot: &Snapshot, product: Option<&str>) -> Option<bool> {
    const KEY: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\WPA\POSReady";
    let is_named = product.is_some_and(|product| product.contains("Embedded") || product.contains("POSReady"));
    match (snapshot.key(KEY), snapshot.entry(KEY, "Installed").number()) {
        _ if is_named => Some(true),
        (_, Some(number)) => Some(number == 1),
        (Lookup::Absent, _) => Some(false),
        (Lookup::Found(_) | Lookup::NotRead, _) => None,
    }
}

fn edition(snapshot: &Snapshot) -> Option<bool> {
    let product = snapshot.text(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ProductOptions", "ProductType");
    if let Some(product) = product {
        return Some(!product.eq_ignore_ascii_case("WinNT"));
    }
    if let Some(kind) = snapshot.text(CURRENT_VERSION, "InstallationType") {
        return Some(!kind.eq_ignore_ascii_case("Client"));
    }
    snapshot.text(CURRENT_VERSION, "ProductName").map(|name| name.contains("Server"))
}

fn width(snapshot: &Snapshot) -> Option<Width> {
    let environment = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Environment";
    if let Some(architecture) = snapshot.text(environment, "PROCESSOR_ARCHITECTURE") {
        return Some(if architecture.eq_ignore_ascii_case("x86") { Width::Bits32 } else { Width::Bits64 });
    }
    let label = snapshot.text(CURRENT_VERSION, "BuildLabEx").or_else(|| snapshot.text(CURRENT_VERSION, "BuildLab"));
    match label {
        Some(label) if label.contains("x86fre") => return Some(Width::Bits32),
        Some(label) if label.contains("64fre") => return Some(Width::Bits64),
        _ => {}
    }
    // Only 64-bit Windows has this key.
    match snapshot.key(r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node") {
        Lookup::Found(_) => return Some(Width::Bits64),
        Lookup::Absent => return Some(Width::Bits32),
        Lookup::NotRead => {}
    }
    let below = r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319";
    matches!(snapshot.key(below), Lookup::Found(_)).then_some(Width::Bits64)
}

/// Returns the product name. `ProductName` says "Windows 10" on Windows 11, so the build decides.
fn name(product: Option<String>, build: Option<u32>, pack: Option<&str>, server: Option<bool>) -> String {
    let listed = build.and_then(|build| BUILDS.iter().find(|(listed, ..)| *listed == build));
    let Some(product) = product else {
        return match (listed, build) {
            (Some((_, client, server_name)), _) => match server {
                Some(true) => (*server_name).to_owned(),
                Some(false) => (*client).to_owned(),
                None if client == server_name => (*client).to_owned(),
                None => format!("{client} / {}", server_name.trim_start_matches("Windows ")),
            },
            (None, _) => "Windows".to_owned(),
        };
    };
    let plain = product.trim_start_matches("Microsoft ").replace(['®', '™'], "").replace("(R)", "");
    let mut name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if build.is_some_and(|build| build >= 22000) && server != Some(true) {
        name = name.replace("Windows 10", "Windows 11");
    }
    match pack.and_then(|pack| pack.strip_prefix("Service Pack ")) {
        Some(number) if !name.contains(" SP") => format!("{name} SP{number}"),
        _ => name,
    }
}

/// Reports whether an update is listed as installed. An update that is not listed may still be installed: rollups
/// contain it under other names.
fn installed(snapshot: &Snapshot, update: &str) -> Known {
    let packages = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages";
    let prefix = format!("Package_for_{update}~").to_lowercase();
    let listed = snapshot.children(packages).iter().any(|path| {
        last_name(path).to_lowercase().starts_with(&prefix)
            && snapshot.entry(path, "CurrentState").number() == Some(0x70)
    });
    if listed { Known::Yes } else { Known::Unknown }
}
