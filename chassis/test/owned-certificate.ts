import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CertificateFiles, createCertificate } from "./create-certificate.ts";

/** A certificate for localhost and 127.0.0.1 that vanishes with the test. */
export interface OwnedCertificate extends CertificateFiles, Disposable {
  /** The certificate itself, as the one root to trust. */
  readonly ca: Buffer;
  /** Settings of an App that shows it. */
  readonly env: { readonly TLS_CERT_FILE: string; readonly TLS_KEY_FILE: string };
}

/** Makes a certificate in a folder of its own. */
export async function createOwnedCertificate(): Promise<OwnedCertificate> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-certificate-"));
  const { cert, key } = await createCertificate(folder, "server");
  const env = { TLS_CERT_FILE: cert, TLS_KEY_FILE: key };
  return { cert, key, ca: readFileSync(cert), env, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
