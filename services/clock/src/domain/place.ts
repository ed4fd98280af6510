/** A point on the earth, in degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** What a clock knows of a place. */
export interface Place extends Point {
  /** Its id in GeoNames. */
  readonly id: number;
  readonly name: string;
  /** Two letters (ISO 3166-1). */
  readonly country: string;
  /** IANA name. */
  readonly timezone: string;
}

/** A place that somebody asked for. */
export interface FoundPlace {
  readonly place: Place;
  /** From the point that was asked for; undefined when a name was. */
  readonly distanceKm: number | undefined;
}
