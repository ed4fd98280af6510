/** A JSON Schema 2020-12 object, as OpenAPI 3.1 uses it. */
export type JsonSchema = Record<string, unknown>;

/** Full name → what the .proto file says of it. */
export type Comments = Readonly<Record<string, string>>;
