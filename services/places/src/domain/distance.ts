/** A point on the surface, in degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius of the Earth (IUGG). */
const earthRadiusKm = 6371.0088;
const radians = Math.PI / 180;

/** Distance along the surface of a sphere, in kilometres (haversine formula; within 0.6 % of the real Earth). */
export function distanceKm(a: Point, b: Point): number {
  const sinLatitude = Math.sin(((b.latitude - a.latitude) * radians) / 2);
  const sinLongitude = Math.sin(((b.longitude - a.longitude) * radians) / 2);
  const cosines = Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians);
  const h = sinLatitude * sinLatitude + cosines * sinLongitude * sinLongitude;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)));
}
