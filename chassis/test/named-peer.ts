import { type Call, type Env, implement, type Part } from "@flotilla/chassis";
import { ToilService } from "@flotilla/contract/flotilla/test/v1/toil";
import { startApp } from "@flotilla/testkit";

/** What a peer does about a call before it answers with its name. */
export type Behaviour = () => void | Promise<void>;

/** A server that answers with its name, and does as it is told. */
export interface NamedPeer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Calls that came. */
  calls: number;
  /** Time that the last call was given by its caller. */
  lastTimeoutMs: number | undefined;
  /** The name that the last call went to. */
  lastHost: string | undefined;
  /** Default: answers at once. */
  behave: Behaviour;
  /** What it says of itself by grpc.health.v1, within a second. */
  isServing: boolean;
}

type Told = Omit<NamedPeer, "url" | "port" | typeof Symbol.asyncDispose>;

/** Serves ToilService on a free port of loopback, or where `env` says. */
export async function startNamedPeer(name: string, env: Env = {}): Promise<NamedPeer> {
  const peer: Told = {
    calls: 0,
    isServing: true,
    behave: () => undefined,
    lastTimeoutMs: undefined,
    lastHost: undefined,
  };
  const answer = async (call: Call) => {
    peer.calls++;
    peer.lastTimeoutMs = call.timeoutMs;
    peer.lastHost = call.header("host");
    await peer.behave();
    return { text: name };
  };
  const toil = implement(ToilService, {
    toil: (_request, call) => answer(call),
    async *toilOn({ times }, call) {
      for (let turn = 0; turn < times; turn++) yield await answer(call);
    },
  });
  const store: Part = {
    name: "store",
    check() {
      if (!peer.isServing) throw new Error("the store is away");
    },
  };
  const started = await startApp(
    { name, services: [toil], parts: [store] },
    { env: { DRAIN_TIMEOUT_MS: "0", ...env } },
  );
  const { url } = started;
  return Object.assign(peer, {
    url,
    port: Number(new URL(url).port),
    [Symbol.asyncDispose]: () => started.app.stop(),
  });
}
