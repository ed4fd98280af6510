import { resolveDigest } from "./resolve-digest.ts";

/** Lines `image@digest`, and why the fleet's own image is not among them. */
export interface ImagesLock {
  readonly lines: readonly string[];
  readonly leftOut?: string;
}

/**
 * Asks the registries for the digest that each image's tag has now; throws where one cannot be had. Only `own`, the fleet's own
 * image, may be missing: before its release there is none.
 */
export async function makeLock(images: readonly string[], own: string): Promise<ImagesLock> {
  const others = images.filter((image) => image !== own);
  const [found, ...lines] = await Promise.all([
    lockImage(own).catch(({ message }: Error) => ({ leftOut: message })),
    ...others.map(lockImage),
  ]);
  return typeof found === "string" ? { lines: [...lines, found].sort() } : { lines, ...found };
}

async function lockImage(image: string): Promise<string> {
  return `${image}@${await resolveDigest(image)}`;
}
