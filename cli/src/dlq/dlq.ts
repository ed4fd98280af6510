import { ConfigError, chassisFields, createTelemetry, Fault, queueFields, readConfig } from "@flotilla/chassis";
import { createQueue, type DeadLetter, type DeadLetters, type Queue } from "@flotilla/chassis/queue";
import type { Surroundings } from "../terminal.ts";
import { type DlqCommand, parseDlqCommand, UsageError, usage } from "./dlq-command.ts";
import { formatHead, formatLetter, formatWhole } from "./format-letter.ts";

/** What the command runs in. */
export type DlqSurroundings = Pick<Surroundings, "argv" | "env" | "stdout" | "stderr">;

const pageSize = 100;

/** Runs one command line of `npm run dlq`; answers the exit code. Never throws. */
export async function runDlq(surroundings: DlqSurroundings): Promise<number> {
  try {
    const command = parseDlqCommand(surroundings.argv);
    if (command.kind !== "help") return await withQueue(surroundings, (queue) => run(command, queue, surroundings));
    surroundings.stdout.write(usage);
    return 0;
  } catch (thrown) {
    surroundings.stderr.write(`error: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    if (thrown instanceof UsageError) surroundings.stderr.write(`\n${usage}`);
    return thrown instanceof UsageError ? 2 : thrown instanceof ConfigError ? 78 : 1;
  }
}

async function withQueue({ env }: DlqSurroundings, work: (queue: Queue) => Promise<number>): Promise<number> {
  const settings = readConfig({ ...chassisFields, ...queueFields }, { ...env, LOG_LEVEL: "silent" });
  const telemetry = createTelemetry(settings, "dlq");
  const queue = await createQueue({ settings, telemetry, isEmbedded: true, isVisitor: true });
  await queue.start?.();
  try {
    return await work(queue);
  } catch (thrown) {
    // Says which server it is and why it cannot be reached.
    if (thrown instanceof Fault && thrown.reason === "QUEUE_UNAVAILABLE") await queue.check?.();
    throw thrown;
  } finally {
    await queue.stop?.(AbortSignal.timeout(1000));
  }
}

async function run(
  command: Exclude<DlqCommand, { kind: "help" }>,
  { deadLetters }: Queue,
  surroundings: DlqSurroundings,
): Promise<number> {
  const { stdout } = surroundings;
  if (command.kind === "list") return list(deadLetters, command.consumer, surroundings);
  const numbers = command.kind === "replay all" ? await listNumbers(deadLetters, command.consumer) : command.numbers;
  if (numbers.length === 0) stdout.write("0 dead letters\n");
  return each(numbers, surroundings, async (number) => {
    const letter = await deadLetters.find(number);
    if (!letter) throw new Error(`there is no dead letter ${number}`);
    if (command.kind === "show") return void stdout.write(formatWhole(letter));
    if (command.kind === "remove") await deadLetters.remove(number);
    else await deadLetters.replay(number);
    stdout.write(`${command.kind === "remove" ? "removed" : "replayed"} ${number}\n`);
  });
}

async function list(
  deadLetters: DeadLetters,
  consumer: string | undefined,
  { stdout }: DlqSurroundings,
): Promise<number> {
  let count = 0;
  for await (const letter of iterate(deadLetters, consumer)) {
    if (count++ === 0) stdout.write(formatHead());
    stdout.write(formatLetter(letter));
  }
  stdout.write(`${count} dead letter${count === 1 ? "" : "s"}\n`);
  return 0;
}

/** Those that are there now: a replay that fails again makes another, which is not to be replayed for ever. */
async function listNumbers(deadLetters: DeadLetters, consumer: string | undefined): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const { sequence } of iterate(deadLetters, consumer)) numbers.push(sequence);
  return numbers;
}

async function* iterate(deadLetters: DeadLetters, consumer: string | undefined): AsyncIterable<DeadLetter> {
  let after = 0;
  for (;;) {
    const page = await deadLetters.list(after, pageSize);
    if (page.length === 0) return;
    yield* page.filter((letter) => consumer === undefined || letter.consumer === consumer);
    after = page.at(-1)!.sequence;
  }
}

/** Goes on after a failure, which is told. */
async function each(
  numbers: readonly number[],
  { stderr }: DlqSurroundings,
  work: (number: number) => Promise<void>,
): Promise<number> {
  let exitCode = 0;
  for (const number of numbers) {
    try {
      await work(number);
    } catch (thrown) {
      exitCode = 1;
      stderr.write(`error: ${number}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    }
  }
  return exitCode;
}
