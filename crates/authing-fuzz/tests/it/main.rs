//! Replays the seeds and the corpus of every target.

mod replay;
