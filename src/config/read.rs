//! From a path to text: what is no readable UTF-8 file of sensible size is refused by its name.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::problem::{Problem, Problems};

/// Largest endpoints file, in bytes. The shipped one has less than a tenth of it.
pub const LARGEST: u64 = 1024 * 1024;

const AS_UTF8: &str = "save the file as UTF-8";

/// Reads the file, never more than [`LARGEST`] bytes of it.
pub(crate) fn read_text(file: &str, path: &Path) -> Result<String, Problems> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(file, &error))?;
    if metadata.is_dir() {
        return Err(Problems::whole_file(file, "this is a directory, not a file", "name the endpoints file inside it"));
    }
    if metadata.len() > LARGEST {
        return Err(too_large(file));
    }
    let mut bytes = Vec::new();
    // The size that was told can be wrong: pipes and devices tell none, and a file can grow.
    let opened = File::open(path).map_err(|error| unreadable(file, &error))?;
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(file, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large(file));
    }
    if bytes.is_empty() {
        let hint = "tlsready catalog --print-default prints a file to start from";
        return Err(Problems::at_start(file, "the file is empty", hint));
    }
    decode(file, bytes)
}

fn decode(file: &str, bytes: Vec<u8>) -> Result<String, Problems> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problems::at_start(file, "the file is UTF-16, not UTF-8", AS_UTF8));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let before = String::from_utf8_lossy(&bytes[..valid]);
        let byte = bytes.get(valid).copied().unwrap_or_default();
        let problem = Problem {
            place: Some(super::problem::line_and_column(&before, before.len())),
            message: format!("the file is not UTF-8: byte 0x{byte:02x} cannot stand here"),
            hint: AS_UTF8.to_owned(),
        };
        Problems { file: file.to_owned(), list: vec![problem], more: 0 }
    })
}

fn too_large(file: &str) -> Problems {
    let message = format!("the file is larger than {LARGEST} bytes (1 MiB)");
    Problems::whole_file(file, message, "an endpoints file is small; check that it is the file you mean, or split it")
}

fn unreadable(file: &str, error: &io::Error) -> Problems {
    let (message, hint) = match error.kind() {
        io::ErrorKind::NotFound => {
            ("no such file".to_owned(), "check the path; tlsready catalog --print-default prints a file to start from")
        }
        io::ErrorKind::PermissionDenied => {
            ("may not be read by this user".to_owned(), "change its permissions, or run as a user who may read it")
        }
        _ => (format!("cannot be read: {error}"), "check the path"),
    };
    Problems::whole_file(file, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_bad_byte_is_told() {
        let problems = decode("f", b"a = 1\n\xc3\xbc \xe4".to_vec()).unwrap_err();
        assert_eq!(problems.list[0].place, Some((2, 3)));
        assert!(problems.to_string().contains("byte 0xe4"));
        assert_eq!(decode("f", b"\xff\xfea\0".to_vec()).unwrap_err().list[0].message, "the file is UTF-16, not UTF-8");
    }

    #[test]
    #[cfg(unix)]
    fn a_device_without_end_is_not_read_to_its_end() {
        let problems = read_text("/dev/zero", Path::new("/dev/zero")).unwrap_err();
        assert!(problems.list[0].message.contains("larger than"), "{problems}");
    }
}
