//! The kits on a stack over hyper, on a service without sockets, behind a buffer, and there and back.

#[path = "../../examples/tower_stack.rs"]
mod tower_stack;

#[test]
fn the_example_works() {
    tower_stack::main().unwrap();
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

mod stack {
    authing_testkit::transport_conformance! {
        block_on = super::block_on,
        transport = |_base_url| super::tower_stack::transport(),
    }
}

mod stack_network {
    authing_testkit::transport_network_conformance! {
        block_on = super::block_on,
        transport = |_base_url| super::tower_stack::transport(),
    }
}

mod behind_a_buffer {
    use std::convert::Infallible;

    use authing_testkit::transport::answer;
    use authing_transport_tower::TowerTransport;
    use bytes::Bytes;
    use http_body_util::Full;
    use tower::ServiceBuilder;

    /// Cannot be cloned.
    struct Single;

    impl tower::Service<http::Request<Bytes>> for Single {
        type Response = http::Response<Full<Bytes>>;
        type Error = Infallible;
        type Future = std::future::Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(
            &mut self,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), Infallible>> {
            std::task::Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: http::Request<Bytes>) -> Self::Future {
            std::future::ready(Ok(answer(request).map(Full::new)))
        }
    }

    authing_testkit::transport_conformance! {
        block_on = super::block_on,
        transport = |_base_url| TowerTransport::new(
            ServiceBuilder::new().buffer(4).concurrency_limit(2).service(Single)
        ),
    }
}

mod there_and_back {
    use authing_testkit::transport::answer;
    use authing_transport::InMemoryTransport;
    use authing_transport_tower::{TowerTransport, TransportService};

    authing_testkit::transport_conformance! {
        block_on = futures_executor::block_on,
        transport = |_base_url| TowerTransport::new(
            TransportService::new(InMemoryTransport::from_fn(answer))
        ),
    }
}
