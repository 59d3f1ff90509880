//! The program as users run it. One binary; one module a subject.

mod catalog;
mod config;
mod host;
mod lab;
mod layering;
mod support;
mod windows;
