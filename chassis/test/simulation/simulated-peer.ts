import { create, type DescMethod, type DescMethodUnary, type Message } from "@bufbuild/protobuf";
import { type Note, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import type { Caller, CallOptions } from "../../src/client/client.ts";
import { Backoff } from "../../src/client/wire/backoff.ts";
import type { Clock } from "../../src/clock.ts";
import type { Random } from "../random.ts";
import type { AttemptEvidence, GuardEvidence } from "./evidence.ts";
import { toFailure, toLost, toPushedBack, toRefusedStream, toUnreachable } from "./peer-faults.ts";
import { PeerReply } from "./peer-reply.ts";
import type { Mode, PeerNature } from "./scenario.ts";

/** What a {@link SimulatedPeer} is made from. */
export interface SimulatedPeerOptions extends PeerNature {
  readonly clock: Clock;
  readonly random: Random;
  /** What the policies are like, to be noted with each attempt. */
  readonly readGuards: () => GuardEvidence;
}

const messagesOfStream = 4;
const longestConnectPauseMs = 2000;

/**
 * A peer and the connection to it: it serves, stalls, breaks and comes back as it is told, and notes every attempt that
 * gets as far as it. Unless it is deaf it ends an attempt by its timeout and by its signal, as a channel does.
 */
export class SimulatedPeer implements Caller {
  readonly attempts: AttemptEvidence[] = [];
  readonly #nature: PeerNature;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #readGuards: () => GuardEvidence;
  readonly #replies = new Set<PeerReply>();
  #backoff: Backoff;
  #mode: Mode = { kind: "healthy" };
  #isDown = false;
  #inService = 0;

  constructor({ clock, random, readGuards, ...nature }: SimulatedPeerOptions) {
    this.#nature = nature;
    this.#clock = clock;
    this.#random = random;
    this.#readGuards = readGuards;
    this.#backoff = this.#createBackoff();
  }

  /** Attempts that wait for something of it. */
  get waiting(): number {
    return this.#replies.size;
  }

  /** From now on it behaves so. Who waits for a frozen peer gets an answer, who waits for one that dies loses it. */
  enter(mode: Mode): void {
    const wasFrozen = this.#mode.kind === "frozen";
    this.#mode = mode;
    this.#setDown(mode.kind === "dead");
    if (mode.kind === "flapping") this.#flap(mode, mode.turnMs);
    if (!wasFrozen || mode.kind === "frozen") return;
    for (const reply of this.#replies) this.#serve(reply);
  }

  async unary(_method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message> {
    return await this.#take(request as Note, options).promise;
  }

  async *stream(
    _method: DescMethod,
    request: Message | AsyncIterable<Message>,
    options: CallOptions,
  ): AsyncIterable<Message> {
    const first = this.#take(request as Note, options);
    yield await first.promise;
    for (let count = 1; count < messagesOfStream; count++) {
      const reply = this.#createReply(first.evidence, options);
      this.#serve(reply);
      yield await reply.promise;
    }
  }

  #take({ number }: Note, options: CallOptions): PeerReply {
    const { timeoutMs } = options;
    const evidence: AttemptEvidence = {
      ...{ call: number, atMs: this.#clock.now(), timeoutMs, guards: this.#readGuards() },
      ...{ answerMs: undefined, isAlive: false, mayBeDone: true, pushback: undefined },
    };
    this.attempts.push(evidence);
    const reply = this.#createReply(evidence, options);
    if (this.#isDown) this.#refuseConnection(reply);
    else this.#serve(reply);
    return reply;
  }

  #createReply(evidence: AttemptEvidence, options: CallOptions): PeerReply {
    const reply = new PeerReply(
      this.#clock,
      evidence,
      this.#nature.isDeaf ? { onTrailers: options.onTrailers } : options,
    );
    this.#replies.add(reply);
    reply.onEnd = () => this.#replies.delete(reply);
    return reply;
  }

  #serve(reply: PeerReply): void {
    const mode = this.#mode;
    if (this.#isDown) reply.fail(toLost());
    else if (mode.kind === "overloaded") this.#serveOverloaded(reply, mode);
    else if (mode.kind === "refusing" && this.#random.next() < mode.share) this.#refuseStream(reply);
    else if (mode.kind !== "frozen") this.#work(reply, mode);
  }

  #work(reply: PeerReply, mode: Mode): void {
    const usualMs = mode.kind === "slow" ? mode.latencyMs : this.#nature.usualMs;
    const isFailing = mode.kind === "erroring" && this.#random.next() < mode.share;
    const end = isFailing ? () => reply.fail(toFailure(this.#random)) : () => reply.answer(answer);
    reply.after(usualMs * (0.5 + this.#random.next()), end);
  }

  #serveOverloaded(reply: PeerReply, { capacity, pushback }: Mode & { readonly kind: "overloaded" }): void {
    if (this.#inService >= capacity) {
      reply.after(1, () => reply.pushBack(toPushedBack(), pushback));
      return;
    }
    this.#inService++;
    const { onEnd } = reply;
    reply.onEnd = () => {
      this.#inService--;
      onEnd();
    };
    reply.after(80, () => reply.answer(answer));
  }

  #refuseStream(reply: PeerReply): void {
    reply.evidence.mayBeDone = false;
    reply.after(1, () => reply.fail(toRefusedStream()));
  }

  /** As a wire does it: it connects, and after a failure it says so without trying until its pause is over. */
  #refuseConnection(reply: PeerReply): void {
    reply.evidence.mayBeDone = false;
    const isTried = this.#backoff.waitMs === 0;
    if (isTried) this.#backoff.start();
    if (isTried) this.#backoff.fail();
    reply.after(isTried ? 1 : 0, () => reply.fail(toUnreachable()));
  }

  #flap(mode: Mode, turnMs: number): void {
    if (this.#mode !== mode) return;
    this.#setDown(!this.#isDown);
    this.#clock.after(turnMs, () => this.#flap(mode, turnMs));
  }

  #setDown(isDown: boolean): void {
    if (isDown === this.#isDown) return;
    this.#isDown = isDown;
    if (!isDown) return;
    this.#backoff = this.#createBackoff();
    for (const reply of this.#replies) reply.fail(toLost());
  }

  #createBackoff(): Backoff {
    return new Backoff(this.#clock, () => this.#random.next(), longestConnectPauseMs);
  }
}

const answer = create(NoteSchema, { text: "hi" });
