//! How text is laid out: width, wrapping, columns, color. The only place that pads.

pub mod style;
pub mod text;
