import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { createClient, type Transport } from "@connectrpc/connect";
import { connections, type StartedApp, type TransportName } from "@flotilla/testkit";
import type { ShippedFleet } from "./shipped-fleet.ts";
import { type Clients, visits, visitsByRpc } from "./visits.ts";

/**
 * Calls every rpc of the fleet by these doors, and those that REST does not reach by gRPC. What fails is counted like the
 * rest: an import and a write may meet.
 */
export async function sendLoad({ processes }: ShippedFleet, doors: readonly TransportName[]): Promise<void> {
  const sent = [...processes.values()].flatMap(({ name, url }) => [
    ...doors.map((door) => speak(url, door, visits[name])),
    speak(url, "grpc", visitsByRpc[name]),
  ]);
  await Promise.allSettled(sent);
}

/** More calls of clock than it serves at once, while it waits for places, until it has turned one away for that. */
export async function overload({ processes }: ShippedFleet): Promise<void> {
  const [places, clock] = [processes.get("places"), processes.get("clock")];
  const ask = async (place: string) => (await fetch(`${clock?.url}/v1/times/${place}`)).text();
  for (let round = 0; ; round++) {
    places?.freeze();
    const calls = Array.from({ length: 20 }, (_, index) => ask(`Nowhere${round}-${index}`));
    await Promise.race(calls);
    places?.thaw();
    const answers = await Promise.all(calls);
    if (answers.some((answer) => answer.includes("TOO_MANY_CALLS"))) return;
  }
}

/** A peer that is killed, called, and started again; resolves once those who call it have noticed. */
export async function losePlaces({ processes }: ShippedFleet): Promise<void> {
  const [places, clock] = [processes.get("places"), processes.get("clock")];
  const ask = () => fetch(`${clock?.url}/v1/times/Porto`).then(({ ok }) => ok);
  await places?.kill();
  await ask();
  await places?.restart();
  while (!(await ask())) await delay(50);
}

/** A message that no consumer can read becomes a dead letter. */
export async function sendNonsense({ nats }: ShippedFleet): Promise<void> {
  const socket = connect(nats.port, "127.0.0.1");
  socket.write('CONNECT {"verbose":false}\r\nPUB student.to_modify 3\r\n\xff\xff\xff\r\nPING\r\n', "latin1");
  let answer = "";
  for await (const chunk of socket) {
    answer += chunk;
    if (answer.includes("PONG")) break;
  }
  socket.destroy();
}

/** A caller that does not know that the port speaks TLS. */
export async function knockWithoutTls({ processes }: ShippedFleet): Promise<void> {
  const socket = connect(processes.get("initializer")?.port ?? 0, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.end("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await new Promise((resolve) => socket.on("close", resolve).resume());
}

async function speak(url: string, door: TransportName, visit?: (clients: Clients) => Promise<unknown>): Promise<void> {
  if (visit === undefined) return;
  const { transport, close } = open(url, door);
  try {
    await visit((contract) => createClient(contract, transport));
  } finally {
    close();
  }
}

/** These doors need nothing of an App but its address. */
function open(url: string, door: TransportName): { readonly transport: Transport; close(): void } {
  return connections[door]({ url } as StartedApp);
}
