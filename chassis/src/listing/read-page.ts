import { formatPageToken, parsePageToken } from "./page-token.ts";

/** Which part of a list a caller wants. */
export interface PageRequest {
  /** 0: 100. At most 1000 are given, whatever is asked. */
  readonly pageSize: number;
  /** Of the page before; empty: the first page. */
  readonly pageToken: string;
}

/** A list that is read page by page, in the order of ids. */
export interface PageSource<T> {
  /** What the list is chosen by; a token of one list leads nowhere in another. */
  readonly filter: readonly string[];
  /** May the text be the id of a record? What callers make up goes no further. */
  readonly isId: (text: string) => boolean;
  /** The first records behind an id, or of all. */
  readonly list: (part: { readonly after: string | undefined; readonly limit: number }) => Promise<readonly T[]>;
  /** What is thrown at a token that is none of this list's. */
  readonly badToken: () => Error;
}

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

const defaultPageSize = 100;
const maxPageSize = 1000;

/** Reads a page (AIP-158). No record comes twice or is left out because others come and go between two pages. */
export async function readPage<T extends { readonly id: string }>(
  { pageSize, pageToken }: PageRequest,
  source: PageSource<T>,
): Promise<Page<T>> {
  const size = Math.min(pageSize || defaultPageSize, maxPageSize);
  const found = await source.list({ after: toAfter(pageToken, source), limit: size + 1 });
  const items = found.slice(0, size);
  const last = found.length > size ? items.at(-1) : undefined;
  return { items, nextPageToken: last ? formatPageToken(source.filter, last.id) : "" };
}

function toAfter<T>(token: string, { filter, isId, badToken }: PageSource<T>): string | undefined {
  if (token === "") return undefined;
  const after = parsePageToken(filter, token);
  if (after === undefined || !isId(after)) throw badToken();
  return after;
}
