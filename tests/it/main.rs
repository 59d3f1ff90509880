//! The program as users run it. All tests are one binary, with one module per subject.

mod catalog;
mod check;
mod check_json;
mod check_proxy;
mod check_stop;
mod check_targets;
mod config;
mod explain;
mod help;
mod host;
mod hostile;
mod hostile_peers;
mod lab;
mod layering;
mod lists;
mod machine;
mod readme;
mod reports;
mod resume;
mod scale;
mod schema;
mod sentences;
mod support;
mod usage;
mod watched;
mod windows;
