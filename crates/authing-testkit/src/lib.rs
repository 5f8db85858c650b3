//! Fixtures and conformance kits for authing.
