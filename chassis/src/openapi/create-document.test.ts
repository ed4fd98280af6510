import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comments } from "@flotilla/contract/comments";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { OpsService } from "@flotilla/contract/flotilla/ops/v1/ops";
import { PortsService } from "@flotilla/contract/flotilla/ports/v1/ports";
import { KeyedService } from "@flotilla/contract/flotilla/test/v1/keyed";
import { OldJsonService } from "@flotilla/contract/flotilla/test/v1/old_json";
import { TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { Validator } from "@seriousme/openapi-schema-validator";
import { createDocument } from "./create-document.ts";

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    schema: object;
  }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Record<string, { schema?: Schema }> };
  readonly responses: Record<
    string,
    { readonly headers?: object; readonly content?: Record<string, { schema?: object }> }
  >;
}
interface Schema {
  readonly properties?: Record<string, Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly unknown[];
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

const services = [
  TranscodingService,
  UsersService,
  PortsService,
  OpsService,
  OldJsonService,
  KeyedService,
  StudentsService,
];
const create = () => createDocument({ title: "test", version: "1.2.3", services, comments }) as unknown as Document;
const { paths, components } = create();
const everything = components.schemas["flotilla.test.v1.Everything"]!;

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(create() as unknown as Record<string, unknown>);
    assert.deepEqual(result, { valid: true });
  });

  it("has an operation for every binding, each under an id of its own", () => {
    const ids = Object.values(paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.includes("TranscodingService_GetBook") && ids.includes("TranscodingService_GetBook_4"));
  });

  it("tells the versions of records: ETag, Location and If-Match with its 412", () => {
    const [all, one] = [paths["/api/students"]!, paths["/api/students/{id}"]!];
    const headersOf = (operation: Operation, status: number) => Object.keys(operation.responses[status]?.headers ?? {});
    const takesIfMatch = (operation: Operation) =>
      operation.parameters?.some(({ name }) => name === "If-Match") ?? false;
    assert.deepEqual(headersOf(all["post"]!, 201), ["ETag", "Location"]);
    assert.deepEqual(headersOf(all["get"]!, 200), []);
    assert.deepEqual([headersOf(one["get"]!, 200), takesIfMatch(one["get"]!)], [["ETag"], false]);
    for (const verb of ["put", "patch", "delete"]) {
      const operation = one[verb]!;
      assert.deepEqual([headersOf(operation, 200), takesIfMatch(operation)], [["ETag"], true], verb);
      assert.deepEqual(operation.responses[412], { $ref: "#/components/responses/Changed" });
    }
    assert.equal(all["post"]!.responses[412], undefined);
  });

  it("writes every wildcard as a parameter, and names the parameters of one path alike", () => {
    assert.deepEqual(
      paths["/v1/shelves/{text.1}/books/{text.2}"]?.["get"]?.parameters?.slice(0, 2).map(({ name }) => name),
      ["text.1", "text.2"],
    );
    const users = paths["/v1/users/{id}"]!;
    assert.deepEqual(Object.keys(users).sort(), ["delete", "get", "patch"]);
    assert.equal(users["patch"]?.parameters?.[0]?.name, "id");
    assert.ok(paths["/v1/books/{text}:lend"]?.["post"]);
  });

  it("has a parameter for every field that a query can set, and none for the body's", () => {
    const names = paths["/v1/users"]?.["get"]?.parameters?.map(({ name }) => name);
    assert.deepEqual(names, ["name", "ageFrom", "ageTo", "pageSize", "pageToken"]);
    assert.deepEqual(
      paths["/v1/users/{id}"]?.["patch"]?.parameters?.map(({ name }) => name),
      ["id", "updateMask"],
    );
  });

  it("marks what is required", () => {
    assert.equal(paths["/v1/users:byEmail"]?.["get"]?.parameters?.[0]?.required, true);
    assert.equal(paths["/v1/users"]?.["get"]?.parameters?.[0]?.required, undefined);
    assert.deepEqual(components.schemas["flotilla.users.v1.User"]?.required, ["email"]);
  });

  it("requires nothing of the resource in a PATCH", () => {
    const { schema } = paths["/v1/users/{id}"]!["patch"]!.requestBody!.content["application/json"]!;
    assert.equal(schema?.required, undefined);
    assert.deepEqual(schema?.properties, components.schemas["flotilla.users.v1.User"]?.properties);
  });

  it("leaves the fields of the path out of a body that is the whole message", () => {
    const body = paths["/v1/books/{text}"]?.["put"]?.requestBody?.content["application/json"]?.schema;
    assert.equal(body?.properties?.["text"], undefined);
    assert.ok(body?.properties?.["optionalText"]);
  });

  it("says what is answered: status, type, text, lines, bytes, nothing", () => {
    const answer = (path: string, verb = "get") => Object.entries(paths[path]?.[verb]?.responses ?? {})[0];
    const types = (path: string, verb?: string) => Object.keys(answer(path, verb)?.[1].content ?? {});
    assert.deepEqual([answer("/v1/users", "post")?.[0], answer("/v1/users/{id}", "delete")?.[0]], ["201", "204"]);
    assert.deepEqual(types("/v1/users/{id}", "delete"), []);
    assert.deepEqual(types("/v1/books/{text}/title"), ["text/plain", "application/json"]);
    assert.deepEqual(types("/v1/books:watch"), ["application/x-ndjson", "text/event-stream"]);
    assert.deepEqual(types("/v1/covers:export"), ["*/*"]);
    assert.deepEqual(types("/healthz"), ["*/*"]);
    assert.ok(paths["/v1/users"]?.["get"]?.responses["default"]);
  });

  it("carries the comments of the contract", () => {
    assert.match(paths["/ports/{unloc}"]?.["get"]?.summary ?? "", /^GetPort answers the port that has this UN\/LOCODE/);
    assert.equal(components.schemas["flotilla.users.v1.User"]?.properties?.["age"]?.["description"], "Age in years.");
  });

  it("tells where an idempotency key may be given", () => {
    const takesKey = (path: string, verb: string) =>
      paths[path]?.[verb]?.parameters?.some((parameter) => parameter.in === "header") ?? false;
    assert.ok(takesKey("/v1/orders", "post") && takesKey("/v1/orders/{id}", "delete"));
    assert.ok(!takesKey("/v1/orders:talk", "post"));
  });
});

describe("the schemas of the OpenAPI document", () => {
  const fields: Readonly<Record<string, object>> = {
    text: { type: "string" },
    int64Value: { type: "string", format: "int64", pattern: "^-?[0-9]{1,19}$" },
    uint32Value: { type: "integer", format: "uint32", minimum: 0, maximum: 4_294_967_295 },
    bytesValue: { type: "string", contentEncoding: "base64" },
    color: { $ref: "#/components/schemas/flotilla.test.v1.Color" },
    subs: { type: "array", items: { $ref: "#/components/schemas/flotilla.test.v1.Sub" } },
    parts: { type: "object", additionalProperties: { $ref: "#/components/schemas/flotilla.test.v1.Sub" } },
    time: { type: "string", format: "date-time" },
    struct: { type: "object" },
    value: {},
    wrappedText: { type: ["string", "null"] },
    anotherName: { type: "string" },
    choiceNull: { type: "null" },
  };
  for (const [name, schema] of Object.entries(fields)) {
    it(`show ${name} as protobuf JSON writes it`, () => {
      assert.deepEqual(everything.properties?.[name], schema);
    });
  }

  it("say that one member of a oneof is there, or none", () => {
    const [choice] = everything.allOf as readonly { readonly oneOf: readonly object[] }[];
    assert.equal(choice?.oneOf.length, 7);
    assert.deepEqual(choice?.oneOf[0], { required: ["choiceText"] });
  });

  const port = components.schemas["flotilla.ports.v1.Port"]?.properties ?? {};
  it("carry the rules of the contract", () => {
    const { description, ...alias } = port["alias"] ?? {};
    assert.ok(description);
    assert.deepEqual(alias, { type: "array", maxItems: 64, items: { type: "string", minLength: 1, maxLength: 256 } });
    const sub = components.schemas["flotilla.test.v1.Sub"];
    const size = { type: "integer", format: "int32", minimum: 0, maximum: 2_147_483_647, exclusiveMaximum: 1000 };
    assert.deepEqual(sub?.properties?.["pageSize"], size);
  });

  it("let a rule pass over the empty value where the contract does", () => {
    const { description, ...unloc } = port["unloc"] ?? {};
    assert.ok(description);
    assert.deepEqual(unloc, { type: "string", anyOf: [{ maxLength: 0 }, { pattern: "^[A-Za-z]{2}[A-Za-z0-9]{3}$" }] });
  });

  it("show the rules that only CEL can say", () => {
    const rules = port["coordinates"]?.["x-cel"] as readonly { readonly id: string }[] | undefined;
    assert.equal(rules?.[0]?.id, "port.coordinates");
  });

  it("mark what only the server sets", () => {
    assert.equal(components.schemas["flotilla.users.v1.User"]?.properties?.["id"]?.["readOnly"], true);
  });

  it("tell the names that an older JSON has, beside those of the same message elsewhere", () => {
    const old = components.schemas["flotilla.test.v1.Everything.2"]!;
    assert.ok(old.properties?.["int32_value"] && everything.properties?.["int32Value"]);
    assert.equal(old.properties?.["int32Value"], undefined);
    assert.deepEqual(old.properties?.["sub"]?.["$ref"], "#/components/schemas/flotilla.test.v1.Sub.2");
    assert.deepEqual(old.properties?.["color"]?.["$ref"], "#/components/schemas/flotilla.test.v1.Color");
    assert.equal("additionalProperties" in old, false);
    assert.match(JSON.stringify(old.allOf), /choice_text/);
    const names = paths["/v1/old"]?.["get"]?.parameters?.map(({ name }) => name) ?? [];
    assert.ok(names.includes("sub.page_size") && !names.includes("sub.pageSize"));
  });
});
