//! What all 16-bit code points share: they are shown by name if there is one, otherwise by number.

/// Implements the name, `Display`, `Debug` and `Serialize` of a `pub struct Name(pub u16)` with a table sorted by
/// number.
macro_rules! named_code_point {
    ($name:ident, $table:expr) => {
        impl $name {
            /// Returns the name, if the number has one.
            pub fn name(self) -> Option<&'static str> {
                crate::tls::code_point::lookup($table, self.0)
            }

            /// Returns whether the number is reserved for GREASE (RFC 8701): offered only so that peers stay tolerant
            /// of unknown values, never selected.
            pub const fn is_grease(self) -> bool {
                crate::tls::code_point::is_grease(self.0)
            }
        }

        impl std::fmt::Display for $name {
            /// Writes the name, or the number as `0x1a2b`.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => f.pad(&format!("0x{:04x}", self.0)),
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.name() {
                    Some(name) => serializer.serialize_str(name),
                    None => serializer.collect_str(self),
                }
            }
        }
    };
}
pub(super) use named_code_point;

/// Returns the name of `number` in a table sorted by number.
pub(super) fn lookup(table: &[(u16, &'static str)], number: u16) -> Option<&'static str> {
    table.binary_search_by_key(&number, |entry| entry.0).ok().map(|index| table[index].1)
}

/// Returns whether a number is one of the sixteen 0A0A, 1A1A … FAFA (RFC 8701, 2).
pub(super) const fn is_grease(number: u16) -> bool {
    let [high, low] = number.to_be_bytes();
    high == low && low & 0x0f == 0x0a
}

/// Fails unless the numbers are in order and no number or name occurs twice.
#[cfg(test)]
pub(super) fn assert_sorted_and_unique(table: &[(u16, &'static str)]) {
    for pair in table.windows(2) {
        assert!(pair[0].0 < pair[1].0, "{:04x} {} stands before {:04x} {}", pair[0].0, pair[0].1, pair[1].0, pair[1].1);
    }
    let mut names: Vec<_> = table.iter().map(|entry| entry.1).collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        assert_ne!(pair[0], pair[1]);
    }
    for (number, name) in table {
        assert!(!is_grease(*number), "{name}");
        assert!(!name.is_empty() && name.is_ascii() && !name.contains(' '), "{name:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixteen_grease_numbers_are_known_and_no_other() {
        let grease: Vec<_> = (0..=u16::MAX).filter(|number| is_grease(*number)).collect();
        assert_eq!(grease.len(), 16);
        assert_eq!(grease[0], 0x0a0a);
        assert_eq!(grease[15], 0xfafa);
    }
}
