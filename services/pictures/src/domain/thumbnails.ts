import { ImageShelf } from "./image-shelf.ts";
import type { Image, Picture } from "./picture.ts";
import type { Scaler } from "./scaler.ts";
import { SharedWork } from "./shared-work.ts";

/** Pictures in other widths: each is made once, however many ask for it at the same time, and kept while there is room. */
export class Thumbnails {
  readonly #scaler: Scaler;
  readonly #shelf: ImageShelf;
  readonly #making = new SharedWork<Image>();

  constructor(scaler: Scaler, maxBytes: number) {
    this.#scaler = scaler;
    this.#shelf = new ImageShelf(maxBytes);
  }

  /**
   * What is at hand: the picture itself for a `width` of 0 or one that is not less than its own, since nothing is
   * enlarged, or a thumbnail that was made before. Undefined: it has to be made.
   */
  find(picture: Picture, width: number): Image | undefined {
    if (width === 0 || width >= picture.width) return picture;
    return this.#shelf.get(toKey(picture, width));
  }

  /** Makes a thumbnail. The work is given up when every caller who waits for it has gone. Rejects with THUMBNAILS_BUSY. */
  make(picture: Picture, width: number, signal: AbortSignal): Promise<Image> {
    const key = toKey(picture, width);
    return this.#making.join(key, signal, async (everybodyGone) => {
      const image = await this.#scaler.scaleDown(picture, width, everybodyGone);
      this.#shelf.put(key, image);
      return image;
    });
  }
}

function toKey({ digest }: Picture, width: number): string {
  return `${digest} ${width}`;
}
