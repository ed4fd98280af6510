import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CertificateAuthority, type Validity } from "./certificate-authority.ts";

/** The settings that name a service's certificate. */
export interface CertificateFiles {
  readonly TLS_CERT_FILE: string;
  readonly TLS_KEY_FILE: string;
}

/** Certificates of one authority as files, for services that a test starts as processes. Disposing deletes them. */
export class CertificateFolder implements Disposable {
  /** The authority's certificate. */
  readonly caFile: string;
  readonly #path: string;
  readonly #authority: CertificateAuthority;

  private constructor(path: string, authority: CertificateAuthority) {
    this.#path = path;
    this.#authority = authority;
    this.caFile = this.#write("ca.pem", authority.credential.cert);
  }

  /** A folder with a new authority. */
  static async create(): Promise<CertificateFolder> {
    const authority = await CertificateAuthority.create({ commonName: "Flotilla test" });
    return new CertificateFolder(mkdtempSync(join(tmpdir(), "flotilla-certificates-")), authority);
  }

  /** A certificate for `spiffe://flotilla.local/<service>` on this machine. */
  async issue(service: string, validity: Validity = {}): Promise<CertificateFiles> {
    const { cert, key } = await this.#authority.issue({
      commonName: service,
      names: [
        { type: "url", value: `spiffe://flotilla.local/${service}` },
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ],
      ...validity,
    });
    return {
      TLS_CERT_FILE: this.#write(`${service}.pem`, cert),
      TLS_KEY_FILE: this.#write(`${service}-key.pem`, key),
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { recursive: true });
  }

  #write(name: string, text: string): string {
    const path = join(this.#path, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }
}
