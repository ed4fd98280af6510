import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { find, type Manifest, missesHelm, renderChart } from "./render-chart.ts";

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

interface Policy {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly {
    readonly from: readonly Peer[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

const toPolicy = (manifests: readonly Manifest[], name: string) =>
  find(manifests, "NetworkPolicy", name)["spec"] as Policy;
const has = (manifests: readonly Manifest[], name: string) =>
  manifests.some(({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === name);

describe("network policies of the chart", { skip: missesHelm }, () => {
  for (const way of ["ingress", "gatewayApi"]) {
    it(`let cert-manager prove by HTTP-01 that the host of ${way} is ours`, async () => {
      const open = { [way]: { enabled: true, className: "kong", tlsSecretName: "certificate" } };
      const { podSelector, policyTypes, ingress } = toPolicy(await renderChart(open), "acme-solver");
      assert.deepEqual(podSelector.matchLabels, { "acme.cert-manager.io/http01-solver": "true" });
      assert.deepEqual(policyTypes, ["Ingress"]);
      assert.deepEqual(
        ingress!.flatMap(({ from }) =>
          from.map(({ namespaceSelector }) => Object.values(namespaceSelector!.matchLabels)),
        ),
        [["kong"], ["traefik"], ["ingress-nginx"]],
      );
      assert.deepEqual(ingress![0]!.ports, [{ port: 8089 }]);
    });
  }

  it("let in nobody's proofs where no certificate is wanted, or no gateway is near", async () => {
    const ingress = { enabled: true, tlsSecretName: "certificate" };
    assert.ok(!has(await renderChart({ ingress: { enabled: true } }), "acme-solver"));
    assert.ok(!has(await renderChart({ ingress, networkPolicy: { gatewayNamespaces: [] } }), "acme-solver"));
    assert.ok(!has(await renderChart({ ingress, networkPolicy: { enabled: false } }), "acme-solver"));
  });

  it("let in and out whom else the values say: in to services, and out from all pods", async () => {
    const extraIngress = [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }];
    const extraEgress = [{ to: [{ ipBlock: { cidr: "169.254.20.10/32" } }], ports: [{ port: 53, protocol: "UDP" }] }];
    const manifests = await renderChart({ networkPolicy: { extraIngress, extraEgress } });
    const release = { "app.kubernetes.io/instance": "flotilla" };
    assert.deepEqual(toPolicy(manifests, "extra-ingress"), {
      podSelector: { matchLabels: { ...release, "app.kubernetes.io/component": "service" } },
      policyTypes: ["Ingress"],
      ingress: extraIngress,
    });
    assert.deepEqual(toPolicy(manifests, "extra-egress"), {
      podSelector: { matchLabels: release },
      policyTypes: ["Egress"],
      egress: extraEgress,
    });
    const without = await renderChart();
    assert.ok(!has(without, "extra-ingress") && !has(without, "extra-egress"));
  });

  it("let in nobody by a rule that names nobody", async () => {
    await assert.rejects(renderChart({ networkPolicy: { extraIngress: [{ ports: [{ port: 80 }] }] } }), /from/);
    await assert.rejects(renderChart({ networkPolicy: { extraEgress: [{ to: [] }] } }), /extraEgress/);
  });
});
