import type { SecureContextOptions, TLSSocket, TlsOptions } from "node:tls";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import type { Check } from "../config/read-config.ts";
import { type Pem, readPem } from "../pem.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { watchPem } from "../watch-pem.ts";
import { createExpiryGauge } from "./certificate-expiry.ts";
import { createHandshakeFailures, type HandshakeFailure, toVerifyFailure } from "./handshake-failure.ts";

/** The settings that name the files. */
export type TlsSettings = Pick<ChassisSettings, "tlsCertFile" | "tlsKeyFile" | "tlsClientCaFile">;

/** Certificate, key and client CA of a port, which may be replaced while it is open. */
export interface Tls {
  /** Reads the files as they are now. */
  read(): TlsOptions;
  /** Calls `onChange` with what the files hold whenever they became others that work. Returns what ends it. */
  watch(onChange: (options: SecureContextOptions) => void): () => void;
  /** Why a connection may not be served although its handshake is complete: its certificate; undefined when it may. */
  judge(socket: TLSSocket): HandshakeFailure | undefined;
  /** Logs and counts a connection that was not served. */
  report(failure: HandshakeFailure, peer: TLSSocket): void;
}

/**
 * The TLS of `TLS_CERT_FILE` and `TLS_KEY_FILE`; undefined when they are unset. With `TLS_CLIENT_CA_FILE` every peer must
 * show a certificate of that authority.
 */
export function createTls(settings: TlsSettings, telemetry: Pick<Telemetry, "log" | "metrics">): Tls | undefined {
  if (settings.tlsCertFile === undefined || settings.tlsKeyFile === undefined) return undefined;
  const files = toFiles(settings);
  let pem = readPem(files);
  createExpiryGauge(telemetry.metrics, () => pem.cert ?? "");
  return {
    read: () => toOptions(pem),
    watch: (onChange) =>
      watchPem(files, pem, telemetry.log, (changed) => {
        pem = changed;
        onChange(toOptions(changed));
      }),
    judge: (socket) => (settings.tlsClientCaFile === undefined ? undefined : toVerifyFailure(socket)),
    report: createHandshakeFailures(telemetry),
  };
}

/** Holds the TLS files against each other at start, so that wrong ones are reported with all other wrong settings. */
export const tlsCheck: Check<TlsSettings> = {
  needs: ["tlsCertFile", "tlsKeyFile", "tlsClientCaFile"],
  find(settings) {
    if (settings.tlsCertFile === undefined || settings.tlsKeyFile === undefined) return undefined;
    try {
      readPem(toFiles(settings));
      return undefined;
    } catch (cause) {
      return `TLS_CERT_FILE and TLS_KEY_FILE must be a certificate and its key in PEM: ${(cause as Error).message}`;
    }
  },
};

function toFiles({ tlsCertFile, tlsKeyFile, tlsClientCaFile }: TlsSettings) {
  return { cert: tlsCertFile, key: tlsKeyFile, ca: tlsClientCaFile };
}

/**
 * A handshake is let through with whatever certificate, since Node would end it without a word to either side; the port
 * asks {@link Tls.judge} before it reads a byte.
 */
function toOptions({ cert, key, ca }: Pem): TlsOptions {
  return ca === undefined ? { cert, key } : { cert, key, ca, requestCert: true, rejectUnauthorized: false };
}
