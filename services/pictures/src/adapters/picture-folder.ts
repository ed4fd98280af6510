import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ExitError, type Logger, type Part } from "@flotilla/chassis";
import type { Gallery } from "../domain/gallery.ts";
import { isPictureName, type Picture } from "../domain/picture.ts";
import { digest } from "./png/digest.ts";
import { readPng } from "./png/read-png.ts";

/** EX_DATAERR and EX_NOINPUT of sysexits.h. */
const exitCodes = { malformed: 65, unreadable: 66 };
/** A thumbnail is made from all pixels at once: these take 64 MiB. */
const maxPixels = 2 ** 24;
const extension = ".png";

/** What the folder works with. */
export interface PictureFolderOptions {
  readonly path: string;
  /** A picture that there must be. */
  readonly needed: string;
  readonly gallery: Gallery;
  readonly log: Logger;
}

/**
 * Fills the gallery with the PNGs of a folder, which are read once, at start. A folder or file that cannot be read ends the
 * process with 66, a file that is no sound PNG, or a needed picture that is not there, with 65.
 */
export class PictureFolder implements Part {
  readonly name = "picture folder";
  readonly #options: PictureFolderOptions;
  readonly #path: string;

  constructor(options: PictureFolderOptions) {
    this.#options = options;
    this.#path = resolve(options.path);
  }

  async start(): Promise<void> {
    const { gallery, needed, log } = this.#options;
    const names = await readdir(this.#path).catch((cause) => unreadable(this.#path, cause));
    const files = names.filter((name) => name.endsWith(extension));
    const pictures = await Promise.all(files.map((file) => this.#read(file)));
    if (!pictures.some(({ name }) => name === needed)) throw malformed(`${this.#path} has no ${needed}${extension}`);
    gallery.fill(pictures);
    log.info({ folder: this.#path, pictures: pictures.length }, "pictures read");
  }

  async #read(file: string): Promise<Picture> {
    const path = join(this.#path, file);
    const name = file.slice(0, -extension.length);
    if (!isPictureName(name)) throw malformed(`${path} has no name for a picture: use a-z, 0-9 and single hyphens`);
    const png = await readFile(path).catch((cause) => unreadable(path, cause));
    try {
      const head = readPng(png);
      if (head.width * head.height > maxPixels) throw new Error(`it has more than ${maxPixels} pixels`);
      return { name, ...head, png, digest: digest(png) };
    } catch (cause) {
      throw malformed(`${path} is no picture: ${(cause as Error).message}`, cause);
    }
  }
}

function malformed(message: string, cause?: unknown): ExitError {
  return new ExitError(message, exitCodes.malformed, { cause });
}

function unreadable(path: string, cause: NodeJS.ErrnoException): never {
  throw new ExitError(`${path} cannot be read: ${cause.code}`, exitCodes.unreadable, { cause });
}
