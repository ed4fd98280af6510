import { pictureNotFound } from "./faults.ts";
import type { Picture } from "./picture.ts";

/** Draws a whole number from 0 to `count`, which is not among them. */
export type Draw = (count: number) => number;

/** The pictures that are shown. */
export class Gallery {
  readonly #draw: Draw;
  #pictures: readonly Picture[] = [];
  #byName: ReadonlyMap<string, Picture> = new Map();

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  /** Puts these pictures in the place of those before. There must be one at least. */
  fill(pictures: readonly Picture[]): void {
    this.#pictures = pictures.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.#byName = new Map(pictures.map((picture) => [picture.name, picture]));
  }

  /** All pictures, by name. */
  list(): readonly Picture[] {
    return this.#pictures;
  }

  /** Throws PICTURE_NOT_FOUND. */
  find(name: string): Picture {
    const picture = this.#byName.get(name);
    if (!picture) throw pictureNotFound(name);
    return picture;
  }

  /** Any of them, each as likely as the others. */
  pick(): Picture {
    return this.#pictures[this.#draw(this.#pictures.length)]!;
  }
}
