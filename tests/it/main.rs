//! The program as users run it. One binary; one module a subject.

mod lab;
