//! The Transport trait: a function from an HTTP request to an HTTP response, with wrappers and an in-memory implementation.
