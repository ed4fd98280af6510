import { type Caller, type Client, createClient, whenSilent } from "@flotilla/chassis";
import { type Place as PlaceMessage, PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { placesEmpty, placesSilent } from "../domain/faults.ts";
import type { FoundPlace, Place, Point } from "../domain/place.ts";
import type { PlaceFinder } from "../domain/place-finder.ts";

/**
 * Asks the places service. The contract gives its rpcs less time than the clock's own, so that callers learn who kept
 * them waiting.
 */
export class PlacesClient implements PlaceFinder {
  readonly #places: Client<typeof PlacesService>;

  constructor(caller: Caller) {
    this.#places = createClient(PlacesService, caller);
  }

  async findByName(name: string, country: string): Promise<FoundPlace> {
    const place = await this.#places.findPlace({ name, country }).catch(whenSilent(placesSilent));
    return { place: toPlace(place), distanceKm: undefined };
  }

  async findNearest({ latitude, longitude }: Point): Promise<FoundPlace> {
    const { places } = await this.#places
      .findNearestPlaces({ latitude, longitude, limit: 1 })
      .catch(whenSilent(placesSilent));
    const nearest = places[0];
    if (!nearest?.place) throw placesEmpty();
    return { place: toPlace(nearest.place), distanceKm: nearest.distanceKm };
  }
}

function toPlace({ id, name, country, latitude, longitude, timezone }: PlaceMessage): Place {
  return { id, name, country, latitude, longitude, timezone };
}
