import { type ChannelOptions, createChannel } from "@flotilla/chassis/client";
import { callerSuite } from "./caller.suite.ts";

const over = (options: Omit<ChannelOptions, "url">) =>
  callerSuite(JSON.stringify(options), ({ url }) => createChannel({ url, ...options }), {
    isHalfDuplex: options.httpVersion === 1,
  });

callerSuite("memory", ({ memory }) => memory, { sharesErrors: true });
for (const engine of ["flotilla", "node"] as const) {
  over({ protocol: "grpc", engine });
  over({ protocol: "grpc-web", engine });
  over({ protocol: "connect", engine, usesGet: true });
}
for (const protocol of ["grpc-web", "grpc-web-text", "connect"] as const) over({ protocol, httpVersion: 1 });
for (const protocol of ["grpc", "grpc-web-text", "connect"] as const) {
  over({ protocol, codec: "json", compression: "gzip", compressMinBytes: 0 });
}
