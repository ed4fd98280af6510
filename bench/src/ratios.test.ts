import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { goals } from "./goals.ts";
import { renderRatios } from "./ratios.ts";
import { sections } from "./sections.ts";
import type { SectionResult } from "./stored-results.ts";
import type { Summary } from "./summary.ts";

const row = (server: string, perSecond: number, p50Micros: number, rounds = 5): Summary => ({
  server,
  isOurs: server === "flotilla",
  perSecond,
  lowest: perSecond,
  highest: perSecond,
  p50Micros,
  p99Micros: p50Micros,
  loaderCpu: 0.5,
  serverCpu: 1,
  perCoreSecond: perSecond * (server === "flotilla" ? 1.1 : 1),
  rounds,
  voids: [],
});

const how = { rounds: 5, seconds: 2, warmupSeconds: 2, machine: "a machine", versions: "some versions" };
const stored = (...rows: Summary[]): SectionResult => ({ how, rows });

const results: Readonly<Record<string, SectionResult>> = {
  "grpc-full-8x16": stored(row("flotilla", 160, 1), row("grpc-go", 100, 1), row("grpc-go-blocks", 125, 1)),
  "grpc-full-1x1": stored(row("flotilla", 1, 80), row("grpc-go", 1, 100)),
  "rest-get-full": stored(row("flotilla", 140, 1), row("gin", 100, 1)),
  "grpc-bare-8x16": stored(row("flotilla", 150, 1), row("grpc-go", 100, 1), row("tonic", 0, 0, 0)),
};

const lines = renderRatios((name) => results[name], undefined).split("\n");
const lineOf = (title: string, versus: string) =>
  lines.find((line) => line.startsWith(`| ${title}`) && line.includes(`| ${versus} |`)) ?? "";

describe("renderRatios", () => {
  it("holds a rate against aim and must, and shows the peer with its log in blocks beside", () => {
    const line = lineOf("gRPC `user.UserService/GetByEmail`, full telemetry, 8 × 16", "grpc-go");
    assert.ok(line.endsWith("| ≥ 2 × | ≥ 1.5 × | 1.60 × | 1.76 × | 1.28 × | holds, short of the aim |"), line);
  });

  it("turns latencies round, so that more is better", () => {
    const line = lineOf("gRPC `user.UserService/GetByEmail`, full telemetry, 1 × 1, median latency", "grpc-go");
    assert.ok(line.endsWith("| ≥ 1 × |  | 1.25 × |  | – | holds |"), line);
  });

  it("says what falls short and what no run counts for", () => {
    assert.match(lineOf("REST `GET", "gin"), /\| 1\.40 × \| 1\.54 × \| – \| FALLS SHORT \|$/);
    assert.match(
      lineOf("gRPC `user.UserService/GetByEmail`, bare, 8 × 16", "tonic") ?? "",
      /\| – \| {2}\| not measured \|$/,
    );
  });

  it("judges by sections and servers that there are", () => {
    for (const { section, versus } of goals) {
      assert.ok(sections.find(({ name }) => name === section)?.servers.includes(versus), `${section} ${versus}`);
    }
  });

  it("judges memory by what the connections add to the process", () => {
    const figures = { server: "flotilla", startedMb: 110, streamingMb: 0, streamingFromMb: 0 };
    const line = (idleMb: number) => {
      const memory = { machine: "", rounds: 3, connections: 10_000, streams: 1, rows: [{ ...figures, idleMb }] };
      return (
        renderRatios(() => undefined, memory)
          .split("\n")
          .at(-1) ?? ""
      );
    };
    assert.match(line(410), /\| 300 MB, the process 410 MB \| {2}\| {2}\| holds \|$/);
    assert.match(line(411), /\| FALLS SHORT \|$/);
  });
});
