import type { PathTemplate, Segment } from "./template.ts";

/** A route that matches, and where the segments of the path lie. */
export class RouteMatch<T> {
  readonly value: T;
  readonly #path: string;
  readonly #starts: readonly number[];

  constructor(value: T, path: string, starts: readonly number[]) {
    this.value = value;
    this.#path = path;
    this.#starts = starts;
  }

  /** The raw text from segment `start` up to segment `end`, or to the end of the path. */
  text(start: number, end: number | undefined): string {
    const from = this.#starts[start] ?? this.#path.length;
    const to = end === undefined ? undefined : this.#starts[end];
    return this.#path.slice(from, to === undefined ? this.#path.length : to - 1);
  }
}

interface Entry<T> {
  readonly value: T;
  readonly template: string;
}

/** Routes that end at one place, by verb. */
type Leaf<T> = Map<string, Entry<T>>;

class Branch<T> {
  readonly literals = new Map<string, Branch<T>>();
  /** The keys of {@link literals}. */
  readonly texts: string[] = [];
  one: Branch<T> | undefined;
  /** By the suffix after the colon. */
  readonly leaves = new Map<string, Leaf<T>>();
  readonly restLeaves = new Map<string, Leaf<T>>();

  child(segment: Exclude<Segment, { kind: "rest" }>): Branch<T> {
    if (segment.kind === "literal") return getOrAdd(this.literals, segment.text, () => this.#branchAt(segment.text));
    this.one ??= new Branch();
    return this.one;
  }

  #branchAt(text: string): Branch<T> {
    this.texts.push(text);
    return new Branch();
  }
}

/**
 * Finds routes by path: templates without variables by one Map lookup, all others in a trie. At every segment a
 * literal wins over `*`, and `*` over `**`; a suffix after a colon wins over a segment that contains the colon.
 */
export class Router<T> {
  readonly #root = new Branch<T>();
  readonly #statics = new Map<string, Map<string, RouteMatch<T>>>();
  /** Lengths of the paths in {@link #statics}: few others have to be hashed to know that they are not among them. */
  readonly #staticLengths = new Set<number>();
  readonly #suffixes = new Set<string>();

  /** Adds a route; throws an Error when another one has the same verb and the same shape. */
  add(verb: string, template: PathTemplate, value: T): void {
    let branch = this.#root;
    let leaves = branch.leaves;
    for (const segment of template.segments) {
      if (segment.kind !== "rest") branch = branch.child(segment);
      leaves = segment.kind === "rest" ? branch.restLeaves : branch.leaves;
    }
    const leaf = getOrAdd(leaves, template.suffix, () => new Map());
    const other = leaf.get(verb);
    if (other) throw new Error(`two routes claim ${verb} ${template.text}: the other one is ${other.template}`);
    leaf.set(verb, { value, template: template.text });
    if (template.suffix) this.#suffixes.add(template.suffix);
    if (template.segments.every((segment) => segment.kind === "literal")) {
      const match = new RouteMatch(value, template.text, []);
      getOrAdd(this.#statics, template.text, () => new Map()).set(verb, match);
      this.#staticLengths.add(template.text.length);
    }
  }

  /** The best route for this verb. A path with empty segments (doubled or trailing slashes) has none. */
  find(verb: string, path: string): RouteMatch<T> | undefined {
    const match = this.#staticLengths.has(path.length) ? this.#statics.get(path)?.get(verb) : undefined;
    return match ?? this.#walk(path, (leaf) => leaf.get(verb) ?? leaf.get("*"));
  }

  /** The verbs that some route has for this path. */
  verbs(path: string): ReadonlySet<string> {
    const verbs = new Set<string>();
    this.#walk(path, (leaf) => {
      for (const verb of leaf.keys()) verbs.add(verb);
      return undefined;
    });
    return verbs;
  }

  #walk(path: string, choose: Choose<T>): RouteMatch<T> | undefined {
    if (path.includes("//") || (path.length > 1 && path.endsWith("/"))) return undefined;
    const colon = this.#suffixes.size > 0 ? path.lastIndexOf(":") : -1;
    const suffix = colon > path.lastIndexOf("/") ? path.slice(colon + 1) : "";
    if (suffix !== "" && this.#suffixes.has(suffix)) {
      const match = new Walk(path.slice(0, colon), suffix, choose).run(this.#root);
      if (match) return match;
    }
    return new Walk(path, "", choose).run(this.#root);
  }
}

/** Picks a route among those that end at one place, or none, so that the search goes on. */
type Choose<T> = (leaf: Leaf<T>) => Entry<T> | undefined;

/** One search through the trie: depth first, the best branch first. */
class Walk<T> {
  readonly #path: string;
  readonly #suffix: string;
  readonly #choose: Choose<T>;
  readonly #isEncoded: boolean;
  /** Where each segment on the way starts. */
  readonly #starts: number[] = [];

  constructor(path: string, suffix: string, choose: Choose<T>) {
    this.#path = path;
    this.#suffix = suffix;
    this.#choose = choose;
    this.#isEncoded = path.includes("%");
  }

  run(root: Branch<T>): RouteMatch<T> | undefined {
    const entry = this.#descend(root, this.#path.length === 1 ? 2 : 1);
    return entry && new RouteMatch(entry.value, this.#path, this.#starts);
  }

  #descend(branch: Branch<T>, from: number): Entry<T> | undefined {
    const depth = this.#starts.push(from);
    const entry = from > this.#path.length ? this.#take(branch.leaves) : this.#follow(branch, from);
    if (entry) return entry;
    this.#starts.length = depth;
    const rest = this.#take(branch.restLeaves);
    if (!rest) this.#starts.length = depth - 1;
    return rest;
  }

  /** Tries the branches for the segment that starts at `from`. */
  #follow(branch: Branch<T>, from: number): Entry<T> | undefined {
    const slash = this.#path.indexOf("/", from);
    const end = slash < 0 ? this.#path.length : slash;
    const child = this.#isEncoded
      ? branch.literals.get(toLiteral(this.#path.slice(from, end)))
      : this.#findLiteral(branch, from, end);
    const entry = child ? this.#descend(child, end + 1) : undefined;
    if (entry || !branch.one) return entry;
    return this.#descend(branch.one, end + 1);
  }

  /** Of the few that there are, that is found sooner by comparing than by cutting the segment out and hashing it. */
  #findLiteral({ texts, literals }: Branch<T>, from: number, end: number): Branch<T> | undefined {
    for (const text of texts) {
      if (text.length === end - from && this.#path.startsWith(text, from)) return literals.get(text);
    }
    return undefined;
  }

  #take(leaves: ReadonlyMap<string, Leaf<T>>): Entry<T> | undefined {
    const leaf = leaves.size > 0 ? leaves.get(this.#suffix) : undefined;
    return leaf && this.#choose(leaf);
  }
}

/** Literals match in any encoding: `/p%6Frts` is `/ports`. Broken escapes match no literal. */
function toLiteral(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
