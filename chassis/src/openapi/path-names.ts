import type { PathTemplate, Variable } from "../protocol/rest/template.ts";

/** A parameter of a path: the field it sets, and its name in the path. */
export interface PathParameter {
  readonly name: string;
  readonly variable: Variable;
}

/** A template as OpenAPI writes it. */
export interface OpenApiPath {
  readonly text: string;
  readonly parameters: readonly PathParameter[];
}

/**
 * Writes templates as OpenAPI paths: every `*` becomes a parameter of its own, since OpenAPI knows no patterns. Paths
 * that differ in parameter names only are one path in OpenAPI, so later ones take the names of the first.
 */
export class PathNames {
  readonly #known = new Map<string, readonly string[]>();

  write(template: PathTemplate): OpenApiPath {
    const own = listWildcards(template);
    const shape = render(template, () => "*");
    const names = this.#known.get(shape) ?? own.map((wildcard) => wildcard.name);
    this.#known.set(shape, names);
    const parameters = own.map(({ variable }, index) => ({ name: names[index]!, variable }));
    return { text: render(template, (index) => `{${names[index]}}`), parameters };
  }
}

function render(template: PathTemplate, name: (index: number) => string): string {
  let index = 0;
  const segments = template.segments.map((segment) => (segment.kind === "literal" ? segment.text : name(index++)));
  return `/${segments.join("/")}${template.suffix && `:${template.suffix}`}`;
}

/** The wildcards of a template in order; a field that holds several is numbered. */
function listWildcards({ segments, variables }: PathTemplate): readonly PathParameter[] {
  return variables.flatMap((variable) => {
    const inside = segments.slice(variable.start, variable.end).filter((segment) => segment.kind !== "literal");
    return inside.map((_, index) => {
      const name = inside.length > 1 ? `${variable.field}.${index + 1}` : variable.field;
      return { name, variable };
    });
  });
}
