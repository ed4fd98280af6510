/** A segment of a SPIFFE ID's path (SPIFFE-ID §2.2), or its trust domain: never empty, `.` or `..`. */
const segment = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]+";

/** SPIFFE-ID §2.3. */
const maxIdentityBytes = 2048;

/**
 * Compiles a pattern of the contract's `auth.identities`: a SPIFFE ID in which `*` stands for any one segment and `**` for
 * any number of them, none included. What is no well-formed SPIFFE ID matches no pattern. Throws for a pattern that is
 * none itself: the contract is wrong then.
 */
export function compileIdentityPattern(pattern: string): (identity: string) => boolean {
  const [, path] = /^spiffe:\/\/(.+)$/.exec(pattern) ?? [];
  if (path === undefined) throw new Error(`${pattern} is no pattern of SPIFFE IDs: it must begin with spiffe://`);
  const form = path.split("/").map((part, index) => toForm(part, index === 0, pattern));
  const expression = new RegExp(`^spiffe://${form.join("")}$`);
  return (identity) => identity.length <= maxIdentityBytes && expression.test(identity);
}

function toForm(part: string, isFirst: boolean, pattern: string): string {
  if (part === "**" && !isFirst) return `(?:/${segment})*`;
  const slash = isFirst ? "" : "/";
  if (part === "*") return `${slash}${segment}`;
  if (!new RegExp(`^${segment}$`).test(part)) {
    throw new Error(`${pattern} is no pattern of SPIFFE IDs: * and ** stand for whole segments`);
  }
  return `${slash}${part.replaceAll(".", "\\.")}`;
}
