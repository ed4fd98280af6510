import type { DescService } from "@bufbuild/protobuf";
import type { Comments, JsonSchema } from "../openapi/json-schema.ts";
import { type Html, html, raw } from "./html.ts";
import { renderSchema } from "./render-schema.ts";
import { renderService } from "./render-service.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** What the page shows. */
export interface DocsSource {
  /** The OpenAPI document. */
  readonly document: JsonSchema;
  readonly services: readonly DescService[];
  readonly comments: Comments;
}

/** One self-contained page with every service, rpc, route and schema of the process. */
export function renderDocs({ document, services, comments }: DocsSource): string {
  const { title, version } = document["info"] as { title: string; version: string };
  const { schemas } = document["components"] as { schemas: Record<string, JsonSchema> };
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<div class="page">
${renderNavigation(services, Object.keys(schemas))}
<main>
<h1>${title}</h1>
<p class="soft">Version ${version} · <a href="/openapi.json">OpenAPI 3.1</a> · <a href="/metrics">metrics</a> · <a href="/readyz">readiness</a></p>
${services.map((service) => renderService(service, document, comments))}
<h2 id="schemas">Schemas</h2>
${Object.entries(schemas).map(([name, schema]) => renderSchema(name, schema))}
</main>
</div>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.text;
}

function renderNavigation(services: readonly DescService[], schemas: readonly string[]): Html {
  const links = services.map(
    (service) => html`<a href="#${service.typeName}">${service.name}</a>
<ul>${service.methods.map((rpc) => html`<li><a href="#${service.typeName}.${rpc.name}">${rpc.name}</a></li>`)}</ul>`,
  );
  const names = schemas.map((name) => html`<li><a href="#${name}">${name.slice(name.lastIndexOf(".") + 1)}</a></li>`);
  return html`<nav>${links}<a href="#schemas">Schemas</a><ul>${names}</ul></nav>`;
}
