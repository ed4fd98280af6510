import { create, toBinary } from "@bufbuild/protobuf";
import { implement, type Service } from "@flotilla/chassis";
import { NearSpellingsSchema, PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { idNotFound, type NearSpellings, nameNotFound } from "./domain/faults.ts";
import { foldName } from "./domain/fold-name.ts";
import type { Gazetteer } from "./domain/gazetteer.ts";
import { findPlace, listPlaces, toCountry } from "./domain/list-places.ts";
import type { ListFilter } from "./domain/page-token.ts";
import type { Place } from "./domain/place.ts";

const defaultSuggestions = 10;
const maxSpellings = 5;

/** Whoever holds the gazetteer, which is there once calls come. */
export interface GazetteerHolder {
  readonly gazetteer: Gazetteer;
}

/** PlacesService over a gazetteer. Answers of one place carry its other names, lists do not. */
export function createPlacesApi(holder: GazetteerHolder): Service {
  const whole = (place: Place) => ({ ...place, alternativeNames: [...holder.gazetteer.otherNames(place.id)] });
  return implement(PlacesService, {
    getPlace({ id }) {
      const place = holder.gazetteer.get(id);
      if (!place) throw idNotFound(id);
      return whole(place);
    },
    findPlace({ name, country }) {
      const place = findPlace(holder.gazetteer, { name, country });
      if (!place) throw nameNotFound({ name, country }, listSpellings(holder.gazetteer, { name, country }));
      return whole(place);
    },
    listPlaces({ name, country, pageSize, pageToken }) {
      return listPlaces(holder.gazetteer, { name, country }, { size: pageSize, token: pageToken });
    },
    suggestPlaces({ prefix, country, limit }) {
      const query = { keys: foldName(prefix), country: toCountry(country), limit: limit || defaultSuggestions };
      return { places: holder.gazetteer.listPrefixed(query) };
    },
    findNearestPlaces({ latitude = 0, longitude = 0, limit, minPopulation }) {
      return {
        places: holder.gazetteer.listNear({ point: { latitude, longitude }, limit: limit || 1, minPopulation }),
      };
    },
  });
}

function listSpellings(gazetteer: Gazetteer, { name, country }: ListFilter): NearSpellings {
  const query = { keys: foldName(name), country: toCountry(country), limit: maxSpellings };
  const names = gazetteer.listSpelledLike(query);
  const value = toBinary(NearSpellingsSchema, create(NearSpellingsSchema, { names }));
  return { names, details: names.length > 0 ? [{ type: NearSpellingsSchema.typeName, value }] : [] };
}
