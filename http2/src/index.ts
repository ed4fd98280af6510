export { Connection } from "./connection.ts";
export type { ConnectionEvents, ConnectionOptions } from "./connection-options.ts";
export { ConnectionError, type ErrorCode, errorCodes, StreamError } from "./error-code.ts";
export { clientPreface } from "./frame.ts";
export type { HeaderList } from "./header-list.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export { readDirectly } from "./read-directly.ts";
export type { FieldPairs, Stream } from "./stream.ts";
