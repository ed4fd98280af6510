import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { connect } from "node:tls";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { createTestCa, type IssuedCertificate, type TestCa } from "@flotilla/testkit/test-ca";
import { createClient } from "../src/client/client.ts";
import { type ChannelOptions, createChannel } from "../src/client/create-channel.ts";
import { createPeerTls } from "../src/client/peer-tls.ts";
import { WireError } from "../src/client/wire/wire-error.ts";
import type { Fault } from "../src/fault.ts";
import { newTelemetry } from "./new-telemetry.ts";
import { get, poll, startPlaces } from "./secure-places.ts";

const dayMs = 86_400_000;
const now = Date.now();
const past = { notBefore: new Date(now - 2 * dayMs), notAfter: new Date(now - dayMs) };
const future = { notBefore: new Date(now + dayMs) };

/** Every way that a service calls another. */
const ways: Readonly<Record<string, Partial<ChannelOptions>>> = {
  "gRPC by our engine": { protocol: "grpc" },
  "gRPC by node:http2": { protocol: "grpc", engine: "node" },
  "Connect over HTTP/1.1": { protocol: "connect", httpVersion: 1 },
};

let ours: TestCa;
let theirs: TestCa;
let places: IssuedCertificate;
let clock: IssuedCertificate;

before(async () => {
  [ours, theirs] = await Promise.all([createTestCa("ours"), createTestCa("theirs")]);
  [places, clock] = await Promise.all([ours.issue("places"), ours.issue("clock")]);
});

after(() => {
  ours[Symbol.dispose]();
  theirs[Symbol.dispose]();
});

interface Asking {
  readonly way?: Partial<ChannelOptions>;
  /** What the caller shows. Default: nothing. */
  readonly shown?: IssuedCertificate | undefined;
  /** Whom the caller trusts. Default: ours. */
  readonly caFile?: string;
  readonly identity?: string;
}

/** Asks for a place; answers the common name that the server saw. */
async function ask(port: number, { way, shown, caFile = ours.caFile, identity }: Asking): Promise<string> {
  const settings = { tlsCaFile: caFile, tlsCertFile: shown?.certFile, tlsKeyFile: shown?.keyFile };
  const tls = createPeerTls(settings, identity, newTelemetry().log);
  using channel = createChannel({ url: `https://127.0.0.1:${port}`, tls: tls.read, timeoutMs: 10_000, ...way });
  try {
    return (await createClient(PlacesService, channel).getPlace({ id: 1 })).name;
  } finally {
    tls.close();
  }
}

const isUnreachable = (message: RegExp) => (fault: Fault) => {
  assert.equal(fault.code, "unavailable");
  assert.match(fault.message, message);
  return fault.cause instanceof WireError && fault.cause.isUnprocessed;
};

for (const [name, way] of Object.entries(ways)) {
  describe(`TLS to a peer, ${name}`, { timeout: 120_000 }, () => {
    it("takes a peer with a certificate for the host, or with the identity that was asked for", async () => {
      await using server = await startPlaces(places.env);
      assert.equal(await ask(server.port, { way }), "undefined");
      assert.equal(await ask(server.port, { way, identity: "spiffe://test.local/places" }), "undefined");
    });

    it("looks at the identity alone where one is asked for", async () => {
      const elsewhere = await ours.issue("places", { names: [{ type: "url", value: "spiffe://test.local/places" }] });
      await using server = await startPlaces(elsewhere.env);
      assert.equal(await ask(server.port, { way, identity: "spiffe://test.local/places" }), "undefined");
      await assert.rejects(ask(server.port, { way }), isUnreachable(/its certificate is for another name/));
    });

    it("refuses a peer with another identity, with several, and with none", async () => {
      const identity = "spiffe://test.local/places";
      await using server = await startPlaces(clock.env);
      const wrong = isUnreachable(/for spiffe:\/\/test\.local\/clock, not for spiffe:\/\/test\.local\/places/);
      await assert.rejects(ask(server.port, { way, identity }), wrong);
      const urls = [identity, "spiffe://test.local/clock"].map((value) => ({ type: "url", value }) as const);
      for (const names of [urls, [{ type: "dns", value: identity } as const]]) {
        const { env } = await ours.issue("places", { names });
        await using odd = await startPlaces(env);
        await assert.rejects(ask(odd.port, { way, identity }), isUnreachable(/not for spiffe:\/\/test\.local\/places/));
      }
    });

    it("refuses a peer of another CA", async () => {
      const { env } = await theirs.issue("places");
      await using server = await startPlaces(env);
      await assert.rejects(ask(server.port, { way }), isUnreachable(/is not of an authority that we trust/));
    });

    it("refuses a peer whose certificate has expired or is not yet valid", async () => {
      await using old = await startPlaces((await ours.issue("places", past)).env);
      await assert.rejects(ask(old.port, { way }), isUnreachable(/its certificate has expired/));
      await using young = await startPlaces((await ours.issue("places", future)).env);
      await assert.rejects(ask(young.port, { way }), isUnreachable(/its certificate is not yet valid/));
    });
  });
}

for (const engine of ["flotilla", "node"]) {
  const start = () => startPlaces({ ...places.env, TLS_CLIENT_CA_FILE: ours.caFile, HTTP2_ENGINE: engine });

  describe(`mutual TLS, served by ${engine}`, { timeout: 120_000 }, () => {
    it("knows its caller by certificate and identity, and says so in the log", async () => {
      for (const way of Object.values(ways)) {
        await using server = await start();
        assert.equal(await ask(server.port, { way, shown: clock }), "clock");
        assert.equal((await server.line('"msg":"call"'))["identity"], "spiffe://test.local/clock");
      }
    });

    it("answers a service that its contract does not list with permission_denied", async () => {
      const stranger = await ours.issue("users");
      await using server = await start();
      for (const way of Object.values(ways)) {
        const asked = ask(server.port, { way, shown: stranger });
        await assert.rejects(asked, {
          code: "permission_denied",
          reason: "IDENTITY_NOT_ALLOWED",
          message: /^You are spiffe:\/\/test\.local\/users; /,
        });
      }
      const answer = await get(server.port, "/v1/places/1", { ca: ours.ca, ...pair(stranger) });
      assert.equal(answer.status, 403);
      assert.match(answer.body, /"IDENTITY_NOT_ALLOWED"/);
      assert.equal((await server.line('"msg":"call"'))["code"], "permission_denied");
    });

    it("lets nobody in by a certificate that is odd", async () => {
      await using server = await start();
      const clockUri = { type: "url", value: "spiffe://test.local/clock" } as const;
      const odd = {
        "no names": [],
        "the identity as a host": [{ type: "dns", value: clockUri.value }],
        "a host that reads like two names": [{ type: "dns", value: `a, URI:${clockUri.value}` }],
        "several identities": [clockUri, { type: "url", value: "spiffe://test.local/gateway" }],
        "a quoted identity": [{ type: "url", value: `spiffe://test.local/"x", URI:${clockUri.value}` }],
        "a path that climbs": [{ type: "url", value: "spiffe://test.local/../clock" }],
      } as const;
      for (const names of Object.values(odd)) {
        const shown = await ours.issue("clock", { names });
        await assert.rejects(ask(server.port, { shown }), { reason: "IDENTITY_NOT_ALLOWED" });
      }
    });

    it("lets every trusted certificate at health, metrics and what does not exist", async () => {
      const stranger = await ours.issue("users");
      await using server = await start();
      const statuses = ["/healthz", "/readyz", "/metrics", "/v1/nothing"].map(async (path) => {
        return (await get(server.port, path, { ca: ours.ca, ...pair(stranger) })).status;
      });
      assert.deepEqual(await Promise.all(statuses), [200, 200, 200, 404]);
    });
  });

  const refusals = {
    "no certificate": {
      shown: async () => undefined,
      reason: "no_certificate",
      says: "no client certificate was shown",
    },
    "a certificate of another CA": {
      shown: () => theirs.issue("clock"),
      reason: "untrusted",
      says: "the client certificate is not of a trusted CA (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
    },
    "an expired certificate": {
      shown: () => ours.issue("clock", past),
      reason: "expired",
      says: "the client certificate has expired",
    },
    "a certificate of the future": {
      shown: () => ours.issue("clock", future),
      reason: "not_yet_valid",
      says: "the client certificate is not yet valid",
    },
  };
  for (const [what, { shown: issue, reason, says }] of Object.entries(refusals)) {
    describe(`${what}, served by ${engine}`, { timeout: 120_000 }, () => {
      for (const [name, way] of Object.entries(ways).filter(([, { protocol }]) => protocol === "grpc")) {
        it(`is refused in words: ${name}`, async () => {
          const shown = await issue();
          await using server = await start();
          await assert.rejects(ask(server.port, { way, shown }), (fault: Fault) => {
            assert.ok(fault.message.includes(says), fault.message);
            return fault.code === "unavailable" && (fault.cause as WireError).isUnprocessed;
          });
        });
      }

      it("is refused in words: Connect over HTTP/1.1", async () => {
        const shown = await issue();
        await using server = await start();
        await assert.rejects(ask(server.port, { way: ways["Connect over HTTP/1.1"]!, shown }), {
          code: "internal",
          message: new RegExp(says.replace(/[()]/g, "."), "i"),
        });
      });

      it("is refused in words: REST, and its reason is logged and counted", async () => {
        const shown = await issue();
        await using server = await start();
        const answer = await get(server.port, "/v1/places/1", { ca: ours.ca, ...(shown && pair(shown)) });
        assert.equal(answer.status, 400);
        const problem = JSON.parse(answer.body);
        assert.equal(problem.reason, "CERTIFICATE_REFUSED");
        assert.ok(problem.detail.toLowerCase().startsWith(says.toLowerCase()), problem.detail);
        const line = await server.line("tls connection refused");
        assert.deepEqual(
          [line["level"], line["reason"], line["error"], line["peer"]],
          ["warn", reason, says, "127.0.0.1"],
        );
        const names =
          shown && "URI:spiffe://test.local/clock, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1";
        assert.equal((line["certificate"] as Record<string, unknown> | undefined)?.["names"], names);
        assert.equal(await server.failures(reason), 1);
      });
    });
  }
}

describe("a session that is resumed", { timeout: 120_000 }, () => {
  it("is refused again when it was begun without a certificate", async () => {
    await using server = await startPlaces({ ...places.env, TLS_CLIENT_CA_FILE: ours.caFile });
    const options = { port: server.port, host: "127.0.0.1", ca: ours.ca };
    const first = connect(options).on("error", () => undefined);
    let ticket: Buffer | undefined;
    first.on("session", (session) => {
      ticket = session;
    });
    const session = await poll(() => ticket);
    first.destroy();
    const again = connect({ ...options, session });
    let isReused = false;
    again.once("secureConnect", () => {
      isReused = again.isSessionReused();
    });
    let text = "";
    again.on("data", (chunk) => {
      text += chunk;
    });
    again.write("GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n");
    await new Promise((closed) => again.on("error", () => undefined).once("close", closed));
    assert.match(text, /^HTTP\/1\.1 400 [\s\S]*No client certificate was shown/);
    assert.equal(isReused, true);
  });
});

describe("allow lists", () => {
  it("are off without TLS_CLIENT_CA_FILE, and the log says so", async () => {
    await using server = await startPlaces(places.env);
    assert.equal(await ask(server.port, {}), "undefined");
    const line = await server.line("anyone may call");
    assert.deepEqual(line["services"], ["flotilla.places.v1.PlacesService"]);
  });
});

function pair({ cert, key }: IssuedCertificate) {
  return { cert, key };
}
