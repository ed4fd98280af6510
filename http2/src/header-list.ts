import type { Field, PseudoKey } from "./field.ts";

/** Regular fields by lower-case name; a `set-cookie` that came several times is an array, others are joined. */
export type Fields = Record<string, string | string[]>;

/** An object without a prototype chain that engines still treat as one with a shape. */
const FieldsRecord = function FieldsRecord() {} as unknown as new () => Fields;
FieldsRecord.prototype = Object.create(null);

/** One decoded header list, checked as it is filled (RFC 9113 §8.2, §8.3). */
export class HeaderList {
  method: string | undefined = undefined;
  scheme: string | undefined = undefined;
  authority: string | undefined = undefined;
  path: string | undefined = undefined;
  status: string | undefined = undefined;
  protocol: string | undefined = undefined;
  readonly fields: Fields = new FieldsRecord();
  /** Why the list is malformed; the first reason counts. */
  flaw: string | undefined = undefined;
  #hasRegular = false;

  /** Takes the next field. */
  add(field: Field): void {
    if (field.flaw) this.flaw ??= field.flaw;
    else if (field.pseudo) this.#addPseudo(field.pseudo, field);
    else this.#addRegular(field);
  }

  /** Checks a request's list as a whole (RFC 9113 §8.3.1). */
  checkRequest(): void {
    if (this.status !== undefined) this.flaw ??= ":status in a request";
    if (this.method === undefined) this.flaw ??= "no :method";
    if (this.method === "CONNECT") {
      if (this.authority === undefined || this.scheme !== undefined || this.path !== undefined) {
        this.flaw ??= "CONNECT needs :authority alone";
      }
      return;
    }
    if (!this.scheme || !this.path) this.flaw ??= "no :scheme or :path";
  }

  /** Checks a response's list as a whole (RFC 9113 §8.3.2). */
  checkResponse(): void {
    if ((this.method ?? this.scheme ?? this.path ?? this.authority) !== undefined) {
      this.flaw ??= "request pseudo-field in a response";
    }
    // A client takes a class of status that it does not know for an error of the server (RFC 9110 §15).
    if (!/^[1-9]\d\d$/.test(this.status ?? "")) this.flaw ??= "no :status";
    if (this.status === "101") this.flaw ??= "101 has no place in HTTP/2";
  }

  /** Trailers end the stream and carry no pseudo-fields (RFC 9113 §8.1). */
  checkTrailers(endsStream: boolean): void {
    if (!endsStream) this.flaw ??= "trailers that do not end the stream";
    if ((this.method ?? this.scheme ?? this.path ?? this.authority ?? this.status) !== undefined) {
      this.flaw ??= "pseudo-field in trailers";
    }
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
