/**
 * Calls back once what lies unread in the sockets by now was handed out. Timers run before sockets are looked at: after a
 * standstill of the process they would end a wait for bytes that have long come. A first immediate may follow a look from
 * before this moment, the second follows one from after it.
 */
export function whenHeard(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}
