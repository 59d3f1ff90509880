//! The registry of this host, read only: a snapshot of the keys that decide TLS. What cannot be read is noted as a gap.

use std::io;

use time::OffsetDateTime;
use winreg::enums::{HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_USERS, KEY_READ, KEY_WOW64_32KEY, KEY_WOW64_64KEY};
use winreg::{HKEY, RegKey};

use crate::message::Message;
use crate::settings::registry::{Data, PACKAGES, ROOTS, Snapshot, View, is_wanted_package};

/// Depth limit below a root.
const DEEPEST: usize = 8;
/// Limit on the keys of all roots together.
const MOST_KEYS: usize = 10_000;
/// Size limit of a value, in bytes.
const LARGEST_VALUE: u32 = 1 << 20;
/// Limit on the names of updates that are searched.
const MOST_PACKAGES: usize = 200_000;
/// `ERROR_FILE_NOT_FOUND` and `ERROR_PATH_NOT_FOUND`.
const MISSING: [i32; 2] = [2, 3];
/// `ERROR_ACCESS_DENIED`.
const ACCESS_DENIED: i32 = 5;
/// Seconds from 1601, the epoch of Windows, to 1970.
const EPOCH: i128 = 11_644_473_600;

/// Reads every key of the manifest in both views. Never fails: what cannot be read is noted.
pub(super) fn read() -> Snapshot {
    let mut reader = Reader { snapshot: Snapshot::default(), keys: 0 };
    let has_twins = reader.has_twins();
    for root in ROOTS {
        let depth = if root.below { DEEPEST } else { 0 };
        reader.root(root.path, View::Native, depth);
        if root.twin && has_twins {
            reader.root(root.path, View::ThirtyTwo, depth);
        }
    }
    reader.packages();
    reader.snapshot
}

struct Reader {
    snapshot: Snapshot,
    keys: usize,
}

impl Reader {
    /// Returns whether 32-bit programs have their own copy of keys. On 32-bit Windows they do not: both views are the
    /// same.
    fn has_twins(&mut self) -> bool {
        let path = r"HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node";
        match open(path, View::Native) {
            Err(error) if is_missing(&error) => {
                self.snapshot.mark_read(path);
                false
            }
            _ => true,
        }
    }

    fn root(&mut self, path: &str, view: View, depth: usize) {
        match open(path, view) {
            Ok(key) => self.key(&key, &view.path(path), view, depth),
            Err(error) => self.not_opened(&view.path(path), &error),
        }
    }

    fn not_opened(&mut self, path: &str, error: &io::Error) {
        if is_missing(error) {
            self.snapshot.mark_read(path);
        } else {
            self.not_read(path, error);
        }
    }

    fn not_read(&mut self, path: &str, error: &io::Error) {
        if error.raw_os_error() == Some(ACCESS_DENIED) {
            self.gap(path, Message::WindowsGapAccessDenied);
        } else {
            self.gap(path, Message::WindowsGapError { error: error.to_string().trim_end_matches('.').to_owned() });
        }
    }

    /// Notes a gap: a key that exists but cannot be read is not absent.
    fn gap(&mut self, path: &str, why: Message) {
        self.snapshot.mark_unreadable(path);
        self.snapshot.notes.push(Message::WindowsGapUnreadable { path: path.to_owned(), why: Box::new(why) });
    }

    fn key(&mut self, key: &RegKey, path: &str, view: View, depth: usize) {
        self.keys += 1;
        if self.keys > MOST_KEYS {
            self.gap(path, Message::WindowsGapTooManyKeys);
            return;
        }
        match self.values(key, path) {
            Ok(None) => {}
            Ok(Some(too_large)) => {
                self.gap(path, too_large);
                return;
            }
            Err(error) => {
                self.not_read(path, &error);
                return;
            }
        }
        if depth == 0 {
            return;
        }
        for name in key.enum_keys() {
            let Ok(name) = name else {
                self.snapshot.notes.push(Message::WindowsGapKeyName { path: path.to_owned() });
                continue;
            };
            let below = format!(r"{path}\{name}");
            match key.open_subkey_with_flags(&name, access(view)) {
                Ok(key) => self.key(&key, &below, view, depth - 1),
                Err(error) => self.not_opened(&below, &error),
            }
        }
    }

    /// Keeps the values of a key, or returns why they are not kept.
    fn values(&mut self, key: &RegKey, path: &str) -> io::Result<Option<Message>> {
        let info = key.query_info()?;
        if info.max_value_len > LARGEST_VALUE {
            return Ok(Some(Message::WindowsGapLargeValue { bytes: info.max_value_len.into() }));
        }
        let values = key.enum_values().collect::<io::Result<Vec<_>>>()?;
        let written =
            u64::from(info.last_write_time.dwHighDateTime) << 32 | u64::from(info.last_write_time.dwLowDateTime);
        self.snapshot.add_key(path, moment(written));
        for (name, value) in values {
            let data = Data::from_bytes(value.vtype as u32, value.bytes.into_owned());
            self.snapshot.set(path, &name, data);
        }
        Ok(None)
    }

    /// Reads only the updates that decide something, out of tens of thousands.
    fn packages(&mut self) {
        let Ok(packages) = open(PACKAGES, View::Native) else { return };
        for name in packages.enum_keys().take(MOST_PACKAGES).flatten().filter(|name| is_wanted_package(name)) {
            self.root(&format!(r"{PACKAGES}\{name}"), View::Native, 0);
        }
    }
}

fn is_missing(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| MISSING.contains(&code))
}

/// Returns the flags that select the view. A path cannot select it: on 32-bit Windows both views are the same.
const fn access(view: View) -> u32 {
    match view {
        View::Native => KEY_READ | KEY_WOW64_64KEY,
        View::ThirtyTwo => KEY_READ | KEY_WOW64_32KEY,
    }
}

fn open(path: &str, view: View) -> io::Result<RegKey> {
    let (hive, rest) = path.split_once('\\').unwrap_or((path, ""));
    let hive: HKEY = match hive {
        "HKEY_CURRENT_USER" => HKEY_CURRENT_USER,
        "HKEY_USERS" => HKEY_USERS,
        _ => HKEY_LOCAL_MACHINE,
    };
    RegKey::predef(hive).open_subkey_with_flags(rest, access(view))
}

/// Converts a `FILETIME`: units of 100 nanoseconds since 1601. `None` for a key without a time.
fn moment(written: u64) -> Option<OffsetDateTime> {
    let since_1970 = i128::from(written) * 100 - EPOCH * 1_000_000_000;
    (written > 0).then(|| OffsetDateTime::from_unix_timestamp_nanos(since_1970).ok())?
}
