import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions, type TlsOptions } from "node:tls";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import type { Check } from "../config/read-config.ts";
import type { Logger } from "../telemetry/logger.ts";
import { watchFile } from "../watch-file.ts";

/** The settings that name the files. */
export type TlsSettings = Pick<ChassisSettings, "tlsCertFile" | "tlsKeyFile" | "tlsClientCaFile">;

/** Certificate, key and client CA of a port, which may be replaced while it is open. */
export interface Tls {
  /** Reads the files as they are now. */
  read(): TlsOptions;
  /** Calls `onChange` with what the files hold whenever they became others that work. Returns what ends it. */
  watch(onChange: (options: SecureContextOptions) => void): () => void;
}

/** The TLS of `TLS_CERT_FILE` and `TLS_KEY_FILE`; undefined when they are unset. */
export function createTls(settings: TlsSettings, log: Logger): Tls | undefined {
  const { tlsCertFile, tlsKeyFile, tlsClientCaFile } = settings;
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  const paths = [tlsCertFile, tlsKeyFile, tlsClientCaFile].filter((path) => path !== undefined);
  return {
    read: () => readOptions(settings),
    watch(onChange) {
      const reload = () => {
        try {
          onChange(readOptions(settings));
          log.info({ file: tlsCertFile }, "certificate reloaded");
        } catch (err) {
          log.error({ err, file: tlsCertFile }, "certificate not reloaded, the old one stays");
        }
      };
      const stops = paths.map((path) => watchFile(path, reload));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** Holds the TLS files against each other at start, so that wrong ones are reported with all other wrong settings. */
export const tlsCheck: Check<TlsSettings> = {
  needs: ["tlsCertFile", "tlsKeyFile", "tlsClientCaFile"],
  find(settings) {
    if (settings.tlsCertFile === undefined || settings.tlsKeyFile === undefined) return undefined;
    try {
      readOptions(settings);
      return undefined;
    } catch (cause) {
      return `TLS_CERT_FILE and TLS_KEY_FILE must be a certificate and its key in PEM: ${(cause as Error).message}`;
    }
  },
};

/** Throws when a file cannot be read or certificate and key do not belong together. */
function readOptions({ tlsCertFile, tlsKeyFile, tlsClientCaFile }: TlsSettings): TlsOptions {
  const options: TlsOptions = { cert: readFileSync(tlsCertFile!), key: readFileSync(tlsKeyFile!) };
  if (tlsClientCaFile !== undefined) {
    Object.assign(options, { ca: readFileSync(tlsClientCaFile), requestCert: true, rejectUnauthorized: true });
  }
  createSecureContext(options);
  return options;
}
