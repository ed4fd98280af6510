/** A PNG, whole. Nobody changes its bytes. */
export interface Image {
  readonly png: Uint8Array;
  /** Pixels from left to right. */
  readonly width: number;
  /** Pixels from top to bottom. */
  readonly height: number;
  /** Tells these bytes from all others, in characters that an entity tag may have. */
  readonly digest: string;
}

/** An image with a name, which is part of its path. */
export interface Picture extends Image {
  readonly name: string;
  /** What it shows, in one sentence; empty where nobody said. */
  readonly description: string;
}

/** Can a picture have this name? Lower-case words joined by hyphens; `random` is taken by the path of GetRandomPicture. */
export function isPictureName(name: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) && name.length <= 64 && name !== "random";
}
