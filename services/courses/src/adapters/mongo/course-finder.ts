import type { CourseDocument } from "./course-document.ts";

/** Reads those of the documents that are there. */
type ReadDocuments = (ids: readonly string[]) => Promise<readonly CourseDocument[]>;

interface Turn {
  readonly ids: Set<string>;
  readonly found: Promise<ReadonlyMap<string, CourseDocument>>;
}

/**
 * Finds documents by their ids. What is looked for in one turn of the event loop is asked with one query: the driver takes
 * several times longer for a query than for a document in it.
 */
export class CourseFinder {
  readonly #read: ReadDocuments;
  #turn: Turn | undefined = undefined;

  constructor(read: ReadDocuments) {
    this.#read = read;
  }

  async find(id: string): Promise<CourseDocument | undefined> {
    this.#turn ??= this.#begin();
    this.#turn.ids.add(id);
    return (await this.#turn.found).get(id);
  }

  #begin(): Turn {
    const ids = new Set<string>();
    const { promise: found, resolve } = Promise.withResolvers<ReadonlyMap<string, CourseDocument>>();
    setImmediate(() => {
      this.#turn = undefined;
      resolve(this.#readAll([...ids]));
    });
    return { ids, found };
  }

  async #readAll(ids: readonly string[]): Promise<ReadonlyMap<string, CourseDocument>> {
    const documents = await this.#read(ids);
    return new Map(documents.map((document) => [document._id.toHexString(), document]));
  }
}
