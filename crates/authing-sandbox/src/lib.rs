//! The Authing authentication service offline: a deterministic state machine that is a Transport, and a loopback server.
