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

type Leaf<T> = Map<string, { readonly value: T; readonly template: string }>;

class Branch<T> {
  readonly literals = new Map<string, Branch<T>>();
  one: Branch<T> | undefined;
  /** By the suffix after the colon. */
  readonly leaves = new Map<string, Leaf<T>>();
  readonly restLeaves = new Map<string, Leaf<T>>();

  child(segment: Exclude<Segment, { kind: "rest" }>): Branch<T> {
    if (segment.kind === "literal") return getOrAdd(this.literals, segment.text, () => new Branch<T>());
    this.one ??= new Branch();
    return this.one;
  }
}

/**
 * Finds routes by path: templates without variables by one Map lookup, all others in a trie. At every segment a
 * literal wins over `*`, and `*` over `**`; a suffix after a colon wins over a segment that contains the colon.
 */
export class Router<T> {
  readonly #root = new Branch<T>();
  readonly #statics = new Map<string, Map<string, RouteMatch<T>>>();
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
    }
  }

  /** The best route for this verb. A path with empty segments (doubled or trailing slashes) has none. */
  find(verb: string, path: string): RouteMatch<T> | undefined {
    const known = this.#statics.get(path)?.get(verb);
    if (known) return known;
    let match: RouteMatch<T> | undefined;
    this.#walk(path, (leaf, cut, starts) => {
      const route = leaf.get(verb) ?? leaf.get("*");
      if (route) match = new RouteMatch(route.value, cut, starts);
      return route !== undefined;
    });
    return match;
  }

  /** The verbs that some route has for this path. */
  verbs(path: string): ReadonlySet<string> {
    const verbs = new Set<string>();
    this.#walk(path, (leaf) => {
      for (const verb of leaf.keys()) verbs.add(verb);
      return false;
    });
    return verbs;
  }

  #walk(path: string, visit: Visit<T>): void {
    if (path.includes("//") || (path.length > 1 && path.endsWith("/"))) return;
    const colon = path.lastIndexOf(":");
    const suffix = colon > path.lastIndexOf("/") ? path.slice(colon + 1) : "";
    if (suffix && this.#suffixes.has(suffix) && walk(this.#root, path.slice(0, colon), suffix, visit)) return;
    walk(this.#root, path, "", visit);
  }
}

/** Answers true to stop. */
type Visit<T> = (leaf: Leaf<T>, path: string, starts: readonly number[]) => boolean;

function walk<T>(root: Branch<T>, path: string, suffix: string, visit: Visit<T>): boolean {
  const starts: number[] = [];
  const descend = (branch: Branch<T>, from: number): boolean => {
    const leaf = from > path.length && branch.leaves.get(suffix);
    if (leaf && visit(leaf, path, starts.concat(from))) return true;
    if (from <= path.length) {
      const slash = path.indexOf("/", from);
      const end = slash < 0 ? path.length : slash;
      const depth = starts.push(from);
      const child = branch.literals.get(toLiteral(path.slice(from, end)));
      if (child && descend(child, end + 1)) return true;
      starts.length = depth;
      if (branch.one && end > from && descend(branch.one, end + 1)) return true;
      starts.length = depth - 1;
    }
    const rest = branch.restLeaves.get(suffix);
    return rest !== undefined && visit(rest, path, starts.concat(from));
  };
  return descend(root, path.length === 1 ? 2 : 1);
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
