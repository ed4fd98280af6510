import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DescService } from "@bufbuild/protobuf";
import { comments } from "@flotilla/contract/comments";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { ParcelEventsService, ParcelsService } from "@flotilla/contract/flotilla/test/v1/parcels";
import { createAsyncDocument } from "./create-async-document.ts";

const known: readonly DescService[] = [ParcelsService, ParcelEventsService];
const createWith = (services: typeof known, all: typeof known = known) =>
  createAsyncDocument({ title: "parcels", version: "1", services, known: all, comments, broker: "nats:4222" });

describe("createAsyncDocument", () => {
  it("says what is sent, by whom, and on which stream", () => {
    const { channels, operations } = read(createWith([ParcelsService]));
    assert.deepEqual(Object.keys(operations), ["send.parcel.sent"]);
    assert.match(operations["send.parcel.sent"]!.description, /flotilla\.test\.v1\.ParcelsService\.SendParcel/);
    assert.equal(channels["parcel.sent"]!["x-jetstream"].stream, "ParcelSent");
  });

  it("says what is received, by which consumer", () => {
    const { operations } = read(createWith([ParcelEventsService]));
    assert.deepEqual(Object.keys(operations), ["receive.parcel.sent"]);
    const { durable, orderedBy } = operations["receive.parcel.sent"]!["x-jetstream"];
    assert.deepEqual([durable, orderedBy], ["PARCELS_COUNT", "city"]);
  });

  it("knows a message from whoever takes it", () => {
    const { components } = read(createWith([ParcelsService]));
    assert.equal(components.messages["parcel.sent"]!.payload?.$ref, "#/components/schemas/flotilla.test.v1.ParcelSent");
    assert.ok(components.schemas["flotilla.test.v1.ParcelSent"]);
  });

  it("has a message without a payload where nobody takes it", () => {
    const { components } = read(createWith([ParcelsService], [ParcelsService]));
    assert.equal(components.messages["parcel.sent"]!.payload, undefined);
    assert.deepEqual(components.schemas, {});
  });

  it("is undefined for who sends and receives nothing", () => {
    assert.equal(createWith([HelloService]), undefined);
  });
});

interface Document {
  readonly channels: Record<string, { readonly "x-jetstream": { readonly stream: string } }>;
  readonly operations: Record<
    string,
    { readonly description: string; readonly "x-jetstream": { readonly durable: string; readonly orderedBy: string } }
  >;
  readonly components: {
    readonly messages: Record<string, { readonly payload?: { readonly $ref: string } }>;
    readonly schemas: Record<string, object>;
  };
}

function read(document: unknown): Document {
  return document as Document;
}
