import type { ExchangeListener, RefusalListener } from "./transport/transport.ts";

/** A port to open, and who serves what comes in. */
export interface Door {
  /** What it is called in the log: `main`, `grpc`, `admin`, `metrics`. */
  readonly name: string;
  /** The setting that says where it is, for the message when the port is taken. */
  readonly setting: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Serves TLS when the settings name a certificate. Default false. */
  readonly isTls?: boolean;
  readonly listener: ExchangeListener;
  /** Default: a plain problem, which nobody counts. */
  readonly onRefusal?: RefusalListener;
}

/** Where a door is open. */
export interface OpenDoor {
  readonly name: string;
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly port: number;
}
