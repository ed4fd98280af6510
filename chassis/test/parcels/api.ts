import { create } from "@bufbuild/protobuf";
import { implement, type Service } from "@flotilla/chassis";
import {
  ParcelEventsService,
  ParcelsService,
  SendParcelResponseSchema,
} from "@flotilla/contract/flotilla/test/v1/parcels";
import type { ParcelStore } from "./parcel-store.ts";

/** ParcelsService over the store. */
export function createParcelsApi(store: ParcelStore, newId: () => string): Service {
  return implement(ParcelsService, {
    async sendParcel({ city }, call) {
      const answer = create(SendParcelResponseSchema, { id: newId() });
      await store.add({ id: answer.id, city }, call.keyed?.(answer));
      return answer;
    },

    countParcels: async ({ city }) => ({ parcels: await store.readCount(city) }),
  });
}

/** ParcelEventsService over the store: what the messages of the queue call. */
export function createEventsApi(store: ParcelStore): Service {
  return implement(ParcelEventsService, {
    async countParcel({ id, city }, call) {
      call.touch({ city: [city] });
      await store.count(city, call.header("queue-message-id") ?? id);
      return {};
    },
  });
}
