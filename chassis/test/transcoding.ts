import { TranscodingService } from "@flotilla/contract/flotilla/test/v1/transcoding";
import { decode } from "../src/middleware/decode.ts";
import { recover } from "../src/middleware/recover.ts";
import { createEndpoints } from "../src/protocol/endpoint.ts";
import type { Protocol } from "../src/protocol/protocol.ts";
import { createRest } from "../src/protocol/rest/protocol.ts";
import { implement, type Rpcs, type Service } from "../src/service.ts";
import { type MemoryAnswer, MemoryExchange, type MemoryRequest } from "./memory-exchange.ts";
import { newTelemetry } from "./new-telemetry.ts";

/** Answers what it is asked, so that tests see what became of a request; a test may give rpcs of its own. */
export function createTranscodingApi(rpcs: Partial<Rpcs<typeof TranscodingService>> = {}): Service {
  return implement(TranscodingService, {
    getBook: (request) => request,
    listBooks: (request) => request,
    findBook: () => ({ text: "the newest" }),
    readBook: (request) => request,
    getFile: (request) => request,
    createBook: (request) => request,
    replaceBook: (request) => request,
    updateBook: (request) => request,
    deleteBook: () => ({}),
    lendBook: (request) => request,
    reportBook: (request) => request,
    tagBook: (request) => request,
    getTitle: (request) => request,
    async *watchBooks({ int32Value, boolValue }) {
      for (let number = 1; number <= int32Value; number++) yield { int32Value: number };
      if (boolValue) throw new Error("broken on purpose");
    },
    async countBooks(requests) {
      let sum = 0;
      for await (const request of requests) sum += request.int32Value;
      return { int32Value: sum };
    },
    uploadCover: ({ file }) => file ?? {},
    getCover: ({ text }) => ({ contentType: "image/gif", data: Buffer.from(text) }),
    async importCovers(chunks) {
      const answer = { text: "", int32Value: 0, texts: [] as string[] };
      for await (const { text, file } of chunks) {
        answer.text = `${text} ${file?.contentType}`;
        answer.int32Value += file?.data.length ?? 0;
        answer.texts.push(String(file?.data.length));
      }
      return answer;
    },
    async *exportCovers({ boolValue }) {
      yield { contentType: "image/png", data: Buffer.from("abc") };
      if (boolValue) throw new Error("broken on purpose");
      yield { data: Buffer.from("def") };
    },
    ...rpcs,
  });
}

const chain = [recover(newTelemetry().log), decode()];
const limits = { maxBodyBytes: 4096, bodyTimeoutMs: 1000 };

/** REST for the transcoding service, or for the rpcs that a test gives in place of its own. */
export function createTranscodingRest(rpcs?: Partial<Rpcs<typeof TranscodingService>>): Protocol {
  return createRest(createEndpoints([createTranscodingApi(rpcs)], chain), limits);
}

const rest = createTranscodingRest();

/** Asks the transcoding service over REST, without a wire; a test may give rpcs of its own. */
export function ask(request: MemoryRequest, rpcs?: Partial<Rpcs<typeof TranscodingService>>): Promise<MemoryAnswer> {
  const exchange = new MemoryExchange(request);
  (rpcs ? createTranscodingRest(rpcs) : rest).handle(exchange);
  return exchange.ended;
}

/** The fields of a JSON answer that have no default value: what a request set. */
export function readSet({ text }: MemoryAnswer): Record<string, unknown> {
  const keep = function (this: unknown, _key: string, value: unknown) {
    return isDefault(value) && !Array.isArray(this) ? undefined : value;
  };
  return JSON.parse(text, keep) ?? {};
}

function isDefault(value: unknown): boolean {
  if (value === "" || value === 0 || value === "0" || value === false || value === "COLOR_UNSPECIFIED") return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
