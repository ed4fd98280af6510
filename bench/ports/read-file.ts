// Reads a file as the service does, without a store: cuts it into records, parses and validates each. Prints the number
// of ports and the seconds it took, as JSON.
import { createReadStream } from "node:fs";
import { readPortFile } from "../../services/ports/src/adapters/port-file/read-port-file.ts";

const bytes = createReadStream(process.argv[2]!, { highWaterMark: 256 * 1024 });
const begunMs = performance.now();
let ports = 0;
for await (const batch of readPortFile(bytes)) ports += batch.ports.length;
const seconds = (performance.now() - begunMs) / 1000;
process.stdout.write(`${JSON.stringify({ ports, seconds })}\n`);
