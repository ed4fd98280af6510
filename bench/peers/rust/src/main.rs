//! tonic on one thread, bare: the same users and the same payloads as the servers it is compared with.

mod payloads;
mod users;

use std::env::args;
use std::error::Error;

use tokio::signal::unix::{signal, SignalKind};
use tonic::transport::Server;

use payloads::{BenchServiceServer, Payloads};
use users::{UserServiceServer, Users};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = args().nth(1).ok_or("the address to listen on is missing")?.parse()?;
    let mut terminate = signal(SignalKind::terminate())?;
    Server::builder()
        .add_service(UserServiceServer::new(Users::sample(10_000)))
        .add_service(BenchServiceServer::new(Payloads))
        .serve_with_shutdown(address, async move {
            terminate.recv().await;
        })
        .await?;
    Ok(())
}
