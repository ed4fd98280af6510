import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { type Browser, chromium, type Page } from "playwright-core";
import { createTestPictures } from "./create-test-pictures.ts";
import { readPixels } from "./new-png.ts";

const { missing, path: executablePath } = findProgram("chromium");
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const size = { width: 784, height: 1100 };
/** Runs in the page. */
const shown =
  "(({ complete, naturalWidth, naturalHeight }) => [complete, naturalWidth, naturalHeight])(document.images[0])";

describe("a picture in a browser", { skip: missing }, () => {
  let started: StartedApp;
  let browser: Browser;
  let page: Page;
  before(async () => {
    started = await startApp(createTestPictures());
    browser = await chromium.launch({ executablePath, args });
    page = await browser.newPage({ viewport: size });
  });
  after(async () => {
    await browser?.close();
    await started?.[Symbol.asyncDispose]();
  });

  it("is shown in its own size and colours", async () => {
    const answer = await page.goto(`${started.url}/homersimpson`);
    assert.equal(answer?.status(), 200);
    assert.deepEqual(await page.evaluate(shown), [true, size.width, size.height]);
    const pixels = readPixels(await page.screenshot());
    const colorAt = (x: number, y: number) => pixels[y * size.width + x]!.slice(0, 3);
    assert.deepEqual(
      [colorAt(392, 20), colorAt(310, 440), colorAt(350, 880), colorAt(392, 240), colorAt(300, 840)],
      [
        [255, 216, 183], // sky
        [45, 33, 69], // eye
        [250, 122, 162], // glaze
        [37, 45, 84], // anchor
        [138, 111, 198], // paw
      ],
    );
  });

  it("is not sent again when the page is loaded again", async () => {
    await page.goto(`${started.url}/homersimpson`);
    await page.reload();
    assert.deepEqual(await page.evaluate(shown), [true, size.width, size.height]);
    const counts = await started.telemetry.metrics.metrics();
    assert.match(counts, /http_requests_total\{method="GET",path="\/homersimpson",status="304"\} [1-9]/);
  });
});
