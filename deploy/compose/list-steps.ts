/** What is given to `npm run compose`, and what is known of this machine. */
export interface Wish {
  /** Arguments for `docker compose`; none means: start all of it. */
  readonly args: readonly string[];
  /** `FLOTILLA_IMAGE`, which is pulled where it is missing. */
  readonly image?: string | undefined;
  /** Whether Docker has the image of compose.yaml. */
  hasImage(): boolean;
}

/** The calls of `docker compose` that do it, in order: to start all of it, an image that is not there is built first. */
export function listSteps({ args, image, hasImage }: Wish): readonly (readonly string[])[] {
  if (args.length > 0) return [args];
  const start = ["up", "--detach", "--wait"];
  return image || hasImage() ? [start] : [["build", "image"], start];
}
