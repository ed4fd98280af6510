/** Which build runs: what `/version` answers. */
export interface Build {
  /** Semantic version. */
  readonly version: string;
  /** Git commit. */
  readonly commit: string;
  /** RFC 3339. */
  readonly date: string;
}

/** The build of a working copy, where nothing is stamped. */
const unstamped: Build = { version: "dev", commit: "none", date: "unknown" };

/** Put in place by `npm run build`. */
declare const FLOTILLA_BUILD: Build | undefined;

/** The build that runs. */
export const build: Build = typeof FLOTILLA_BUILD === "undefined" ? unstamped : FLOTILLA_BUILD;
