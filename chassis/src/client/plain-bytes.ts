import { Fault } from "../fault.ts";
import type { Compression } from "../protocol/compression.ts";
import { compressedFlag, type Envelope } from "../protocol/envelope.ts";

/** The bytes of an envelope without their compression, which the head of the answer named `encoding`. */
export async function readPlain(
  { flags, data }: Envelope,
  encoding: string | string[] | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  if (!(flags & compressedFlag)) return data;
  const compression = (await loadCompressions()).findCompression(encoding);
  if (compression) return compression.decompress(data, maxBytes);
  const message = "A message is marked as compressed, but the answer's headers name no compression.";
  throw new Fault({ code: "internal", reason: "UNDECLARED_ENCODING", message });
}

/** gzip, for requests. */
export async function loadGzip(): Promise<Compression> {
  return (await loadCompressions()).gzip;
}

/** zlib costs time at start, and few calls need it. */
function loadCompressions() {
  return import("../protocol/compression.ts");
}
