const known = new Map<string, boolean>();

/** Does IANA know a time zone of this name? Old names that live on as links count; offsets such as `+01:00` do not. */
export function isTimeZone(name: string): boolean {
  let isKnown = known.get(name);
  if (isKnown === undefined) {
    isKnown = isAccepted(name);
    if (known.size < 10_000) known.set(name, isKnown);
  }
  return isKnown;
}

function isAccepted(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
