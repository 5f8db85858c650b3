//! Validated values, secrets, users, error codes and password scoring of the Authing authentication API.
