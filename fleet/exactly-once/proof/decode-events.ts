import { fromBinary } from "@bufbuild/protobuf";
import type { Side } from "@flotilla/chassis/relation";
import { DiffIdsSchema, UpdateEmbeddedSchema, UpdateType } from "@flotilla/contract/nis_test/nis_test";
import type { Difference, LinkChange } from "./evidence.ts";

/** A message as a stream has it. */
export interface CampusMessage {
  readonly subject: string;
  readonly id: string;
  readonly data: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const sides: Readonly<Record<string, Side>> = {
  "student.to_modify": "left",
  "student.modified": "left",
  "course.to_modify": "right",
  "course.modified": "right",
};

/** Subjects of all events. */
export const subjects: readonly string[] = Object.keys(sides);

/** Reads an event on a `to_modify` subject. */
export function toDifference({ subject, data, headers }: CampusMessage): Difference {
  const { id, oldIds, newIds } = fromBinary(DiffIdsSchema, data);
  return { side: sides[subject]!, id, version: headers["link-version"]!, before: oldIds, after: newIds };
}

/** Reads an event on a `modified` subject. */
export function toLinkChange({ subject, id, data, headers }: CampusMessage): LinkChange {
  const { id: target, payloadId: origin, type } = fromBinary(UpdateEmbeddedSchema, data);
  const told = { isPresent: type === UpdateType.Add, isRefusal: id.startsWith("refused/") };
  return { side: sides[subject]!, origin, target, version: headers["link-version"]!, ...told };
}

/** All events that were published, each id once. */
export function decodeEvents(messages: readonly CampusMessage[]) {
  const unique = [...new Map(messages.map((message) => [`${message.subject} ${message.id}`, message])).values()];
  const isDifference = ({ subject }: CampusMessage) => subject.endsWith(".to_modify");
  return {
    differences: unique.filter(isDifference).map(toDifference),
    changes: unique.filter((message) => !isDifference(message)).map(toLinkChange),
  };
}
