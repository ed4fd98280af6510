import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CertificateAuthority, type Credential } from "@flotilla/testkit/certificate-authority";

/** Paths of a certificate and its key, in PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

const localNames = [
  { type: "dns", value: "localhost" },
  { type: "ip", value: "127.0.0.1" },
] as const;

/** A self-signed certificate for localhost and 127.0.0.1, valid for a day; it can sign others. */
export async function createCertificate(folder: string, commonName: string): Promise<CertificateFiles> {
  const { credential } = await CertificateAuthority.create({ commonName, names: localNames });
  return writeFiles(folder, commonName, credential);
}

/** A certificate for a client, signed by `issuer`. */
export async function signCertificate(
  folder: string,
  commonName: string,
  issuer: CertificateFiles,
): Promise<CertificateFiles> {
  const [cert, key] = [readFileSync(issuer.cert, "utf8"), readFileSync(issuer.key, "utf8")];
  const authority = await CertificateAuthority.open({ cert, key });
  return writeFiles(folder, commonName, await authority.issue({ commonName }));
}

function writeFiles(folder: string, name: string, { cert, key }: Credential): CertificateFiles {
  const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  return files;
}
