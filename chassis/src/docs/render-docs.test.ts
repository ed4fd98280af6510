import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { OpsService } from "@flotilla/contract/flotilla/ops/v1/ops";
import { TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { createDocument } from "../openapi/create-document.ts";
import { docsPolicy } from "./docs-policy.ts";
import { html, prose } from "./html.ts";
import { renderDocs } from "./render-docs.ts";

const services = [TranscodingService, OpsService];
const comments = { "flotilla.test.v1.TranscodingService": 'Books & "shelves" <b>for tests</b>.' };
const document = createDocument({ title: "<test>", version: "1", services, comments });
const page = renderDocs({ document, services, comments });

describe("the page of documents", () => {
  it("shows every rpc with its gRPC path, and every schema", () => {
    for (const rpc of services.flatMap((service) => service.methods)) {
      assert.ok(page.includes(`id="${rpc.parent.typeName}.${rpc.name}"`), rpc.name);
      assert.ok(page.includes(`<code>/${rpc.parent.typeName}/${rpc.name}</code>`), rpc.name);
    }
    assert.match(page, /id="flotilla\.test\.v1\.Everything"/);
  });

  it("shows every REST route", () => {
    const paths = document["paths"] as Record<string, unknown>;
    for (const path of Object.keys(paths)) assert.ok(page.includes(`<code>${path}</code>`), path);
  });

  it("escapes what it is given", () => {
    assert.match(page, /<title>&lt;test&gt;<\/title>/);
    assert.match(page, /Books &amp; &quot;shelves&quot; &lt;b&gt;for tests&lt;\/b&gt;\./);
    assert.equal(
      html`<a title="${`'"<`}">${["&", html`<b>`, undefined, 1]}${false}</a>`.text,
      '<a title="&#39;&quot;&lt;">&amp;<b>1</a>',
    );
  });

  it("shows what stands between backticks as code", () => {
    assert.equal(prose("Say `<a>` or `b`.")?.text, "Say <code>&lt;a&gt;</code> or <code>b</code>.");
  });

  it("links to nothing that is not there", () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    for (const [, target = ""] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.has(target), target);
  });

  it("allows its own script and style by their hashes, and has no other", () => {
    for (const tag of ["script", "style"]) {
      const texts = [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, "g"))].map((match) => match[1]!);
      assert.equal(texts.length, 1);
      const hash = createHash("sha256").update(texts[0]!).digest("base64");
      assert.ok(docsPolicy.includes(`${tag}-src 'sha256-${hash}'`), tag);
    }
    assert.doesNotMatch(page, / (style|on\w+)="/);
  });
});
