import { assertCertificates } from "../pem.ts";
import { choice, flag, list } from "./field.ts";
import { file } from "./file.ts";

/** How a process calls other services; the same for all of them. */
export const clientFields = {
  clientProtocol: choice("CLIENT_PROTOCOL", ["grpc", "connect"], {
    fallback: "grpc",
    help: "How peers are called: gRPC over HTTP/2, or Connect over HTTP/1.1.",
  }),
  clientBalancer: choice("CLIENT_BALANCER", ["least_loaded", "round_robin"], {
    fallback: "least_loaded",
    help: "Which of several addresses of a peer is called: the less loaded one of two taken at random, or each in turn.",
  }),
  clientRetry: flag("CLIENT_RETRY", { fallback: true, help: "Tries failed calls again; false where a mesh does it." }),
  clientBreaker: flag("CLIENT_BREAKER", {
    fallback: true,
    help: "Leaves a peer alone for a moment when most calls to it fail; false where a mesh does it.",
  }),
  clientLimit: flag("CLIENT_LIMIT", {
    fallback: true,
    help: "Adapts how many calls to a peer are in flight to what it bears; false where a mesh does it.",
  }),
  clientHealthCheck: flag("CLIENT_HEALTH_CHECK", {
    fallback: true,
    help: "Asks each of several addresses by grpc.health.v1 whether it serves; false where a mesh does it.",
  }),
  clientOutlierDetection: flag("CLIENT_OUTLIER_DETECTION", {
    fallback: true,
    help: "Ejects those of several addresses that fail more than the others; false where a mesh does it.",
  }),
  baggageKeys: list("BAGGAGE_KEYS", {
    fallback: [],
    help: "Keys of the callers' baggage that are passed on to peers.",
  }),
  tlsCaFile: file("TLS_CA_FILE", {
    help: "Peers must show a certificate of this CA; reloaded on change. Unset: the system's.",
    check: assertCertificates,
  }),
};
