import type { Image } from "./picture.ts";

/** Makes images smaller. */
export interface Scaler {
  /**
   * The image `width` pixels wide, as high as its proportions ask for; `width` is less than the image's. Work that has not
   * begun when `signal` aborts is never begun. Rejects with THUMBNAILS_BUSY when too much of it waits.
   */
  scaleDown(image: Image, width: number, signal: AbortSignal): Promise<Image>;
}
