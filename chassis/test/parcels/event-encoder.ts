import { create, toBinary } from "@bufbuild/protobuf";
import { createOutgoingHeaders, type Telemetry } from "@flotilla/chassis";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { ParcelSentSchema } from "@flotilla/contract/flotilla/test/v1/parcels";
import type { Parcel } from "./parcel-store.ts";

/** Makes of a parcel the event that tells of it. */
export function createEventEncoder(telemetry: Telemetry): (parcel: Parcel) => OutboxEvent {
  return ({ id, city }) => ({
    subject: "parcel.sent",
    id: `parcel/${id}`,
    aggregate: `parcels/${id}`,
    data: toBinary(ParcelSentSchema, create(ParcelSentSchema, { id, city })),
    headers: createOutgoingHeaders(telemetry),
  });
}
