//! Where signed-in users are kept: the SessionStore trait with conditional save, in memory and in a file.
