use std::iter::repeat_with;
use std::pin::Pin;

use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{iter, Stream};
use tonic::{Request, Response, Status};

mod proto {
    tonic::include_proto!("flotilla.bench.v1");
}
pub use proto::bench_service_server::BenchServiceServer;
use proto::bench_service_server::BenchService;
use proto::{HoldRequest, Payload, ProduceRequest};

type PayloadStream = Pin<Box<dyn Stream<Item = Result<Payload, Status>> + Send>>;

/// Moves bytes.
pub struct Payloads;

#[tonic::async_trait]
impl BenchService for Payloads {
    type ProduceStream = PayloadStream;
    type HoldStream = ReceiverStream<Result<Payload, Status>>;

    async fn echo(&self, request: Request<Payload>) -> Result<Response<Payload>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    async fn produce(&self, request: Request<ProduceRequest>) -> Result<Response<PayloadStream>, Status> {
        let ProduceRequest { count, size } = request.into_inner();
        let payload = Payload { data: vec![0; size as usize] };
        let payloads = repeat_with(move || Ok(payload.clone()));
        Ok(Response::new(Box::pin(iter(payloads.take(count as usize)))))
    }

    async fn hold(&self, _: Request<HoldRequest>) -> Result<Response<Self::HoldStream>, Status> {
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            let _ = sender.send(Ok(Payload::default())).await;
            sender.closed().await;
        });
        Ok(Response::new(ReceiverStream::new(receiver)))
    }
}
