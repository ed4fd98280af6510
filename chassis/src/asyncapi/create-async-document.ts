import type { DescMessage, DescService } from "@bufbuild/protobuf";
import type { Comments, JsonSchema } from "../openapi/json-schema.ts";
import { Schemas } from "../openapi/schemas.ts";
import { listStreams } from "../queue/list-streams.ts";
import type { StreamSpec } from "../queue/queue.ts";
import { listEvents, type Received, type Sent } from "./list-events.ts";
import { messageHeaders } from "./message-headers.ts";

/** What a document is made from. */
export interface AsyncDocumentSource {
  /** Name of the process that sends and receives. */
  readonly title: string;
  readonly version: string;
  /** What it serves, `…EventsService`s among them. */
  readonly services: readonly DescService[];
  /** The contracts of all who share the broker: they declare the streams, and tell what a message on a subject is. */
  readonly known: readonly DescService[];
  readonly comments: Comments;
  /** Where the broker is, `host:port`. */
  readonly broker: string;
}

/**
 * The AsyncAPI 3.0 document (https://www.asyncapi.com/docs/reference/specification/v3.0.0) of the messages that a process
 * sends and receives; undefined where there are none. Payloads travel in protobuf binary: their schemas are those of the same
 * messages in JSON, and name what a decoder has to be told.
 */
export function createAsyncDocument(source: AsyncDocumentSource): JsonSchema | undefined {
  const { title, version, comments, broker } = source;
  const { sent, received } = listEvents(source.services);
  const subjects = [...new Set([...sent, ...received].map(({ subject }) => subject))].sort();
  if (subjects.length === 0) return undefined;
  const payloads = toPayloads(source.known);
  const schemas = new Schemas(comments);
  const messages = subjects.map((subject) => [subject, toMessage(subject, payloads.get(subject), schemas)] as const);
  return {
    asyncapi: "3.0.0",
    info: { title, version, description: `Messages that ${title} sends and receives.` },
    defaultContentType: "application/protobuf",
    servers: { nats: { host: broker, protocol: "nats", description: "NATS with JetStream." } },
    channels: toChannels(subjects, listStreams(source.known)),
    operations: toOperations(sent, received, comments),
    components: {
      messages: Object.fromEntries(messages),
      messageTraits: { message: { headers: messageHeaders } },
      schemas: schemas.components,
    },
  };
}

/** The message of each subject, as those who take it expect it. */
function toPayloads(known: readonly DescService[]): ReadonlyMap<string, DescMessage> {
  return new Map(listEvents(known).received.map(({ subject, method }) => [subject, method.input]));
}

function toMessage(subject: string, payload: DescMessage | undefined, schemas: Schemas): JsonSchema {
  const traits = [{ $ref: "#/components/messageTraits/message" }];
  const correlationId = { location: "$message.header#/traceparent", description: "The trace that led to it." };
  if (payload === undefined) return { name: subject, traits, correlationId };
  return {
    name: payload.typeName,
    title: payload.name,
    traits,
    correlationId,
    payload: schemas.message(payload),
    "x-protobuf": { message: payload.typeName, file: `${payload.file.name}.proto` },
  };
}

function toChannels(subjects: readonly string[], streams: readonly StreamSpec[]): JsonSchema {
  return Object.fromEntries(
    subjects.map((subject) => {
      const stream = streams.find((each) => each.subjects.includes(subject));
      const channel = {
        address: subject,
        ...(stream && { description: stream.description }),
        servers: [{ $ref: "#/servers/nats" }],
        messages: { event: { $ref: `#/components/messages/${subject}` } },
        ...(stream && { "x-jetstream": { stream: stream.name, duplicateWindowMs: stream.duplicateWindowMs } }),
      };
      return [subject, channel];
    }),
  );
}

function toOperations(sent: readonly Sent[], received: readonly Received[], comments: Comments): JsonSchema {
  const sends = [...Map.groupBy(sent, ({ subject }) => subject)].map(([subject, all]) => {
    const rpcs = all.map(({ method }) => `${method.service}.${method.name}`);
    return [`send.${subject}`, { action: "send", ...refer(subject), description: `Sent by ${rpcs.join(", ")}.` }];
  });
  const receives = received.map(({ subject, method, subscription }) => {
    const rpc = `${method.service}.${method.name}`;
    const description = comments[rpc];
    return [
      `receive.${subject}`,
      {
        action: "receive",
        ...refer(subject),
        title: method.name,
        ...(description !== undefined && { description }),
        "x-jetstream": toConsumer(subscription),
      },
    ];
  });
  return Object.fromEntries([...sends, ...receives]);
}

function toConsumer({ durable, maxDeliver, backoffMs, ackWaitMs, orderedBy }: Received["subscription"]): JsonSchema {
  return { durable, maxDeliver, backoffMs, ackWaitMs, ...(orderedBy !== undefined && { orderedBy }) };
}

function refer(subject: string): JsonSchema {
  const channel = `#/channels/${subject}`;
  return { channel: { $ref: channel }, messages: [{ $ref: `${channel}/messages/event` }] };
}
