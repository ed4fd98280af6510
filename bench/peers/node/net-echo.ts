// The floor: sockets alone. As many bytes come and go per call as with GetByEmail, and nobody reads them; the answers to
// all that came in one event leave in one write, as the HTTP/2 engine does it.
import { createServer } from "node:net";
import { wireBytes } from "../../src/works.ts";
import { readPeerOptions } from "./options.ts";

const { port } = readPeerOptions();

const server = createServer({ noDelay: true }, (socket) => {
  let pending = 0;
  socket.on("data", (chunk) => {
    pending += chunk.length;
    const calls = Math.floor(pending / wireBytes.request);
    pending -= calls * wireBytes.request;
    if (calls > 0) socket.write(Buffer.allocUnsafe(calls * wireBytes.answer));
  });
  socket.on("error", () => socket.destroy());
});
server.listen(port, "127.0.0.1");
