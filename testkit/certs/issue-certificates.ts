import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CertificateAuthority, type Credential, type Subject } from "../src/certificate-authority.ts";

/** What {@link issueCertificates} makes. */
export interface IssueOptions {
  /** Folder of the files. */
  readonly out: string;
  /** Who gets a certificate: services, and others that call them. */
  readonly names: readonly string[];
  /** Of the identities `spiffe://<trust domain>/<name>`. */
  readonly trustDomain: string;
  /** How long a certificate counts. */
  readonly days: number;
  readonly now: Date;
}

/** What became of one certificate. */
export interface Issued {
  readonly name: string;
  readonly outcome: "made" | "kept";
  readonly notAfter: Date;
}

const dayMs = 86_400_000;
const authorityDays = 3650;
const authorityName = "ca";

/**
 * Makes an authority (`ca.crt`, `ca.key`) and certificates of it (`<name>.crt`, `<name>.key`) for localhost and the
 * loopback addresses. What is there and has more than a third of its time left is kept; a new authority renews all.
 * Keys can be read by their owner alone.
 */
export async function issueCertificates(options: IssueOptions): Promise<readonly Issued[]> {
  mkdirSync(options.out, { recursive: true, mode: 0o700 });
  const authority = await openAuthority(options);
  const issued = options.names.map((name) => issueOne(authority, name, options));
  return [authority.issued, ...(await Promise.all(issued))];
}

interface OpenAuthority {
  readonly authority: CertificateAuthority;
  readonly issued: Issued;
}

async function openAuthority({ out, now }: IssueOptions): Promise<OpenAuthority> {
  const kept = readCredential(out, authorityName);
  if (kept && isFresh(kept, now)) {
    const authority = await CertificateAuthority.open(kept);
    return { authority, issued: toIssued(authorityName, "kept", kept) };
  }
  const commonName = "Flotilla development CA";
  const authority = await CertificateAuthority.create({ commonName, ...toValidity(now, authorityDays) });
  writeCredential(out, authorityName, authority.credential);
  return { authority, issued: toIssued(authorityName, "made", authority.credential) };
}

async function issueOne({ authority }: OpenAuthority, name: string, options: IssueOptions): Promise<Issued> {
  const { out, trustDomain, days, now } = options;
  const identity = `spiffe://${trustDomain}/${name}`;
  const kept = readCredential(out, name);
  if (kept && isFresh(kept, now) && isOurs(kept, authority, identity)) return toIssued(name, "kept", kept);
  const names: Subject["names"] = [
    { type: "url", value: identity },
    { type: "dns", value: "localhost" },
    { type: "ip", value: "127.0.0.1" },
    { type: "ip", value: "::1" },
  ];
  const made = await authority.issue({ commonName: name, names, ...toValidity(now, days) });
  writeCredential(out, name, made);
  return toIssued(name, "made", made);
}

function isFresh({ cert }: Credential, now: Date): boolean {
  const { validFromDate, validToDate } = new X509Certificate(cert);
  const leftMs = validToDate.getTime() - now.getTime();
  return leftMs > (validToDate.getTime() - validFromDate.getTime()) / 3;
}

function isOurs({ cert, key }: Credential, authority: CertificateAuthority, identity: string): boolean {
  const certificate = new X509Certificate(cert);
  const isSigned = certificate.verify(new X509Certificate(authority.credential.cert).publicKey);
  const isPair = certificate.checkPrivateKey(createPrivateKey(key));
  return isSigned && isPair && certificate.subjectAltName?.split(", ")[0] === `URI:${identity}`;
}

function readCredential(out: string, name: string): Credential | undefined {
  const [cert, key] = toPaths(out, name);
  if (!existsSync(cert) || !existsSync(key)) return undefined;
  return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
}

function writeCredential(out: string, name: string, { cert, key }: Credential): void {
  const [certPath, keyPath] = toPaths(out, name);
  replaceFile(keyPath, key, 0o600);
  replaceFile(certPath, cert, 0o644);
}

/** In one step: a process that watches the file never reads half of it. */
function replaceFile(path: string, text: string, mode: number): void {
  const next = `${path}.next`;
  writeFileSync(next, text, { mode });
  chmodSync(next, mode);
  renameSync(next, path);
}

function toPaths(out: string, name: string): readonly [cert: string, key: string] {
  return [join(out, `${name}.crt`), join(out, `${name}.key`)];
}

function toValidity(now: Date, days: number) {
  return { notBefore: new Date(now.getTime() - 60_000), notAfter: new Date(now.getTime() + days * dayMs) };
}

function toIssued(name: string, outcome: Issued["outcome"], { cert }: Credential): Issued {
  return { name, outcome, notAfter: new X509Certificate(cert).validToDate };
}
