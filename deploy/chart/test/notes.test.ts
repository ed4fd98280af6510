import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderNotes } from "./notes.ts";
import { everything, stores } from "./options.ts";
import { find, missesHelm, renderChart } from "./render-chart.ts";

describe("what Helm says after an installation", { skip: missesHelm }, () => {
  it("names a way in that exists", async () => {
    const [notes, manifests] = await Promise.all([renderNotes(), renderChart()]);
    const [, service, port] = /port-forward service\/(\S+) 8080:(\d+)/.exec(notes)!;
    const { ports } = find(manifests, "Service", service!)["spec"] as { readonly ports: readonly { port: number }[] };
    assert.ok(ports.some((one) => one.port === Number(port)));
    assert.match(notes, /curl http:\/\/localhost:8080\/\w+\n/);
    assert.match(notes, /helm test flotilla --namespace flotilla/);
  });

  it("speaks of TLS, keys and certificates where they are wanted", async () => {
    const notes = await renderNotes({
      tls: { enabled: true, secretName: "certificate", clientAuth: true },
      apiKeys: { secretName: "api-keys" },
    });
    assert.match(notes, /curl --insecure https:\/\/localhost:8080/);
    assert.match(notes, /ask for a certificate/);
    assert.match(notes, /the Secret api-keys/);
    assert.doesNotMatch(await renderNotes(), /ask for/);
  });

  it("names the gateways that are there, and no port to forward", async () => {
    const notes = await renderNotes(everything);
    assert.match(
      notes,
      /https:\/\/flotilla\.example\.com, by the Ingress flotilla; gRPC at grpc\.flotilla\.example\.com/,
    );
    assert.match(notes, /by HTTPRoutes; gRPC at grpc\.flotilla\.example\.com by GRPCRoutes/);
    assert.match(notes, /get secret flotilla-consumer/);
    assert.doesNotMatch(notes, /port-forward/);
  });

  it("says where things are kept", async () => {
    const elsewhere = await renderNotes({ stores: { ...stores, redis: { enabled: false } } });
    assert.match(elsewhere, /postgres is elsewhere: the Secret postgres-elsewhere/);
    assert.match(elsewhere, /redis is not used/);
    const here = await renderNotes({ storeDefaults: { backup: { enabled: false } } });
    assert.match(here, /mongo runs here, on a volume of 8Gi, its password in the Secret mongo, without backups/);
    assert.match(
      await renderNotes({ stores: { nats: { secretName: "queue" } } }),
      /nats runs here.* in the Secret queue;/,
    );
  });
});
