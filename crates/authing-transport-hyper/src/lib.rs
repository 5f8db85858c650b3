//! The Transport of authing over hyper and rustls.
