//! Every operation of the Authing authentication API as a typed struct: HTTP request out, HTTP response in, no I/O.
