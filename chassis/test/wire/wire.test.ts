import { wireSuite } from "./wire.suite.ts";

for (const server of ["flotilla", "node"] as const) {
  wireSuite(`HTTP/1.1 to ${server}`, { wire: { httpVersion: 1 }, server });
}

for (const engine of ["flotilla", "node"] as const) {
  for (const server of ["flotilla", "node"] as const) {
    wireSuite(`HTTP/2 by ${engine} to ${server}`, { wire: { httpVersion: 2, engine }, server });
  }
}
