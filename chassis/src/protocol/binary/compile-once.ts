import type { DescMessage } from "@bufbuild/protobuf";
import { odd } from "./odd.ts";

/** Compiles a function per message when it is first asked for. Where code must not be generated, they throw {@link odd}. */
export function compileOnce<Args extends readonly unknown[], Result>(
  compile: (desc: DescMessage) => (...args: Args) => Result,
): (desc: DescMessage) => (...args: Args) => Result {
  const compiled = new WeakMap<DescMessage, (...args: Args) => Result>();
  return (desc) => {
    let made = compiled.get(desc);
    if (!made) {
      made = mayCompile() ? compile(desc) : refuse;
      compiled.set(desc, made);
    }
    return made;
  };
}

/** False in a process that was started with `--disallow-code-generation-from-strings`. */
function mayCompile(): boolean {
  try {
    return new Function() instanceof Function;
  } catch {
    return false;
  }
}

function refuse(): never {
  throw odd;
}
