import type { DescMethod, DescService } from "@bufbuild/protobuf";
import type { Comments, JsonSchema } from "../openapi/json-schema.ts";
import { type Html, html, prose } from "./html.ts";
import { renderField, renderType } from "./render-schema.ts";

/** One way to reach an rpc over REST, as the document has it. */
interface Route {
  readonly verb: string;
  readonly path: string;
  readonly operation: JsonSchema;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** A service with its rpcs: their REST routes and their gRPC paths. */
export function renderService(service: DescService, document: JsonSchema, comments: Comments): Html {
  return html`<h2 id="${service.typeName}">${service.typeName}</h2>
<p>${prose(comments[service.typeName])}</p>
${service.methods.map((rpc) => renderRpc(rpc, listRoutes(rpc, document), comments))}`;
}

function renderRpc(rpc: DescMethod, routes: readonly Route[], comments: Comments): Html {
  const name = `${rpc.parent.typeName}.${rpc.name}`;
  const first = routes[0];
  const head = first
    ? html`<span class="verb ${first.verb}">${first.verb.toUpperCase()}</span><code>${first.path}</code>`
    : html`<span class="verb">RPC</span><code>/${rpc.parent.typeName}/${rpc.name}</code>`;
  return html`<details id="${name}"><summary>${head}<span class="soft">${rpc.name}</span></summary><div>
<p>${prose(comments[name])}</p>
<p class="soft">gRPC, gRPC-Web and Connect: <code>/${rpc.parent.typeName}/${rpc.name}</code> · ${rpc.methodKind.replace("_", " ")}</p>
${routes.map(renderRoute)}
</div></details>
`;
}

function renderRoute({ verb, path, operation }: Route): Html {
  const parameters = (operation["parameters"] ?? []) as readonly Parameter[];
  const rows = parameters.map(({ name, schema, required = false, description }) =>
    renderField(name, { ...schema, description }, required),
  );
  return html`<h3><span class="verb ${verb}">${verb.toUpperCase()}</span> <code>${path}</code></h3>
${rows.length > 0 && html`<table>${rows}</table>`}
${renderContents(operation)}
${verb === "get" && renderForm(path, parameters)}`;
}

function renderContents(operation: JsonSchema): Html {
  const body = operation["requestBody"] as JsonSchema | undefined;
  const responses = Object.entries(operation["responses"] as Record<string, JsonSchema>);
  const answers = responses
    .filter(([status]) => status !== "default")
    .map(([status, response]) => html`<tr><td>Answer</td><td>${renderContent(response)}</td><td>${status}</td></tr>`);
  return html`<table>
${body && html`<tr><td>Body</td><td>${renderContent(body)}</td><td></td></tr>`}
${answers}
</table>`;
}

function renderContent(holder: JsonSchema): Html {
  const contents = Object.entries((holder["content"] ?? {}) as Record<string, { schema?: JsonSchema }>);
  if (contents.length === 0) return html`nothing`;
  return html`${contents.map(([type, { schema }]) => html`${schema && renderType(schema)} <code>${type}</code> `)}`;
}

function renderForm(path: string, parameters: readonly Parameter[]): Html {
  const inputs = parameters.map(
    (parameter) =>
      html`<label><code>${parameter.name}</code><input name="${parameter.name}" data-in="${parameter.in}" autocomplete="off"></label>
`,
  );
  return html`<h3>Try it</h3>
<form data-path="${path}">${inputs}<button>Send</button><output></output></form>`;
}

function listRoutes(rpc: DescMethod, document: JsonSchema): readonly Route[] {
  const id = `${rpc.parent.typeName}/${rpc.name}`;
  const paths = Object.entries(document["paths"] as Record<string, Record<string, JsonSchema>>);
  return paths.flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => operation["x-rpc"] === id)
      .map(([verb, operation]) => ({ verb, path, operation })),
  );
}
