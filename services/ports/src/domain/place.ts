/** A point on the surface, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** A range of latitudes and longitudes, all borders included; `west <= east`. */
export interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** Mean radius of the Earth (IUGG). */
const earthRadiusKm = 6371.0088;

/** Widens boxes a little, so that rounding never loses a place that lies exactly on the circle. */
const slackDegrees = 1e-6;

/** Distance along the surface of a sphere, in kilometres (haversine formula; within 0.6 % of the real Earth). */
export function distanceKm(a: Place, b: Place): number {
  const sinLatitude = Math.sin(toRadians(b.latitude - a.latitude) / 2);
  const sinLongitude = Math.sin(toRadians(b.longitude - a.longitude) / 2);
  const cosines = Math.cos(toRadians(a.latitude)) * Math.cos(toRadians(b.latitude));
  const h = sinLatitude * sinLatitude + cosines * sinLongitude * sinLongitude;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

/**
 * The smallest boxes that hold the circle of this radius: one, or two where the circle crosses the date line. A circle
 * that holds a pole reaches every longitude.
 */
export function boxesAround(center: Place, radiusKm: number): readonly Box[] {
  const angle = radiusKm / earthRadiusKm;
  const reach = toDegrees(angle) + slackDegrees;
  const south = Math.max(-90, center.latitude - reach);
  const north = Math.min(90, center.latitude + reach);
  if (south === -90 || north === 90) return [{ south, north, west: -180, east: 180 }];
  const width = toDegrees(Math.asin(Math.sin(angle) / Math.cos(toRadians(center.latitude)))) + slackDegrees;
  const [west, east] = [center.longitude - width, center.longitude + width];
  if (west < -180) return twoBoxes(south, north, west + 360, east);
  if (east > 180) return twoBoxes(south, north, west, east - 360);
  return [{ south, north, west, east }];
}

function twoBoxes(south: number, north: number, west: number, east: number): readonly Box[] {
  return [
    { south, north, west: -180, east },
    { south, north, west, east: 180 },
  ];
}

function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function toDegrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
