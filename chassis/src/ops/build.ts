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
export const unstamped: Build = { version: "dev", commit: "none", date: "unknown" };
