#![doc = include_str!("../README.md")]

mod service;
mod transport;

pub use service::TransportService;
pub use transport::TowerTransport;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
