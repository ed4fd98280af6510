import type { ChassisSettings } from "../config/chassis-fields.ts";
import { type Pem, readPem } from "../pem.ts";
import type { Logger } from "../telemetry/logger.ts";
import { watchPem } from "../watch-pem.ts";
import type { WireTls } from "./wire/wire-options.ts";

/** The settings that say how peers are trusted, and what they are shown. */
export type PeerTlsSettings = Pick<ChassisSettings, "tlsCaFile" | "tlsCertFile" | "tlsKeyFile">;

/** How the connections to https peers are secured, now; the files may be replaced at any time. */
export interface PeerTls {
  /** The same object until the files have become others that work: it may be handed to channels as their `tls`. */
  readonly read: () => WireTls;
  /** Stops watching the files. */
  close(): void;
}

/**
 * TLS to peers by `TLS_CA_FILE`, and our own `TLS_CERT_FILE` and `TLS_KEY_FILE` for peers that ask for a certificate.
 * `identity` is the SPIFFE ID that a peer's certificate must have in place of its host name. Throws when a file cannot
 * be read; one that breaks later is logged, and what was read before stays.
 *
 * @example
 * const tls = createPeerTls(settings, "spiffe://example.org/places", telemetry.log);
 * assert.equal(tls.read().identity, "spiffe://example.org/places");
 * tls.close();
 */
export function createPeerTls(settings: PeerTlsSettings, identity: string | undefined, log: Logger): PeerTls {
  const files = { cert: settings.tlsCertFile, key: settings.tlsKeyFile, ca: settings.tlsCaFile };
  const toTls = (pem: Pem): WireTls => ({ ...pem, identity });
  const pem = readPem(files);
  let current = toTls(pem);
  const stop = watchPem(files, pem, log, (changed) => {
    current = toTls(changed);
  });
  return { read: () => current, close: stop };
}
