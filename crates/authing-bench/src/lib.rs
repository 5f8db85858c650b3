//! What the workspace costs, measured against its floors.
//!
//! The program `authing-bench` measures time by the clock, side by side with what the same work
//! costs at least; `cargo xtask bench` runs it. The programs `count-allocations` and
//! `count-instructions` count what [`cases`] do, which is the same on every run;
//! `cargo xtask bench --check-budget` holds it to the committed `budget.toml`.

pub mod cases;
pub mod sample;

/// What ends a benchmark: the environment is not as it needs it.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
