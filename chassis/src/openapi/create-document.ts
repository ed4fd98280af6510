import type { DescService } from "@bufbuild/protobuf";
import { type Method, toMethod } from "../method.ts";
import { type Binding, readBindings } from "../protocol/rest/binding.ts";
import type { Comments, JsonSchema } from "./json-schema.ts";
import { type OperationSource, toOperation } from "./operation.ts";
import { PathNames } from "./path-names.ts";
import { problemSchema } from "./problem-schema.ts";
import { Schemas } from "./schemas.ts";

/** What a document is made from. */
export interface DocumentSource {
  readonly title: string;
  readonly version: string;
  readonly services: readonly DescService[];
  readonly comments: Comments;
}

/** The verbs that OpenAPI 3.1 has a place for; bindings with others are left out. */
const knownVerbs = new Set(["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"]);

const problem = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };

/** The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html) of what the services serve over REST. */
export function createDocument({ title, version, services, comments }: DocumentSource): JsonSchema {
  const schemas = new Schemas(comments);
  const paths = createPaths(services, schemas, comments);
  const tags = services.map(({ typeName }) => ({ name: typeName, description: comments[typeName] ?? "" }));
  return {
    openapi: "3.1.1",
    info: { title, version },
    servers: [{ url: "/" }],
    tags,
    paths,
    components: {
      schemas: { Problem: problemSchema, ...schemas.components },
      responses: {
        Problem: { description: "It failed; the body says why.", content: problem },
        Changed: { description: "It is at none of the versions that If-Match names.", content: problem },
      },
      securitySchemes: { apiKey: { type: "apiKey", in: "header", name: "X-API-KEY" } },
    },
  };
}

function createPaths(services: readonly DescService[], schemas: Schemas, comments: Comments): JsonSchema {
  const names = new PathNames();
  const paths: Record<string, JsonSchema> = {};
  for (const { method, binding, operationId } of services.flatMap(listOperations)) {
    const path = names.write(binding.template);
    const source: OperationSource = {
      method,
      binding,
      path,
      operationId,
      schemas: schemas.in(method.policy.json),
      comments,
    };
    paths[path.text] ??= {};
    paths[path.text]![binding.verb.toLowerCase()] = toOperation(source);
  }
  return paths;
}

interface Listed {
  readonly method: Method;
  readonly binding: Binding;
  readonly operationId: string;
}

function listOperations(service: DescService): readonly Listed[] {
  return service.methods.flatMap((desc) => {
    const bindings = readBindings(desc).filter((binding) => knownVerbs.has(binding.verb));
    const name = `${service.name}_${desc.name}`;
    return bindings.map((binding, index) => {
      return { method: toMethod(desc), binding, operationId: index === 0 ? name : `${name}_${index + 1}` };
    });
  });
}
