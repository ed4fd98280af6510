import type { Socket } from "node:net";
import type { Peer } from "../call.ts";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import type { Fault } from "../fault.ts";
import type { Exchange, ResponseHeaders } from "./exchange.ts";

/** What a transport hands its exchanges to. */
export type ExchangeListener = (exchange: Exchange) => void;

/** A request that could not be read: all that is left is to answer it, once. */
export interface Refused {
  readonly peer: Peer;
  respondOnce(status: number, headers: ResponseHeaders, body?: string): void;
}

/** Answers what could not be read with what is wrong with it. */
export type RefusalListener = (refused: Refused, fault: Fault) => void;

/** The settings that bound what a peer may do to a connection. */
export type TransportLimits = Pick<
  ChassisSettings,
  "maxHeaderBytes" | "headerTimeoutMs" | "maxConcurrentCalls" | "http1Engine" | "http2Engine"
>;

/** One version of HTTP on connections that somebody else opened: turns them into exchanges. */
export interface Transport {
  /** Takes a connection over; bytes that were looked at already lie unread in it. */
  accept(socket: Socket): void;
  /** Closes idle connections and tells the others that no further request is served; those in flight go on. */
  drain(): void;
  /** Gives the exchanges in flight up, with the reason that their callers are told. */
  abort(fault: Fault): void;
  /** Lets go of timers, once all connections are closed. */
  close(): void;
}

/** Time that a connection without a request stays open: more than the usual 60 s of load balancers. */
export const idleConnectionMs = 75_000;
