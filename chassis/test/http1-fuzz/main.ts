// `npm run fuzz:http1`: plays spoiled conversations to our HTTP/1.1 engine and to node:http, and compares what they see.
//   --seed N    another set of cases      --count N    more of them, or fewer      --case N    one of them, alone
import { parseArgs } from "node:util";
import { runCases } from "./run-cases.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "100000" },
    case: { type: "string" },
  },
});
const range = { seed: Number(values.seed), first: Number(values.case ?? 0) };
const count = values.case === undefined ? Number(values.count) : 1;
const problem = await runCases({ ...range, count });
process.stdout.write(`${problem ?? `${count} conversations seen alike`}\n`);
process.exit(problem === undefined ? 0 : 1);
