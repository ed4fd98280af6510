use std::io::Result;

fn main() -> Result<()> {
    let contract = "../../../contract/proto";
    let files = ["user/user.proto", "flotilla/bench/v1/bench.proto"].map(|file| format!("{contract}/{file}"));
    tonic_build::configure().build_client(false).compile_protos(&files, &[contract.to_string()])
}
