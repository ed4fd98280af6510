import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "@flotilla/testkit/find-program";

/** Paths of a certificate and its key, in PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** Why tests with certificates cannot run here, or false when they can. */
export const withoutOpenssl = findProgram("openssl").missing;

/** A self-signed certificate for localhost and 127.0.0.1, valid for a day; it can sign others. */
export function createCertificate(folder: string, commonName: string): CertificateFiles {
  const files = { cert: join(folder, `${commonName}.crt`), key: join(folder, `${commonName}.key`) };
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  openssl(
    "req",
    "-x509",
    ...newKey(files.key),
    "-days",
    "1",
    "-subj",
    `/CN=${commonName}`,
    ...names,
    "-out",
    files.cert,
  );
  return files;
}

/** A certificate for a client, signed by `issuer`. */
export function signCertificate(folder: string, commonName: string, issuer: CertificateFiles): CertificateFiles {
  const files = { cert: join(folder, `${commonName}.crt`), key: join(folder, `${commonName}.key`) };
  const request = join(folder, `${commonName}.csr`);
  writeFileSync(join(folder, "client.ext"), "extendedKeyUsage=clientAuth\n");
  openssl("req", ...newKey(files.key), "-subj", `/CN=${commonName}`, "-out", request);
  const signed = ["-CA", issuer.cert, "-CAkey", issuer.key, "-CAcreateserial", "-days", "1"];
  openssl("x509", "-req", "-in", request, ...signed, "-extfile", join(folder, "client.ext"), "-out", files.cert);
  return files;
}

function newKey(path: string): readonly string[] {
  return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path];
}

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: "ignore" });
}
