import { styleText } from "node:util";
import { escapeControls } from "./json-text.ts";

type Style = Parameters<typeof styleText>[0];

const levelStyles: Readonly<Record<string, Style>> = {
  trace: "gray",
  debug: "gray",
  info: "green",
  warn: "yellow",
  error: "red",
  fatal: "red",
};

/** Text that stands in a line as it is; anything else is quoted, so that no value can look like a field or a line. */
const plain = /^[\p{L}\p{N}_.:/@+*{}()[\]<>,;~!?%&#|^$'`-]+$/u;

/**
 * A JSON log line for people: `time LEVEL message key=value …`, stacks below it and indented. The line keeps every
 * field; a line that is not JSON stays as it is.
 */
export function toTextLine(json: string, isColoured: boolean): string {
  const paint = (style: Style, text: string) => (isColoured ? styleText(style, text, { validateStream: false }) : text);
  const fields = parseLine(json);
  if (!fields) return json;
  const { level, time, msg, err, ...rest } = fields;
  const name = String(level);
  const head = [
    paint("gray", String(time).slice(11, 23)),
    paint(levelStyles[name] ?? "gray", name.toUpperCase().padEnd(5)),
    ...(msg === undefined ? [] : [paint("bold", toWord(String(msg), true))]),
  ];
  const words = Object.entries(rest).map(([key, value]) => `${paint("gray", `${key}=`)}${toWord(value)}`);
  return `${[...head, ...words].join(" ")}\n${err === undefined ? "" : toErrorLines(err)}`;
}

function parseLine(json: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function toWord(value: unknown, mayHaveBlanks = false): string {
  if (typeof value !== "string") return escapeControls(JSON.stringify(value) ?? "");
  if (plain.test(mayHaveBlanks ? value.replaceAll(" ", "") : value)) return value;
  return escapeControls(JSON.stringify(value));
}

function toErrorLines(err: unknown): string {
  const { type, message, stack, cause } = (err ?? {}) as Record<string, unknown>;
  const text = typeof stack === "string" ? stack : `${String(type)}: ${String(message)}`;
  const lines = text.split("\n").map((line) => `    ${escapeControls(line)}\n`);
  return lines.join("") + (cause === undefined ? "" : `    caused by:\n${toErrorLines(cause)}`);
}
