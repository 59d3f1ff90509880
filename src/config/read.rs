//! Reads a file as text: rejects anything but a readable UTF-8 file of reasonable size.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::problem::{Problem, Problems};
use crate::message::Message;
use crate::patience::{self, PATIENCE};

/// Maximum size of an endpoints file, in bytes. The shipped one is less than a tenth of that.
pub const LARGEST: u64 = 1024 * 1024;

/// Reads the file, at most [`LARGEST`] bytes of it. Waits for it for [`PATIENCE`].
pub(crate) fn read_text(file: &str, path: &Path) -> Result<String, Problems> {
    let (its_name, its_path) = (file.to_owned(), path.to_owned());
    patience::within(move || read_at_once(&its_name, &its_path)).unwrap_or_else(|| {
        Err(Problems::whole_file(file, Message::ConfigLate { within: PATIENCE }, Message::HintConfigLate))
    })
}

fn read_at_once(file: &str, path: &Path) -> Result<String, Problems> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(file, &error))?;
    if metadata.is_dir() {
        return Err(Problems::whole_file(file, Message::ConfigDirectory, Message::HintNameConfigInDirectory));
    }
    if metadata.len() > LARGEST {
        return Err(too_large(file));
    }
    let mut bytes = Vec::new();
    // The reported size can be wrong: pipes and devices report none, and a file can grow.
    let opened = File::open(path).map_err(|error| unreadable(file, &error))?;
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(file, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large(file));
    }
    if bytes.is_empty() {
        return Err(Problems::at_start(file, Message::ConfigFileEmpty, Message::HintPrintDefault));
    }
    decode(file, bytes)
}

fn decode(file: &str, bytes: Vec<u8>) -> Result<String, Problems> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problems::at_start(file, Message::ConfigUtf16, Message::HintSaveAsUtf8));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let before = String::from_utf8_lossy(&bytes[..valid]);
        let byte = bytes.get(valid).copied().unwrap_or_default();
        let problem = Problem {
            place: Some(super::problem::line_and_column(&before, before.len())),
            excerpt: None,
            message: Message::ConfigNotUtf8 { byte: format!("0x{byte:02x}") },
            hints: vec![Message::HintSaveAsUtf8],
        };
        Problems { file: file.to_owned(), list: vec![problem], more: 0 }
    })
}

fn too_large(file: &str) -> Problems {
    Problems::whole_file(file, Message::ConfigTooLarge { bytes: LARGEST }, Message::HintConfigTooLarge)
}

fn unreadable(file: &str, error: &io::Error) -> Problems {
    let (message, hint) = match error.kind() {
        io::ErrorKind::NotFound => (Message::ConfigNotFound, Message::HintConfigNotFound),
        io::ErrorKind::PermissionDenied => (Message::ConfigPermission, Message::HintConfigPermission),
        _ => (Message::ConfigUnreadable { cause: error.to_string() }, Message::HintCheckPath),
    };
    Problems::whole_file(file, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_bad_byte_is_found() {
        let problems = decode("f", b"a = 1\n\xc3\xbc \xe4".to_vec()).unwrap_err();
        assert_eq!(problems.list[0].place, Some((2, 3)));
        assert_eq!(problems.list[0].message, Message::ConfigNotUtf8 { byte: "0xe4".to_owned() });
        assert_eq!(decode("f", b"\xff\xfea\0".to_vec()).unwrap_err().list[0].message, Message::ConfigUtf16);
    }

    #[test]
    #[cfg(unix)]
    fn a_device_without_end_is_not_read_to_its_end() {
        let problems = read_text("/dev/zero", Path::new("/dev/zero")).unwrap_err();
        assert!(matches!(problems.list[0].message, Message::ConfigTooLarge { .. }), "{problems:?}");
    }
}
