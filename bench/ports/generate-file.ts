import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const bundled = new URL("../../services/ports/data/ports.json", import.meta.url);

/** Bytes that are gathered before they are written. */
const blockLength = 1024 * 1024;

/** Codes there can be: two letters, three letters or digits. */
const codes = 26 ** 2 * 36 ** 3;

/** What a real port takes, white space included; used only to spread the codes. */
const bytesPerPort = 315;

interface Port {
  name: string;
  coordinates?: [number, number];
  unlocs: string[];
}

/**
 * Writes a file of at least so many bytes in the shape and layout of the assignment: the real ports over and over, each
 * with a code, a name and a place of its own. Always the same file. Answers the number of ports.
 */
export function generateFile(path: string, bytes: number): number {
  const models = Object.values(JSON.parse(readFileSync(bundled, "utf8")) as Record<string, Port>);
  const step = Math.max(1, Math.floor(codes / (1.2 * (bytes / bytesPerPort))));
  const file = openSync(path, "w");
  let block = "{";
  let written = 0;
  let count = 0;
  for (; written + block.length < bytes; count++) {
    const code = toCode(count * step);
    const text = JSON.stringify(toPort(models[count % models.length]!, code, count), null, 2);
    block += `${count > 0 ? "," : ""}\n  "${code}": ${text.replaceAll("\n", "\n  ")}`;
    if (block.length < blockLength) continue;
    written += writeSync(file, block);
    block = "";
  }
  writeSync(file, `${block}\n}\n`);
  closeSync(file);
  return count;
}

function toPort(model: Port, code: string, index: number): Port {
  const port: Port = { ...model, name: `${model.name} ${index}`, unlocs: [code] };
  if (model.coordinates)
    port.coordinates = [spread(index, 0.618033988749895, 180), spread(index, 0.7548776662466927, 90)];
  return port;
}

/** A number between ±bound with seven decimals, evenly spread over all indexes. */
function spread(index: number, ratio: number, bound: number): number {
  return Number((((index * ratio) % 1) * 2 * bound - bound).toFixed(7));
}

function toCode(index: number): string {
  const country = Math.floor(index / 36 ** 3);
  const letters = String.fromCharCode(65 + Math.floor(country / 26), 65 + (country % 26));
  return letters + (index % 36 ** 3).toString(36).toUpperCase().padStart(3, "0");
}
