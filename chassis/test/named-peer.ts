import { type Env, implement, type Part } from "@flotilla/chassis";
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
  /** Default: answers at once. */
  behave: Behaviour;
  /** What it says of itself by grpc.health.v1, within a second. */
  isServing: boolean;
}

/** Serves ToilService on a free port of loopback, or where `env` says. */
export async function startNamedPeer(name: string, env: Env = {}): Promise<NamedPeer> {
  const peer = { calls: 0, isServing: true, behave: (() => undefined) as Behaviour };
  const answer = async () => {
    peer.calls++;
    await peer.behave();
    return { text: name };
  };
  const toil = implement(ToilService, {
    toil: answer,
    async *toilOn({ times }) {
      for (let turn = 0; turn < times; turn++) yield await answer();
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
