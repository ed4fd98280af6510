import type { Point } from "../../domain/distance.ts";

const radians = Math.PI / 180;

/** x, y and z of a point on a sphere of radius 1: there neither a pole nor the date line is anything special. */
export type Vector = readonly [x: number, y: number, z: number];

/** Degrees as they are stored, in hundred-thousandths. */
export interface Coordinates {
  readonly latitudes: Int32Array;
  readonly longitudes: Int32Array;
}

/** Where a row is on the sphere. */
export function rowVector({ latitudes, longitudes }: Coordinates, row: number): Vector {
  return onSphere(latitudes[row]! / 1e5, longitudes[row]! / 1e5);
}

/** Where a point is on the sphere. */
export function toVector({ latitude, longitude }: Point): Vector {
  return onSphere(latitude, longitude);
}

function onSphere(latitude: number, longitude: number): Vector {
  const phi = latitude * radians;
  const lambda = longitude * radians;
  const radius = Math.cos(phi);
  return [radius * Math.cos(lambda), radius * Math.sin(lambda), Math.sin(phi)];
}
