/** A sea port. Texts that are not known are absent, never empty. */
export interface Port {
  /** Its own UN/LOCODE, in upper case: the key it is filed under. */
  readonly unloc: string;
  readonly name: string;
  readonly city: string;
  /** English name of the country. */
  readonly country: string;
  readonly alias: readonly string[];
  readonly regions: readonly string[];
  /** Longitude and latitude in degrees, in this order. */
  readonly coordinates?: Coordinates;
  readonly province?: string;
  /** Meant to be an IANA name; the quality report lists those that are none. */
  readonly timezone?: string;
  /** All its UN/LOCODEs, its own among them. */
  readonly unlocs: readonly string[];
  /** Customs code (Schedule K); not unique. */
  readonly code?: string;
}

/** Longitude, latitude. */
export type Coordinates = readonly [longitude: number, latitude: number];

/** Is this a UN/LOCODE: two letters for the country, three letters or digits for the place, all upper case? */
export function isUnloc(text: string): boolean {
  if (text.length !== 5 || !isLetter(text.charCodeAt(0)) || !isLetter(text.charCodeAt(1))) return false;
  for (let index = 2; index < 5; index++) {
    const unit = text.charCodeAt(index);
    if (!isLetter(unit) && !(unit >= 0x30 && unit <= 0x39)) return false;
  }
  return true;
}

function isLetter(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}
