// A process of its own for a test: asks 127.0.0.1:PORT over the wire of its arguments, then leaves all as it is.
import { argv, stdout } from "node:process";
import { createWire } from "../../src/client/wire/create-wire.ts";
import { readText, sendText } from "./exchange-text.ts";

const [port, httpVersion, engine, what] = argv.slice(2);
const wire = createWire({
  host: "127.0.0.1",
  port: Number(port),
  httpVersion: httpVersion === "1" ? 1 : 2,
  engine: engine === "node" ? "node" : "flotilla",
});

if (what === "cancel") {
  sendText(wire, "nobody waits for this").cancel();
} else {
  // The second request finds a connection that was idle and must keep the process alive again.
  for (const body of ["first ", "second"]) stdout.write(await readText(sendText(wire, body).answer));
}
