/** Where text goes: a process's stream, or a test's. */
export interface Sink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What the command line runs in; nothing else of the process is touched. */
export interface Surroundings {
  /** Without `node` and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** Paints text with an SGR sequence (ECMA-48 §8.3.117), or leaves it. */
export interface Paint {
  name(text: string): string;
  email(text: string): string;
  error(text: string): string;
  debug(text: string): string;
}

/** The colours of system 003: names bold yellow, emails green, `error` red, `debug` bright black. */
export function createPaint(hasColor: boolean): Paint {
  const paint = (code: string) => (text: string) => (hasColor ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { name: paint("0;1;33"), email: paint("0;32"), error: paint("0;31"), debug: paint("0;90") };
}

/** What others wrote must not steer the terminal: control characters (ECMA-48) become U+FFFD. */
export function toPrintable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\ufffd");
}
