declare const FLOTILLA_BUILD: { version: string; commit: string; date: string } | undefined;

/** The stamp that `npm run build` puts in; unstamped it reads `dev (none)`. */
export const build =
  typeof FLOTILLA_BUILD === "undefined" ? { version: "dev", commit: "none", date: "unknown" } : FLOTILLA_BUILD;
