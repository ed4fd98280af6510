import { duration, integer, type Settings, spiffeId, urls } from "@flotilla/chassis";

/** clock's own settings, alone and in the fleet. */
export const clockFields = {
  placesUrl: urls("PLACES_URL", {
    help: "Where places is: `http://host:port` or `https://…`, several separated by commas. Unset: in the same process, if it is there.",
    shownDefault: "–",
  }),
  placesIdentity: spiffeId("PLACES_IDENTITY", {
    help: "SPIFFE ID that the certificate of places must have, in place of its host name.",
  }),
  placesFreshFor: duration("PLACES_FRESH_FOR", {
    fallback: 10 * 60_000,
    help: "How long a place that places found is used without asking again; after that only while places is away.",
  }),
  placesRemembered: integer("PLACES_REMEMBERED", {
    fallback: 10_000,
    min: 1,
    help: "Most places that are remembered.",
  }),
};

/** What {@link clockFields} reads to. */
export type ClockSettings = Settings<typeof clockFields>;
