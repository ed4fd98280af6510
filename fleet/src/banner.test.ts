import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatBanner } from "./banner.ts";

describe("the banner", () => {
  it("gives a command for each service, with the port that is open", () => {
    const banner = formatBanner([{ name: "main", url: "http://127.0.0.1:4711" }], ".data");
    const commands = banner.split("\n").flatMap((line) => /\$ (.*)/.exec(line)?.[1] ?? []);
    assert.deepEqual(commands, [
      "curl 127.0.0.1:4711/",
      "curl --output doughnut.png 127.0.0.1:4711/homersimpson",
      "curl 127.0.0.1:4711/v1/times/Covilhã",
      "curl '127.0.0.1:4711/v1/places:nearest?latitude=40.28&longitude=-7.5'",
      "curl 127.0.0.1:4711/ports/NLRTM",
      "npx users-cli --address=127.0.0.1:4711 search --name=alenc",
      "curl 127.0.0.1:4711/api/students",
      "curl '127.0.0.1:4711/api/courses?kind=elective'",
    ]);
    assert.match(banner, /http:\/\/127\.0\.0\.1:4711\/docs/);
  });

  it("speaks TLS when the door does, and names the other doors", () => {
    const doors = [
      { name: "main", url: "https://[::1]:4711" },
      { name: "admin", url: "http://[::1]:4712" },
    ];
    const banner = formatBanner(doors, ".data");
    assert.match(banner, /\$ curl https:\/\/\[::1\]:4711\/\n/);
    assert.match(banner, /\$ curl 'https:\/\/\[::1\]:4711\/v1\/places/);
    assert.match(banner, /users-cli --tls --address=\[::1\]:4711 /);
    assert.match(banner, /admin {5}http:\/\/\[::1\]:4712/);
  });

  it("sends who asks for docs, readiness and metrics to the door that has them", () => {
    const doors = [
      { name: "main", url: "http://127.0.0.1:4711" },
      { name: "admin", url: "http://127.0.0.1:4712" },
    ];
    const asked = formatBanner(doors, ".data").matchAll(/http:\S+\/(?:docs|readyz|metrics)/g);
    const expected = ["docs", "readyz", "metrics"].map((path) => `http://127.0.0.1:4712/${path}`);
    assert.deepEqual([...asked].flat(), expected);
  });
});
