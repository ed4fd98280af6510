import { checkAnswers } from "./check-answers.ts";
import { hasH2load, runH2load } from "./h2load.ts";
import { type LoadReport, type LoadTimes, noReport, runLoad } from "./load.ts";
import { root } from "./places.ts";
import type { Section } from "./sections.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import type { SpanSink } from "./span-sink.ts";
import type { Target } from "./targets.ts";
import { whyUnfair, whyVoid } from "./void-run.ts";

/** One target in one section and one round. */
export interface Measurement {
  readonly target: Target;
  readonly section: Section;
  readonly report: LoadReport;
  /** Requests per second of h2load with identical headers, where it is installed. */
  readonly identical: number | undefined;
  /** Why it does not count. */
  readonly void: string | undefined;
}

/** How targets are measured in a round. */
export interface MeasurePlan {
  readonly times: LoadTimes;
  readonly sink: SpanSink;
  /** Whether h2load, where it is installed, takes its figures too. */
  readonly withIdentical: boolean;
}

/** Starts a target afresh, checks its answers and loads it as each section says. What fails is a void run. */
export async function measureTarget(
  target: Target,
  sections: readonly Section[],
  plan: MeasurePlan,
): Promise<Measurement[]> {
  try {
    return await measureSections(target, sections, plan);
  } catch (cause) {
    const why = toOneLine((cause as Error).message);
    return sections.map((section) => ({ target, section, report: noReport, identical: undefined, void: why }));
  }
}

async function measureSections(
  target: Target,
  sections: readonly Section[],
  { times, sink, withIdentical }: MeasurePlan,
): Promise<Measurement[]> {
  sink.reset();
  await using server = await startServer(target, sink.url);
  await checkAnswers(target.work, server.port);
  const measured = [];
  const warmup = target.isCompiled ? times.warmupSeconds / 3 : times.warmupSeconds;
  for (const [index, section] of sections.entries()) {
    const warmupSeconds = index === 0 ? warmup : warmup / 4;
    const report = await runLoad(server, target.work, section.shape, { ...times, warmupSeconds });
    measured.push({ target, section, report, void: whyVoid(report, target.work) });
  }
  const unfair = await stopAndJudge(server, target, sink, measured);
  const identical = withIdentical ? await measureIdentical(target, sections, sink) : [];
  return measured.map((one, i) => ({ ...one, void: one.void ?? unfair, identical: identical[i] }));
}

/** A server is judged by what it has written once it is stopped: lines and spans may be buffered until then. */
async function stopAndJudge(
  server: ServerProcess,
  { telemetry }: Target,
  sink: SpanSink,
  measured: readonly { report: LoadReport }[],
): Promise<string | undefined> {
  await server.stop();
  const answered = measured.reduce((sum, { report }) => sum + report.total, 0);
  return whyUnfair({ telemetry, loggedBytes: server.loggedBytes, spanBytes: sink.bytes, answered });
}

/** h2load has a server of its own, so that its requests do not count among the loader's. */
async function measureIdentical(
  target: Target,
  sections: readonly Section[],
  sink: SpanSink,
): Promise<(number | undefined)[]> {
  if (!hasH2load || !sections.some((section) => section.withIdentical)) return [];
  await using server = await startServer(target, sink.url);
  const figures = [];
  for (const { shape, withIdentical } of sections) {
    figures.push(withIdentical ? await runH2load(server.port, target.work, shape) : undefined);
  }
  return figures;
}

/** The line that names the error, since a server that dies prints its stack; without folder names, for the results. */
function toOneLine(message: string): string {
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((line) => /^\S*(error|fault)\b/i.test(line)) ?? lines[0] ?? "unknown";
  return line.replaceAll(`${root}/`, "");
}
