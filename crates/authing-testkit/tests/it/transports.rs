//! The kit on transports that need no socket, and on the wrappers around them.

mod in_memory {
    use authing_testkit::transport::answer;
    use authing_transport::InMemoryTransport;

    authing_testkit::transport_conformance! {
        block_on = futures_executor::block_on,
        transport = |_base_url| InMemoryTransport::from_fn(answer),
    }
}

mod guarded {
    use authing_testkit::{Guarded, transport::answer};
    use authing_transport::InMemoryTransport;

    authing_testkit::transport_conformance! {
        block_on = futures_executor::block_on,
        transport = |_base_url| Guarded::new(InMemoryTransport::from_fn(answer), ()),
    }
}
