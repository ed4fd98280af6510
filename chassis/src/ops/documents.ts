import type { DescService } from "@bufbuild/protobuf";

/** What the documents are about. */
export interface DocumentsOptions {
  readonly title: string;
  readonly version: string;
  readonly services: readonly DescService[];
}

/** `/openapi.json` and `/docs`: made when first asked for, by code that is loaded only then, and kept. */
export class Documents {
  readonly #options: DocumentsOptions;
  #openApi: Promise<Uint8Array> | undefined;
  #page: Promise<Uint8Array> | undefined;

  constructor(options: DocumentsOptions) {
    this.#options = options;
  }

  /** The OpenAPI 3.1 document, as JSON. */
  readOpenApi(): Promise<Uint8Array> {
    this.#openApi ??= createOpenApi(this.#options);
    return this.#openApi;
  }

  /** The page for people, as HTML. */
  readPage(): Promise<Uint8Array> {
    this.#page ??= createPage(this.#options);
    return this.#page;
  }
}

async function load(options: DocumentsOptions) {
  const { comments } = await import("@flotilla/contract/comments");
  const { createDocument } = await import("../openapi/create-document.ts");
  return { comments, document: createDocument({ ...options, comments }) };
}

async function createOpenApi(options: DocumentsOptions): Promise<Uint8Array> {
  const { document } = await load(options);
  return Buffer.from(`${JSON.stringify(document)}\n`);
}

async function createPage(options: DocumentsOptions): Promise<Uint8Array> {
  const { document, comments } = await load(options);
  const { renderDocs } = await import("../docs/render-docs.ts");
  return Buffer.from(renderDocs({ document, comments, services: options.services }));
}
