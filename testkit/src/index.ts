export { assertFault, readFault, type SeenFault } from "./connect-fault.ts";
export type { TransportName } from "./connections.ts";
export { createEcho } from "./echo.ts";
export { assertNoLeaks, countSockets } from "./leaks.ts";
export { type MatrixOptions, matrix } from "./matrix.ts";
export { type StartAppOptions, type StartedApp, startApp } from "./start-app.ts";
export { type NginxOptions, type StartedNginx, startNginx } from "./start-nginx.ts";
