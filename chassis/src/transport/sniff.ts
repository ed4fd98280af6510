import type { Socket } from "node:net";
import { clientPreface } from "@flotilla/http2";
import { whenHeard } from "./when-heard.ts";

/**
 * Looks at a connection's first bytes, as few as it takes, and puts them back: `decide` learns whether they are the
 * HTTP/2 connection preface (RFC 9113 §3.4). A peer that leaves the question open for `timeoutMs` is disconnected.
 */
export function sniffHttp2(socket: Socket, timeoutMs: number, decide: (isHttp2: boolean) => void): void {
  let head: Buffer = Buffer.alloc(0);
  let isLeft = false;
  const expire = () => {
    if (!isLeft) socket.destroy();
  };
  const timer = setTimeout(() => whenHeard(expire), timeoutMs);
  const leave = () => {
    isLeft = true;
    clearTimeout(timer);
    socket.off("readable", look).off("end", giveUp).off("close", leave).off("error", giveUp);
  };
  const giveUp = () => socket.destroy();
  const look = () => {
    const chunk = socket.read() as Buffer | null;
    if (!chunk) return;
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const compared = Math.min(head.length, clientPreface.length);
    const isPossible = head.compare(clientPreface, 0, compared, 0, compared) === 0;
    if (isPossible && compared < clientPreface.length) return;
    leave();
    socket.unshift(head);
    decide(isPossible);
  };
  socket.on("readable", look).on("end", giveUp).on("close", leave).on("error", giveUp);
}
