/** A populated place. Its other names are asked for apart: there are up to hundreds. */
export interface Place {
  /** Id in GeoNames. */
  readonly id: number;
  readonly name: string;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly latitude: number;
  readonly longitude: number;
  /** 0 where it is not known. */
  readonly population: number;
  /** IANA name. */
  readonly timezone: string;
}

/** A place and how far away it is. */
export interface NearPlace {
  readonly place: Place;
  readonly distanceKm: number;
}
