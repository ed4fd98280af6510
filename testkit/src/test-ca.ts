import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CertificateAuthority, type Credential, type Subject } from "./certificate-authority.ts";

/** A certificate and its key, as text and as files. */
export interface IssuedCertificate extends Credential {
  readonly certFile: string;
  readonly keyFile: string;
  /** Settings of an App that shows it. */
  readonly env: { readonly TLS_CERT_FILE: string; readonly TLS_KEY_FILE: string };
}

/** A certificate authority of a test; its files vanish with it. */
export interface TestCa extends Disposable {
  /** Its folder. */
  readonly folder: string;
  /** Its own certificate in PEM. */
  readonly ca: string;
  readonly caFile: string;
  /**
   * Issues a certificate for localhost, 127.0.0.1 and ::1 with the identity `spiffe://test.local/<name>`, unless `over`
   * says otherwise; valid for a day.
   */
  issue(name: string, over?: Partial<Subject>): Promise<IssuedCertificate>;
}

/** Makes an authority in a folder of its own. */
export async function createTestCa(commonName = "test"): Promise<TestCa> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-ca-"));
  const authority = await CertificateAuthority.create({ commonName });
  const { cert: ca } = authority.credential;
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  let issued = 0;
  return {
    folder,
    ca,
    caFile: write("ca.crt", ca),
    async issue(name, over = {}) {
      const credential = await authority.issue({ commonName: name, names: toLocalNames(name), ...over });
      const stem = `${name}-${++issued}`;
      const [certFile, keyFile] = [write(`${stem}.crt`, credential.cert), write(`${stem}.key`, credential.key)];
      return { ...credential, certFile, keyFile, env: { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

function toLocalNames(name: string): Subject["names"] {
  return [
    { type: "url", value: `spiffe://test.local/${name}` },
    { type: "dns", value: "localhost" },
    { type: "ip", value: "127.0.0.1" },
    { type: "ip", value: "::1" },
  ];
}
