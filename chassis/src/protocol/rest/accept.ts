/** One member of an `Accept` header. */
interface Range {
  readonly type: string;
  readonly quality: number;
}

const maxRemembered = 256;

/**
 * Chooses among the types that a route can answer in, by `Accept` (RFC 9110 §12.5.1): the highest q-value wins, then
 * the order in the header, then the order of the offers. What a header led to is remembered, so that it is parsed once.
 */
export class Negotiator {
  readonly offers: readonly string[];
  readonly #choices = new Map<string, string | undefined>();

  constructor(offers: readonly string[]) {
    this.offers = offers;
  }

  /** The offer to answer with; undefined when none is acceptable. */
  choose(accept: string | undefined): string | undefined {
    if (accept === undefined || accept === "*/*") return this.offers[0];
    if (this.#choices.has(accept)) return this.#choices.get(accept);
    const choice = this.#parse(accept);
    if (this.#choices.size >= maxRemembered) this.#choices.clear();
    this.#choices.set(accept, choice);
    return choice;
  }

  #parse(accept: string): string | undefined {
    const ranges = parseRanges(accept);
    if (ranges.length === 0) return this.offers[0];
    const rated = this.offers.map((offer) => ({ offer, ...rate(offer, ranges) }));
    rated.sort((a, b) => b.quality - a.quality || a.place - b.place);
    const best = rated[0];
    return best && best.quality > 0 ? best.offer : undefined;
  }
}

/** How much a caller wants a coding, by its `Accept-Encoding` (RFC 9110 §12.5.3): 0 is not at all. */
export function qualityOf(coding: string, header: string | undefined): number {
  if (header === undefined) return 0;
  const ranges = parseRanges(header);
  const range = ranges.find(({ type }) => type === coding) ?? ranges.find(({ type }) => type === "*");
  return range?.quality ?? 0;
}

/** Parses a list such as `gzip;q=0.5, *` into its members in order; a q-value that is no number counts as 0. */
function parseRanges(header: string): readonly Range[] {
  return header
    .split(",")
    .map((member) => {
      const [type = "", ...parameters] = member.split(";").map((part) => part.trim().toLowerCase());
      const said = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      const quality = said === undefined ? 1 : Number(said);
      return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
    })
    .filter((range) => range.type !== "");
}

/** The most specific range that covers the offer decides its quality. */
function rate(offer: string, ranges: readonly Range[]): { quality: number; place: number } {
  const covers = [offer, `${offer.slice(0, offer.indexOf("/"))}/*`, "*/*"];
  for (const cover of covers) {
    const place = ranges.findIndex((range) => range.type === cover);
    if (place >= 0) return { quality: ranges[place]!.quality, place };
  }
  return { quality: 0, place: ranges.length };
}
