import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noReport } from "./load.ts";
import type { Measurement } from "./measure.ts";
import { chooseSections, type Section } from "./sections.ts";
import { summarize } from "./summary.ts";
import { renderSection } from "./table.ts";
import { createTarget, type ServerName } from "./targets.ts";

const section = chooseSections(["rest-get-full"])[0]!;
const how = { rounds: 5, seconds: 2, warmupSeconds: 2, machine: "a machine", versions: "some versions" };

const measured = (section: Section, server: ServerName, perSecond: number, why?: string): Measurement => ({
  section,
  target: createTarget(server, section.work, section.telemetry),
  identical: perSecond * 2,
  void: why,
  report: { ...noReport, perSecond, p50Micros: 1000, p99Micros: 2500, loaderCpu: 0.5, serverCpu: 0.8 },
});

const render = (section: Section, ...measurements: Measurement[]) =>
  renderSection(section, { how, rows: summarize(section, measurements) });

describe("renderSection", () => {
  it("divides our median by that of each peer", () => {
    const rounds = [60_000, 50_000, 10_000].flatMap((rate) => [
      measured(section, "gin", rate / 2),
      measured(section, "flotilla", rate),
    ]);
    const text = render(section, ...rounds);
    assert.match(text, /^### REST `GET .*, full telemetry, 64 × 1$/m);
    assert.match(text, /^`npm run bench -- rest-get-full`: 5 rounds of 2 s\.$/m);
    const ours = "| flotilla | 50,000 | 10,000 – 60,000 | 1.00 | 2.50 | 100,000 | 80 % | 62,500 | 50 % |  |";
    assert.ok(text.includes(ours), text);
    assert.match(text, /^\| gin \| 25,000 .* \| 2\.00 × \|$/m);
  });

  it("counts the messages of a stream, not its calls", () => {
    const [stream] = chooseSections(["stream"]);
    assert.match(
      render(stream!, measured(stream!, "flotilla", 600)),
      /^\| flotilla \| 600,000 \| 600,000 – 600,000 \|/m,
    );
  });

  it("leaves void runs out of the median and names them", () => {
    const text = render(
      section,
      measured(section, "gin", 10),
      measured(section, "gin", 90, "the loader's core was full"),
    );
    assert.match(text, /^\| gin \| 10 \| 10 – 10 /m);
    assert.match(text, /^- void: a run of gin: the loader's core was full$/m);
  });

  it("says void where no run counts", () => {
    assert.match(render(section, measured(section, "gin", 10, "no answers")), /^\| gin \| void \|/m);
  });
});
