//! What callers rely on, across the modules of the crate.

mod deadline;
mod error;
mod in_memory;
mod support;
mod time;
mod traced;
