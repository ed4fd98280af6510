/** What a function answers, or in words what it throws: to hold two functions against each other. */
export function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (cause) {
    return String(cause);
  }
}
