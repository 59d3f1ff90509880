//! The program as users run it. One binary; one module a subject.

mod catalog;
mod config;
mod host;
mod hostile;
mod hostile_peers;
mod lab;
mod layering;
mod machine;
mod resume;
mod scale;
mod support;
mod watched;
mod windows;
