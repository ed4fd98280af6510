import type { TLSSocket } from "node:tls";
import { Counter } from "@prometheus-io/client";
import { type Clock, systemClock } from "../clock.ts";
import { TokenBucket } from "../middleware/token-bucket.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

/** Why a TLS connection is not served, and what is said of it in the log and, where it can be told, to the peer. */
export interface HandshakeFailure {
  /** The label of `tls_handshake_failures_total`: a closed set. */
  readonly reason:
    | "no_certificate"
    | "expired"
    | "not_yet_valid"
    | "untrusted"
    | "refused_by_peer"
    | "version"
    | "protocol"
    | "not_tls"
    | "timeout"
    | "closed"
    | "other";
  /** One sentence without a full stop. */
  readonly message: string;
}

const unshown: HandshakeFailure = { reason: "no_certificate", message: "no client certificate was shown" };
const expired: HandshakeFailure = { reason: "expired", message: "the client certificate has expired" };
const closed: HandshakeFailure = { reason: "closed", message: "the peer went away" };

/** By OpenSSL's verification codes (verify(1), "Diagnostics"), and by Node's codes of errors. */
const byCode: Readonly<Record<string, HandshakeFailure>> = {
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: { reason: "not_yet_valid", message: "the client certificate is not yet valid" },
  INVALID_PURPOSE: { reason: "untrusted", message: "the client certificate is not for clients" },
  ECONNRESET: closed,
  EPIPE: closed,
  ERR_TLS_HANDSHAKE_TIMEOUT: { reason: "timeout", message: "the handshake was not finished in time" },
  ERR_SSL_UNSUPPORTED_PROTOCOL: { reason: "version", message: "the peer speaks no version of TLS that is served" },
  ERR_SSL_VERSION_TOO_LOW: { reason: "version", message: "the peer speaks no version of TLS that is served" },
  ERR_SSL_NO_SHARED_CIPHER: { reason: "version", message: "the peer knows no cipher that is served" },
  ERR_SSL_NO_APPLICATION_PROTOCOL: {
    reason: "protocol",
    message: "the peer speaks neither HTTP/2 nor HTTP/1.1 (ALPN)",
  },
  ERR_SSL_HTTP_REQUEST: { reason: "not_tls", message: "the peer speaks HTTP without TLS" },
  ERR_SSL_HTTPS_PROXY_REQUEST: { reason: "not_tls", message: "the peer speaks HTTP without TLS" },
  ERR_SSL_WRONG_VERSION_NUMBER: { reason: "not_tls", message: "the peer does not speak TLS" },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { reason: "not_tls", message: "the peer does not speak TLS" },
};

/** What is wrong with the certificate that a peer showed when it was asked for one; undefined when all is well. */
export function toVerifyFailure(socket: TLSSocket): HandshakeFailure | undefined {
  // Asked first: OpenSSL has no code of its own for a certificate that is not there.
  const shown = socket.getPeerX509Certificate();
  if (!shown) return unshown;
  // A session that is resumed brings the verdict of its first handshake along.
  if (socket.authorized) return shown.validToDate.getTime() < Date.now() ? expired : undefined;
  const code = String(socket.authorizationError);
  return byCode[code] ?? { reason: "untrusted", message: `the client certificate is not of a trusted CA (${code})` };
}

/** What an error during a handshake says. */
export function toHandshakeFailure(error: Error & { readonly code?: unknown; readonly reason?: unknown }) {
  const code = String(error.code);
  const known = byCode[code];
  if (known) return known;
  const message = typeof error.reason === "string" ? error.reason : error.message;
  // An alert of the peer (RFC 8446 §6.2): as a rule it does not like our certificate.
  const isAlert = /^ERR_SSL_.*_ALERT_/.test(code);
  return isAlert ? ({ reason: "refused_by_peer", message } as const) : ({ reason: "other", message } as const);
}

/** Lines in the log that strangers can cause: a few at once, then one a second. */
const linesRate = { perSecond: 1, burst: 10 };

/** Counts failures in `tls_handshake_failures_total` and writes them to the log, as far as there is room in a second. */
export function createHandshakeFailures(
  { log, metrics }: Pick<Telemetry, "log" | "metrics">,
  clock: Clock = systemClock,
): (failure: HandshakeFailure, socket: TLSSocket) => void {
  const counter = new Counter({
    name: "tls_handshake_failures_total",
    help: "TLS connections that were not served, by what was wrong.",
    labelNames: ["reason"],
    registers: [metrics],
  });
  const lines = new TokenBucket(linesRate, clock);
  let suppressed = 0;
  return ({ reason, message }, socket) => {
    counter.inc({ reason });
    // Load balancers look in this way all day.
    const level = reason === "closed" || reason === "timeout" ? "debug" : "warn";
    if (!log.isLevelEnabled(level)) return;
    if (lines.take() > 0) {
      suppressed++;
      return;
    }
    const shown = socket.getPeerX509Certificate();
    const certificate = shown && { subject: shown.subject, names: shown.subjectAltName, issuer: shown.issuer };
    log[level](
      { reason, error: message, peer: socket.remoteAddress, certificate, suppressed },
      "tls connection refused",
    );
    suppressed = 0;
  };
}
