import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its private key (PKCS #8), both in PEM. */
export interface Credential {
  readonly cert: string;
  readonly key: string;
}

/** From when to when a certificate counts. */
export interface Validity {
  /** Default: a minute ago, since clocks differ. */
  readonly notBefore?: Date | undefined;
  /** Default: a day after {@link notBefore}. */
  readonly notAfter?: Date | undefined;
}

/** What a certificate says of its holder. */
export interface Subject extends Validity {
  readonly commonName: string;
  /** Subject alternative names, in their order. Default: none. */
  readonly names?: readonly JsonGeneralName[] | undefined;
}

const curve = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * A certificate authority for tests and development (RFC 5280): ECDSA on P-256, one level deep. Its certificates serve
 * on both sides of a connection.
 *
 * @example
 * const authority = await CertificateAuthority.create({ commonName: "test" });
 * const { cert, key } = await authority.issue({ commonName: "places", names: [{ type: "dns", value: "localhost" }] });
 */
export class CertificateAuthority {
  /** Its own certificate and key. */
  readonly credential: Credential;
  readonly #certificate: X509Certificate;
  readonly #key: webcrypto.CryptoKey;

  private constructor(credential: Credential, certificate: X509Certificate, key: webcrypto.CryptoKey) {
    this.credential = credential;
    this.#certificate = certificate;
    this.#key = key;
  }

  /** Makes an authority with a key of its own; one with names is a self-signed server as well. */
  static async create({ commonName, names = [], ...validity }: Subject): Promise<CertificateAuthority> {
    const keys = await createKeys();
    const signing = KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign;
    const usage = names.length > 0 ? signing | KeyUsageFlags.digitalSignature : signing;
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: [{ CN: [commonName] }],
      keys,
      signingAlgorithm: curve,
      serialNumber: createSerial(),
      ...toPeriod(validity),
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(usage, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
        ...toNames(names),
      ],
    });
    const credential = { cert: toPem(certificate), key: await exportKey(keys.privateKey) };
    return new CertificateAuthority(credential, certificate, keys.privateKey);
  }

  /** The authority that {@link credential} was kept of. Throws when it cannot be read. */
  static async open(credential: Credential): Promise<CertificateAuthority> {
    const bytes = PemConverter.decodeFirst(credential.key);
    const key = await webcrypto.subtle.importKey("pkcs8", bytes, curve, false, ["sign"]);
    return new CertificateAuthority(credential, new X509Certificate(credential.cert), key);
  }

  /** Issues a certificate with a key of its own, for servers and clients. */
  async issue({ commonName, names = [], ...validity }: Subject): Promise<Credential> {
    const keys = await createKeys();
    const certificate = await X509CertificateGenerator.create({
      subject: [{ CN: [commonName] }],
      issuer: this.#certificate.subject,
      publicKey: keys.publicKey,
      signingKey: this.#key,
      signingAlgorithm: curve,
      serialNumber: createSerial(),
      ...toPeriod(validity),
      extensions: await this.#toExtensions(keys.publicKey, names),
    });
    return { cert: toPem(certificate), key: await exportKey(keys.privateKey) };
  }

  async #toExtensions(publicKey: webcrypto.CryptoKey, names: readonly JsonGeneralName[]): Promise<Extension[]> {
    return [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(this.#certificate.publicKey),
      ...toNames(names),
    ];
  }
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(curve, true, ["sign", "verify"]);
}

function toNames(names: readonly JsonGeneralName[]): readonly Extension[] {
  return names.length > 0 ? [new SubjectAlternativeNameExtension([...names])] : [];
}

/** A positive number that nobody guesses (RFC 5280 §4.1.2.2). */
function createSerial(): string {
  const bytes = randomBytes(16);
  bytes[0]! &= 0x7f;
  return bytes.toString("hex");
}

function toPeriod({ notBefore = new Date(Date.now() - minuteMs), notAfter }: Validity) {
  return { notBefore, notAfter: notAfter ?? new Date(notBefore.getTime() + dayMs) };
}

function toPem(certificate: X509Certificate): string {
  return `${certificate.toString("pem")}\n`;
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey("pkcs8", key);
  return `${PemConverter.encode(bytes, PemConverter.PrivateKeyTag)}\n`;
}
