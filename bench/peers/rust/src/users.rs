use std::collections::HashMap;

use tonic::{Request, Response, Status};

mod proto {
    tonic::include_proto!("user");
}
pub use proto::user_service_server::UserServiceServer;
use proto::status::StatusCode;
use proto::user_service_server::UserService;
use proto::*;

const FIRST_NAMES: [&str; 10] =
    ["Ada", "Alan", "Barbara", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Joan", "Ken"];
const LAST_NAMES: [&str; 7] = ["Allen", "Clarke", "Dijkstra", "Hopper", "Lamarr", "Liskov", "Lovelace"];

/// The sample users, found by email.
pub struct Users(HashMap<String, User>);

impl Users {
    pub fn sample(count: usize) -> Self {
        Users((0..count).map(sample_user).map(|user| (user.email.clone(), user)).collect())
    }
}

fn sample_user(i: usize) -> User {
    let name = Name {
        first: FIRST_NAMES[i % FIRST_NAMES.len()].into(),
        last: LAST_NAMES[i % LAST_NAMES.len()].into(),
    };
    User {
        id: format!("{i:024x}"),
        age: 18 + (i % 60) as i32,
        name: Some(name),
        email: format!("user{i}@example.com"),
        phone: format!("+1 (555) {:03}-{:04}", 100 + i % 900, i % 10_000),
        address: format!("{i} Harbour Street, Portsmouth"),
    }
}

#[tonic::async_trait]
impl UserService for Users {
    async fn get_by_email(&self, request: Request<GetByEmailReq>) -> Result<Response<GetByEmailResp>, Status> {
        let email = request.into_inner().email;
        let found = self.0.get(&email);
        let (code, msg) = match found {
            Some(_) => (StatusCode::Success, String::new()),
            None => (StatusCode::InvalidQuery, format!("the email {email} cannot be found")),
        };
        Ok(Response::new(GetByEmailResp {
            status: Some(proto::Status { code: code.into(), msg }),
            user: Some(found.cloned().unwrap_or_default()),
        }))
    }

    async fn create(&self, _: Request<CreateReq>) -> Result<Response<CreateResp>, Status> {
        not_measured()
    }

    async fn list(&self, _: Request<ListReq>) -> Result<Response<SearchResp>, Status> {
        not_measured()
    }

    async fn search_name(&self, _: Request<SearchNameReq>) -> Result<Response<SearchResp>, Status> {
        not_measured()
    }

    async fn search_age(&self, _: Request<SearchAgeReq>) -> Result<Response<SearchResp>, Status> {
        not_measured()
    }
}

fn not_measured<T>() -> Result<T, Status> {
    Err(Status::unimplemented("the bench measures only the reading of one user"))
}
