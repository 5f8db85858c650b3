#[path = "../../../examples/reqwest_transport.rs"]
mod reqwest_transport;

use self::reqwest_transport::ReqwestTransport;

fn transport() -> ReqwestTransport {
    ReqwestTransport::new(reqwest::Client::builder().no_proxy()).unwrap()
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

mod exchange {
    authing_testkit::transport_conformance! {
        block_on = super::block_on,
        transport = |_base_url| super::transport(),
    }
}

mod network {
    authing_testkit::transport_network_conformance! {
        block_on = super::block_on,
        transport = |_base_url| super::transport(),
    }
}

#[test]
fn a_user_signs_up() {
    reqwest_transport::main().unwrap();
}
