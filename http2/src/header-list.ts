import type { Field, PseudoKey } from "./field.ts";

/** Regular fields by lower-case name; a `set-cookie` that came several times is an array, others are joined. */
export type Fields = Record<string, string | string[]>;

/** An object without a prototype chain that engines still treat as one with a shape. */
const FieldsRecord = function FieldsRecord() {} as unknown as new () => Fields;
FieldsRecord.prototype = Object.create(null);

/** One decoded header list, checked as it is filled (RFC 9113 §8.2, §8.3); once filled it does not change. */
export class HeaderList {
  method: string | undefined = undefined;
  scheme: string | undefined = undefined;
  authority: string | undefined = undefined;
  path: string | undefined = undefined;
  status: string | undefined = undefined;
  protocol: string | undefined = undefined;
  readonly fields: Fields = new FieldsRecord();
  /** As RFC 9113 §6.5.2 counts it, fields that were left out included. */
  size = 0;
  /** Why the list is malformed; the first reason counts. */
  flaw: string | undefined = undefined;
  #hasRegular = false;

  /** Takes the next field. */
  add(field: Field): void {
    if (field.flaw) this.flaw ??= field.flaw;
    else if (field.pseudo) this.#addPseudo(field.pseudo, field);
    else this.#addRegular(field);
  }

  /** Why the list is no request's (RFC 9113 §8.3.1); undefined when it is one. */
  findRequestFlaw(): string | undefined {
    if (this.flaw) return this.flaw;
    if (this.status !== undefined) return ":status in a request";
    if (this.method === undefined) return "no :method";
    if (this.method === "CONNECT") {
      const isGood = this.authority !== undefined && this.scheme === undefined && this.path === undefined;
      return isGood ? undefined : "CONNECT needs :authority alone";
    }
    if (!this.scheme || !this.path) return "no :scheme or :path";
    if (this.path === "*" && this.method !== "OPTIONS") return "only OPTIONS asks for *";
    return this.#hasOtherHost ? "host is not :authority" : undefined;
  }

  /** Whether two parties on the way could take the request for different sites' (RFC 9113 §8.3.1). */
  get #hasOtherHost(): boolean {
    const host = this.fields["host"];
    if (host === undefined || this.authority === undefined) return false;
    return String(host).toLowerCase() !== this.authority.toLowerCase();
  }

  /** Why the list is no response's (RFC 9113 §8.3.2). */
  findResponseFlaw(): string | undefined {
    const ofRequest = this.method ?? this.scheme ?? this.path ?? this.authority;
    if (ofRequest !== undefined) return this.flaw ?? "request pseudo-field in a response";
    // A client takes a class of status that it does not know for an error of the server (RFC 9110 §15).
    if (!/^[1-9]\d\d$/.test(this.status ?? "")) return this.flaw ?? "no :status";
    return this.flaw ?? (this.status === "101" ? "101 has no place in HTTP/2" : undefined);
  }

  /** Why the list is no trailers: they end the stream and carry no pseudo-fields (RFC 9113 §8.1). */
  findTrailersFlaw(endsStream: boolean): string | undefined {
    if (!endsStream) return "trailers that do not end the stream";
    const pseudo = this.method ?? this.scheme ?? this.path ?? this.authority ?? this.status;
    return this.flaw ?? (pseudo === undefined ? undefined : "pseudo-field in trailers");
  }

  #addPseudo(key: PseudoKey, { name, value }: Field): void {
    if (this.#hasRegular) this.flaw ??= "pseudo-field after a regular one";
    else if (this[key] !== undefined) this.flaw ??= `${name} comes twice`;
    else this[key] = value;
  }

  #addRegular({ name, value }: Field): void {
    this.#hasRegular = true;
    const before = this.fields[name];
    this.fields[name] = before === undefined && name !== "set-cookie" ? value : join(name, before, value);
  }
}

function join(name: string, before: string | string[] | undefined, value: string): string | string[] {
  if (name === "set-cookie") return Array.isArray(before) ? [...before, value] : [value];
  if (before === undefined) return value;
  return name === "cookie" ? `${before}; ${value}` : `${before}, ${value}`;
}
