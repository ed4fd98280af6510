// Runs one program to its end as if it had been started itself: same streams, same signals, same exit code.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const sameSignalMs = 300;
const watchMs = 200;

/**
 * Runs `command` and resolves with its exit code; death by a signal counts as 128 + its number, as in a shell.
 *
 * With `leashed` the child is a server that must never outlive the command that a person typed. It gets a session of
 * its own, so that a Ctrl-C reaches it once, from here, and not once from the terminal and once from npm; and it
 * holds one end of a pipe (see leash.mjs), so that it stops even when this process is killed.
 */
export function runChild(command, args, { leashed = false, ...options } = {}) {
  const stdio = leashed ? ["inherit", "inherit", "inherit", "pipe"] : "inherit";
  const child = spawn(command, args, { ...options, stdio, detached: leashed });
  const stop = forwardSignals(child, leashed);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(stop);
}

/** A signal often arrives twice, from the terminal and from npm: the child hears the first of a burst. */
function forwardSignals(child, leashed) {
  let lastMs = -sameSignalMs;
  const forward = (signal) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < sameSignalMs) return;
    lastMs = nowMs;
    // A closed terminal is a wish to stop, not to be killed half-way.
    child.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
  };
  for (const signal of signals) process.on(signal, forward);
  const watch = leashed && process.env.npm_lifecycle_event ? watchNpm(() => forward("SIGTERM")) : undefined;
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, forward);
  };
}

/** npm does not always pass a signal on, and never a SIGKILL: calls `onGone` once npm is no longer above us. */
function watchNpm(onGone) {
  const parent = process.ppid;
  const npm = shellBetween(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isAlive(npm))) return;
    clearInterval(timer);
    onGone();
  }, watchMs);
  return timer;
}

/** The parent of `pid` when `pid` is a shell that stayed between npm and us (most shells exec their last command). */
function shellBetween(pid) {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
    return /^(ba|da|a|z|k)?sh$|^busybox$/.test(name) ? Number(parent) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
