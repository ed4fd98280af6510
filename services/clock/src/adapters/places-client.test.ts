import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, type Message } from "@bufbuild/protobuf";
import { type Caller, Fault } from "@flotilla/chassis";
import { FindNearestPlacesResponseSchema, PlaceSchema } from "@flotilla/contract/flotilla/places/v1/places";
import { PlacesClient } from "./places-client.ts";

const covilha = { id: 2740313, name: "Covilhã", country: "PT", latitude: 40.28, longitude: -7.5 };
const message = create(PlaceSchema, { ...covilha, timezone: "Europe/Lisbon", population: 33_691 });

/** A caller that answers every call alike. */
function toCaller(answer: Message | Fault): Caller {
  return {
    unary: () => (answer instanceof Fault ? Promise.reject(answer) : Promise.resolve(answer)),
    stream: () => assert.fail("nothing is streamed"),
  };
}

describe("PlacesClient", () => {
  it("keeps of a place what a clock needs", async () => {
    const { place, distanceKm } = await new PlacesClient(toCaller(message)).findByName("Covilhã", "");
    assert.deepEqual(place, { ...covilha, timezone: "Europe/Lisbon" });
    assert.equal(distanceKm, undefined);
  });

  it("takes the first of the nearest places", async () => {
    const answer = create(FindNearestPlacesResponseSchema, { places: [{ place: message, distanceKm: 2.5 }] });
    const { place, distanceKm } = await new PlacesClient(toCaller(answer)).findNearest({ latitude: 40, longitude: -7 });
    assert.deepEqual([place.name, distanceKm], ["Covilhã", 2.5]);
  });

  it("takes a places service without places for one that is away", async () => {
    const client = new PlacesClient(toCaller(create(FindNearestPlacesResponseSchema)));
    const wanted = { code: "unavailable", reason: "PLACES_UNAVAILABLE" };
    await assert.rejects(client.findNearest({ latitude: 40, longitude: -7 }), wanted);
  });

  it("takes a places service that says nothing in time for one that is away", async () => {
    const late = new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message: "too late" });
    const client = new PlacesClient(toCaller(late));
    const wanted = { code: "unavailable", reason: "PLACES_UNAVAILABLE", cause: late };
    await assert.rejects(client.findByName("Covilhã", ""), wanted);
  });

  it("passes on every other Fault as it is", async () => {
    const fault = new Fault({ code: "not_found", reason: "PLACE_NOT_FOUND", message: "none" });
    await assert.rejects(new PlacesClient(toCaller(fault)).findByName("Atlantis", ""), fault);
  });
});
