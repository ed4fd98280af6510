import type { HeaderMap } from "../../call.ts";
import { faultCodes } from "../../fault.ts";
import { type StreamForm, streamHeaders } from "./stream-form.ts";

/** The id of an event after which nothing comes. No other event has one: a stream cannot be taken up in the middle. */
const lastId = "end";

/**
 * Server-Sent Events (WHATWG HTML §9.2): a message is an unnamed event, the end is the event `end`, a failure the event
 * `error` with the problem as its data. A browser opens a stream anew whenever it closes; so that it does not read the
 * same for ever, an event that nothing follows has an id to come back with ({@link isReturn}). A failure that may pass
 * has none: coming back is right.
 */
export const eventStream: StreamForm = {
  contentType: "text/event-stream",
  headers: { ...streamHeaders, "cache-control": "no-store, no-transform" },
  keepAlive: ": keep-alive\n\n",
  toMessage: (json) => `${toData(json)}\n`,
  toEnd: () => `event: end\nid: ${lastId}\n${toData("{}")}\n`,
  toFailure(problem, { code, retryAfterMs }) {
    const id = faultCodes[code].retry ? "" : `id: ${lastId}\n`;
    const retry = retryAfterMs === undefined ? "" : `retry: ${Math.ceil(retryAfterMs)}\n`;
    return `event: error\n${id}${retry}${toData(problem)}\n`;
  },
};

/** Does a browser come back although its stream is over? The status 204 keeps it from trying again (§9.2.3). */
export function isReturn(headers: HeaderMap): boolean {
  return headers["last-event-id"] === lastId;
}

/** One `data` line for each line of the text; a client puts them together again. */
function toData(text: string): string {
  return `data: ${text.replaceAll(/\r\n?|\n/g, "\ndata: ")}\n`;
}
