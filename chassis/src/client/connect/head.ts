import { toMediaType } from "../../protocol/media-type.ts";
import { toBrokenAnswer, toForeign } from "../answer-fault.ts";
import type { WireAnswer } from "../wire/wire.ts";

/** Throws the Fault of a head that does not open a successful answer of this content type. */
export function assertConnectHead(answer: WireAnswer, wanted: string): void {
  const contentType = readContentType(answer);
  if (answer.status === 200 && contentType === wanted) return;
  const isOtherCodec = answer.status === 200 && /^application\/(connect\+)?(proto|json)$/.test(contentType);
  if (!isOtherCodec) throw toForeign("Connect", answer);
  throw toBrokenAnswer(`The answer is of type ${contentType}; ${wanted} was asked for.`);
}

/** The content type of an answer in lower case, without its parameters. */
export function readContentType({ headers }: WireAnswer): string {
  return toMediaType(String(headers["content-type"] ?? ""));
}
