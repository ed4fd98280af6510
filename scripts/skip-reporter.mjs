// Says loudly, beside the usual report, which tests did not run and why: a part of the machine that is missing must not
// pass for a part that works.

/** A reporter of `node --test`: one line per reason, with the number of tests that it kept from running. */
// biome-ignore lint/style/noDefaultExport: `node --test` takes a reporter as the default export.
export default async function* reportSkips(events) {
  const counts = new Map();
  for await (const { type, data } of events) {
    const reason = data.skip;
    if (type !== "test:pass" || reason === undefined) continue;
    const words = typeof reason === "string" && reason !== "" ? reason : `${data.name} (no reason given)`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  for (const [reason, count] of counts) yield `SKIPPED ${count} ${count === 1 ? "test" : "tests"}: ${reason}\n`;
}
