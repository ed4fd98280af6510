import { type Env, VariableError } from "./env.ts";
import type { Field } from "./field.ts";
import { readText } from "./file.ts";

/**
 * Lets a secret come from a file that `<NAME>_FILE` names, so that it is in nobody's environment: secrets of Docker and
 * Kubernetes are mounted like that. Blanks around it are dropped. Setting both is a mistake.
 */
export function orFile<T>(field: Field<T>): Field<T> {
  const variable = `${field.env}_FILE`;
  const find = (env: Env) => {
    const path = env[variable];
    if (!path) return field.find ? field.find(env) : env[field.env];
    if (env[field.env]) throw new VariableError(variable, `must not be set, since ${field.env} is`);
    return readSecret(variable, path);
  };
  return { ...field, help: `${field.help} Or a file that holds it, in \`${variable}\`.`, find };
}

function readSecret(variable: string, path: string): string {
  try {
    const text = readText(path).trim();
    if (text === "") throw new Error("must name a file that holds it, and not an empty one");
    return text;
  } catch (cause) {
    throw new VariableError(variable, (cause as Error).message);
  }
}
