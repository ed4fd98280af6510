/** The pseudo-fields that we know (RFC 9113 §8.3), as {@link Field.pseudo} names them. */
export type PseudoKey = "method" | "scheme" | "authority" | "path" | "status" | "protocol";

/**
 * One header field, held against the rules of RFC 9113 §8.2 when it is made. A field that a peer sends again comes out of a
 * compression table, judged already.
 */
export class Field {
  readonly name: string;
  readonly value: string;
  /** Which pseudo-field it is; undefined for a regular field. */
  readonly pseudo: PseudoKey | undefined;
  /** Why it makes a message malformed. */
  readonly flaw: string | undefined;
  readonly #nameFlaw: string | undefined;

  /** `namesake` is a field of the same name, whose judgement of it is taken over. */
  constructor(name: string, value: string, namesake?: Field) {
    this.name = name;
    this.value = value;
    this.pseudo = namesake ? namesake.pseudo : pseudoFields[name];
    this.#nameFlaw = namesake ? namesake.#nameFlaw : findNameFlaw(name);
    this.flaw = this.#nameFlaw ?? findValueFlaw(name, value);
  }

  /** What it counts in tables and lists (RFC 7541 §4.1, RFC 9113 §6.5.2). */
  get size(): number {
    return this.name.length + this.value.length + fieldOverhead;
  }
}

/** What every field counts beyond its characters. */
export const fieldOverhead = 32;

const pseudoFields: Readonly<Record<string, PseudoKey>> = Object.assign(Object.create(null), {
  ":method": "method",
  ":scheme": "scheme",
  ":authority": "authority",
  ":path": "path",
  ":status": "status",
});

/** Fields of HTTP/1.1 connections (RFC 9113 §8.2.2). */
const connectionFields = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

/** Lower-case tokens (RFC 9113 §8.2.1, RFC 9110 §5.6.2); 1 marks a character that may stand in a name. */
const nameCharacters = Uint8Array.from({ length: 256 }, (_, code) =>
  /[!#$%&'*+\-.^_`|~0-9a-z]/.test(String.fromCharCode(code)) ? 1 : 0,
);

function findNameFlaw(name: string): string | undefined {
  if (pseudoFields[name]) return undefined;
  if (name.startsWith(":")) return `unknown pseudo-field ${name}`;
  if (name === "") return "empty field name";
  for (let at = 0; at < name.length; at++) if (nameCharacters[name.charCodeAt(at)] !== 1) return "bad field name";
  return connectionFields.has(name) ? `${name} has no place in HTTP/2` : undefined;
}

/** No NUL, CR or LF, and no blank at either end (RFC 9113 §8.2.1). */
function findValueFlaw(name: string, value: string): string | undefined {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code <= 13 && (code === 0 || code === 10 || code === 13)) return `bad value of ${name}`;
  }
  if (isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1))) return `bad value of ${name}`;
  if (name === "te" && value !== "trailers") return "te must be trailers";
  return pseudoValues[name]?.test(value) === false ? `bad value of ${name}` : undefined;
}

/** What could end a request line early where a proxy writes it as HTTP/1.1 (RFC 9113 §8.3.1, RFC 9112 §3). */
const pseudoValues: Readonly<Record<string, RegExp>> = Object.assign(Object.create(null), {
  ":method": /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/,
  ":path": /^(?:\/[^\0-\x20\x7f]*|\*|)$/,
});

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
