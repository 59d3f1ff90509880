//! A registry export (.reg): any bytes are read or rejected, each problem with its line.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tlsready::settings::registry::{ROOTS, read_exports_from};

fuzz_target!(|data: &[u8]| {
    match read_exports_from(Path::new("f.reg"), data) {
        Ok(snapshot) => {
            for path in ["HKLM\\SYSTEM\\CurrentControlSet", "HKEY_LOCAL_MACHINE\\SYSTEM", ""] {
                let _ = snapshot.children(path);
                let _ = snapshot.value(path, "");
            }
            let _ = (snapshot.is_empty(), ROOTS.len());
        }
        Err(error) => {
            assert!(!error.problems.is_empty());
            assert!(error.problems.iter().all(|problem| problem.line != Some(0)));
        }
    }
});
