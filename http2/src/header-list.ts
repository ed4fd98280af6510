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
  readonly add = (name: string, value: string): void => {
    if (name.charCodeAt(0) === colon) this.#addPseudo(name, value);
    else this.#addRegular(name, value);
  };

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

  #addPseudo(name: string, value: string): void {
    if (this.#hasRegular) this.flaw ??= "pseudo-field after a regular one";
    const key = pseudoFields[name];
    if (key === undefined) this.flaw ??= `unknown pseudo-field ${name}`;
    else if (this[key] !== undefined) this.flaw ??= `${name} comes twice`;
    else if (!isFieldValue(value)) this.flaw ??= `bad value of ${name}`;
    else this[key] = value;
  }

  #addRegular(name: string, value: string): void {
    this.#hasRegular = true;
    if (!isFieldName(name)) this.flaw ??= "bad field name";
    else if (!isFieldValue(value)) this.flaw ??= `bad value of ${name}`;
    else if (connectionFields.has(name)) this.flaw ??= `${name} has no place in HTTP/2`;
    else if (name === "te" && value !== "trailers") this.flaw ??= "te must be trailers";
    else this.fields[name] = join(name, this.fields[name], value);
  }
}

type PseudoKey = "method" | "scheme" | "authority" | "path" | "status" | "protocol";

const colon = 58;
const pseudoFields: Readonly<Record<string, PseudoKey>> = {
  ":method": "method",
  ":scheme": "scheme",
  ":authority": "authority",
  ":path": "path",
  ":status": "status",
};

/** Fields of HTTP/1.1 connections (RFC 9113 §8.2.2). */
const connectionFields = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

function join(name: string, before: string | string[] | undefined, value: string): string | string[] {
  if (name === "set-cookie") return Array.isArray(before) ? [...before, value] : [value];
  if (before === undefined) return value;
  return name === "cookie" ? `${before}; ${value}` : `${before}, ${value}`;
}

/** Lower-case tokens (RFC 9113 §8.2.1, RFC 9110 §5.6.2); 1 marks a character that may stand in a name. */
const nameCharacters = Uint8Array.from({ length: 256 }, (_, code) =>
  /[!#$%&'*+\-.^_`|~0-9a-z]/.test(String.fromCharCode(code)) ? 1 : 0,
);

function isFieldName(name: string): boolean {
  for (let at = 0; at < name.length; at++) if (nameCharacters[name.charCodeAt(at)] !== 1) return false;
  return name.length > 0;
}

/** No NUL, CR or LF, and no blank at either end (RFC 9113 §8.2.1). */
function isFieldValue(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code <= 13 && (code === 0 || code === 10 || code === 13)) return false;
  }
  return !isBlank(value.charCodeAt(0)) && !isBlank(value.charCodeAt(value.length - 1));
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
