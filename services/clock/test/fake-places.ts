import { Fault, implement, type Module } from "@flotilla/chassis";
import { type Place, PlacesService } from "@flotilla/contract/flotilla/places/v1/places";

type Known = Pick<Place, "id" | "name" | "country" | "latitude" | "longitude" | "timezone">;

const covilha: Known = {
  id: 2740313,
  name: "Covilhã",
  country: "PT",
  latitude: 40.28106,
  longitude: -7.50504,
  timezone: "Europe/Lisbon",
};
const kathmandu: Known = {
  id: 1283240,
  name: "Kathmandu",
  country: "NP",
  latitude: 27.70169,
  longitude: 85.3206,
  timezone: "Asia/Kathmandu",
};

/** A places service that does as a test tells it. */
export class FakePlaces {
  /** What every call fails with. */
  fault: Fault | undefined;
  /** What every call waits for. */
  gate: Promise<void> = Promise.resolve();
  /** The zone of Covilhã. */
  timezone = covilha.timezone;
  /** Questions that were put. */
  readonly asked: string[] = [];

  readonly module: Module = {
    name: "places",
    parts: [],
    services: [
      implement(PlacesService, {
        getPlace: () => this.#answer("id", covilha),
        findPlace: ({ name, country }) => this.#answer(`${name}/${country}`, find(name)),
        listPlaces: async () => ({ places: [] }),
        suggestPlaces: async () => ({ places: [] }),
        findNearestPlaces: async ({ latitude, longitude }) => ({
          places: [{ place: await this.#answer(`${latitude},${longitude}`, covilha), distanceKm: 1.5 }],
        }),
      }),
    ],
  };

  async #answer(question: string, place: Known | undefined): Promise<Known> {
    this.asked.push(question);
    await this.gate;
    if (this.fault) throw this.fault;
    if (!place) throw new Fault({ code: "not_found", reason: "PLACE_NOT_FOUND", message: "Near spellings: Covilhã." });
    return place === covilha ? { ...place, timezone: this.timezone } : place;
  }
}

function find(name: string): Known | undefined {
  return [covilha, kathmandu].find((place) => place.name.toLowerCase() === name.toLowerCase());
}
