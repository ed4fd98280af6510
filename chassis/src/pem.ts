import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";

/** Files in PEM that belong together; what is undefined is not there. */
export interface PemFiles {
  /** Certificate chain, one's own first. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Authorities that are trusted. */
  readonly ca: string | undefined;
}

/** What the files hold. */
export type Pem = PemFiles;

/** Reads the files. Throws when one cannot be read or is no PEM, or when certificate and key do not belong together. */
export function readPem({ cert, key, ca }: PemFiles): Pem {
  const pem = { cert: readText(cert), key: readText(key), ca: readText(ca) };
  if (pem.ca !== undefined) assertCertificates(pem.ca);
  if (pem.cert !== undefined) createSecureContext({ cert: pem.cert, key: pem.key });
  return pem;
}

/** Throws unless `pem` holds at least one certificate, and only whole ones. */
export function assertCertificates(pem: string): void {
  const blocks = splitCertificates(pem);
  const begun = pem.match(/-----BEGIN CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || blocks.length < begun.length) throw new Error("must hold certificates in PEM");
  for (const block of blocks) new X509Certificate(block);
}

/** The whole certificates of `pem`, each by itself. */
export function splitCertificates(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
}

function readText(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readFileSync(path, "utf8");
}
