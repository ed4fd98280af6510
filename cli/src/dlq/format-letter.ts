import type { DeadLetter } from "@flotilla/chassis/queue";
import { toPrintable } from "../terminal.ts";

const columns = [
  { title: "NUMBER", width: 6, isRight: true },
  { title: "TIME", width: 24 },
  { title: "CONSUMER", width: 28 },
  { title: "REASON", width: 24 },
  { title: "TRIES", width: 5, isRight: true },
  { title: "MESSAGE", width: 0 },
] as const;

const mostShownBytes = 4096;

/** The head of the table. */
export function formatHead(): string {
  return toRow(columns.map(({ title }) => title));
}

/** A dead letter as one line of the table. */
export function formatLetter({ sequence, time, consumer, reason, attempts, message }: DeadLetter): string {
  return toRow([String(sequence), time.toISOString(), consumer, reason, String(attempts), message]);
}

/** All that is known of a dead letter. */
export function formatWhole({ original, ...letter }: DeadLetter): string {
  const { sequence, time, consumer, reason, message, attempts } = letter;
  const fields = {
    ...{ number: sequence, time: time.toISOString(), consumer, reason, message, tries: attempts },
    ...{ subject: original.subject, id: original.id },
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name.padEnd(9)} ${toPrintable(String(value))}\n`);
  const headers = Object.entries(original.headers).map(([name, value]) => `  ${toPrintable(`${name}: ${value}`)}\n`);
  return `${lines.join("")}headers\n${headers.join("")}data (${original.data.length} bytes)\n${toDump(original.data)}`;
}

function toRow(cells: readonly string[]): string {
  const padded = cells.map((cell, index) => {
    const { width, isRight } = { isRight: false, ...columns[index]! };
    const text = toPrintable(cell);
    return isRight ? text.padStart(width) : text.padEnd(width);
  });
  return `${padded.join("  ").trimEnd()}\n`;
}

/** Bytes in hex and, where they are printable ASCII, as text: sixteen a line. */
function toDump(data: Uint8Array): string {
  const shown = Buffer.from(data).subarray(0, mostShownBytes);
  let dump = "";
  for (let offset = 0; offset < shown.length; offset += 16) {
    const row = shown.subarray(offset, offset + 16);
    const hex = row.toString("hex").replace(/../g, "$& ").padEnd(48);
    const text = row.toString("latin1").replace(/[^ -~]/g, ".");
    dump += `  ${offset.toString(16).padStart(8, "0")}  ${hex} |${text}|\n`;
  }
  return data.length > shown.length ? `${dump}  … and ${data.length - shown.length} more\n` : dump;
}
