/** One key of the keys file. The key itself is nowhere: only its SHA-256. */
export interface ApiKey {
  readonly name: string;
  readonly digest: Buffer;
  readonly scopes: ReadonlySet<string>;
}

const nameForm = /^[\w.@-]{1,64}$/;
const digestForm = /^[0-9a-f]{64}$/i;
const scopeForm = /^[\w.:/-]{1,64}$/;

/**
 * Parses the lines of `API_KEYS_FILE`: `name sha256 scope,scope`, the scopes optional; blank lines and what follows `#`
 * at a line's start are skipped. A name may come twice, so that a key can be replaced without a gap. Throws an Error that
 * says which line is wrong, and never quotes it.
 */
export function parseApiKeys(text: string): readonly ApiKey[] {
  const keys: ApiKey[] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const key = parseLine(line, `line ${index + 1}`);
    const digest = key.digest.toString("hex");
    if (seen.has(digest)) throw new Error(`line ${index + 1} has a digest that came before`);
    seen.add(digest);
    keys.push(key);
  }
  if (keys.length === 0) throw new Error("must hold a key, or else nobody could call");
  return keys;
}

function parseLine(line: string, where: string): ApiKey {
  const [name = "", digest = "", scopes = "", ...rest] = line.trim().split(/\s+/);
  if (rest.length > 0) throw new Error(`${where} has more than a name, a digest and scopes`);
  if (!nameForm.test(name)) throw new Error(`${where} must start with a name of letters, digits, ".", "_", "@" or "-"`);
  if (!digestForm.test(digest)) throw new Error(`${where} must have the key's SHA-256 in hex after the name`);
  const words = scopes.split(",").filter(Boolean);
  if (!words.every((scope) => scopeForm.test(scope))) throw new Error(`${where} has a scope of a wrong form`);
  return { name, digest: Buffer.from(digest, "hex"), scopes: new Set(words) };
}
