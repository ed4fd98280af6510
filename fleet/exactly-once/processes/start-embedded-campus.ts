import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startService } from "@flotilla/testkit/start-service";
import { type CampusMessage, subjects } from "../proof/decode-events.ts";
import type { Campus } from "./campus.ts";
import { KeptLogs } from "./kept-logs.ts";
import { SqliteSaveLog } from "./sqlite-save-log.ts";

/** The whole fleet as one process on the files of its DATA_DIR; it may be killed. It logs to the folder, if one is given. */
export async function startEmbeddedCampus(logFolder?: string): Promise<Campus> {
  const logs = new KeptLogs(logFolder);
  const folder = mkdtempSync(join(tmpdir(), "flotilla-campus-"));
  const fleet = await startService("fleet", {
    env: { DATA_DIR: folder, SAMPLES: "false", OTEL_TRACES_EXPORTER: "none" },
    onLine: logs.open("fleet"),
  });
  const students = new SqliteSaveLog(join(folder, "students.sqlite"), "student", "left");
  const courses = new SqliteSaveLog(join(folder, "courses.sqlite"), "course", "right");
  const queue = join(folder, "queue.sqlite");
  return {
    addresses: { left: fleet.url, right: fleet.url },
    victims: [{ name: "fleet", kill: () => fleet.kill(), restart: () => fleet.restart() }],
    readMessages: async () => readMessages(queue),
    countWaiting: async () => count(queue, waiting),
    countDeadLetters: async () => count(queue, deadLetters),
    wipeBroker: undefined,
    async installSaveLog() {
      students.install();
      courses.install();
    },
    readSaves: async () => ({ left: students.read(), right: courses.read() }),
    async [Symbol.asyncDispose]() {
      await fleet[Symbol.asyncDispose]();
      logs[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What was handed out and not acknowledged, and what comes after that. */
const waiting = `select (select count(*) from delivery) + (
  select count(*) from consumer join message using (stream)
  where message.subject = consumer.subject and message.sequence > consumer.cursor) as count`;
const deadLetters = "select count(*) as count from message where subject like 'dead_letters.%'";

function count(file: string, query: string): number {
  using database = open(file);
  return Number(database.prepare(query).get()?.["count"]);
}

function readMessages(file: string): readonly CampusMessage[] {
  using database = open(file);
  const places = subjects.map(() => "?").join();
  const rows = database.prepare(`select subject, id, data, headers from message where subject in (${places})`);
  return rows.all(...subjects).map(({ subject, id, data, headers }) => ({
    ...{ subject: String(subject), id: String(id), data: data as Uint8Array },
    headers: JSON.parse(String(headers)) as Record<string, string>,
  }));
}

function open(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: 20_000 });
}
