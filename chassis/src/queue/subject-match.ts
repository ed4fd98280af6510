/**
 * Whether a subject falls under a pattern, by the rules of NATS: `*` stands for one token, a final `>` for one or more
 * (https://docs.nats.io/nats-concepts/subjects#wildcards).
 */
export function matchesSubject(pattern: string, subject: string): boolean {
  const wanted = pattern.split(".");
  const given = subject.split(".");
  if (wanted.at(-1) === ">" ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((token, index) => token === ">" || token === "*" || token === given[index]);
}

/** Whether some subject falls under both patterns: two such streams would both take its messages. */
export function overlapsSubject(one: string, other: string): boolean {
  const [left, right] = [one.split("."), other.split(".")];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [a, b] = [left[index], right[index]];
    if (a === undefined || b === undefined) return false;
    if (a === ">" || b === ">") return true;
    if (a !== b && a !== "*" && b !== "*") return false;
  }
  return true;
}
