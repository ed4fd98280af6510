import type { Image } from "./picture.ts";

/** Keeps images up to a number of bytes; those that nobody asked for the longest go first. */
export class ImageShelf {
  readonly #maxBytes: number;
  /** In the order of their last use. */
  readonly #images = new Map<string, Image>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): Image | undefined {
    const image = this.#images.get(key);
    if (!image) return undefined;
    this.#images.delete(key);
    this.#images.set(key, image);
    return image;
  }

  put(key: string, image: Image): void {
    this.#remove(key);
    this.#images.set(key, image);
    this.#bytes += image.png.length;
    for (const oldest of this.#images.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#images.get(key)?.png.length ?? 0;
    this.#images.delete(key);
  }
}
