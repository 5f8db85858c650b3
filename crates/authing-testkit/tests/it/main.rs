//! The kits on right and wrong implementations, and both sides of the wire by the fixtures.
