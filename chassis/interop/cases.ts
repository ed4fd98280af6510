/**
 * Every case of grpc-go's interop client that asks for no credentials of a cloud. Left out beside those: `orca_per_rpc`
 * and `orca_oob`, load reports for xDS balancers, which are no part of the wire.
 */
export const cases: readonly string[] = [
  "empty_unary",
  "large_unary",
  "client_streaming",
  "server_streaming",
  "ping_pong",
  "empty_stream",
  "timeout_on_sleeping_server",
  "cancel_after_begin",
  "cancel_after_first_response",
  "status_code_and_message",
  "special_status_message",
  "custom_metadata",
  "unimplemented_method",
  "unimplemented_service",
  "pick_first_unary",
  "rpc_soak",
  "channel_soak",
];
