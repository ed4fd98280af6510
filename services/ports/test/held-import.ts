import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** An import that has begun and gets its body piece by piece. */
export interface HeldImport {
  readonly socket: Socket;
  /** Sends the rest and answers the JSON of the response. */
  finish(text: string): Promise<Record<string, unknown>>;
}

/** Begins an import and makes sure that it is the one that runs: `tryImport` answers the status of another one. */
export async function holdImport(url: string, start: string, tryImport: () => Promise<number>): Promise<HeldImport> {
  for (;;) {
    const held = await begin(url, start);
    await fetch(`${url}/healthz`);
    while (!held.isAnswered()) {
      if ((await tryImport()) === 409) return held;
    }
    held.socket.destroy();
  }
}

async function begin(url: string, start: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  let answer = "";
  socket.setEncoding("utf8").on("data", (text: string) => (answer += text));
  socket.write("POST /ports:import HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n");
  const send = (text: string) => socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
  send(start);
  const finish = async (text: string) => {
    send(text);
    socket.write("0\r\n\r\n");
    await once(socket, "end");
    socket.end();
    return JSON.parse(answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1)) as Record<string, unknown>;
  };
  return { socket, finish, isAnswered: () => answer !== "" };
}
