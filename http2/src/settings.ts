import type { Role } from "./connection-options.ts";
import { ConnectionError, errorCodes } from "./error-code.ts";
import { clientPreface, defaultMaxFrameSize, flags, frameTypes, maxWindow, toFrame, toNumberFrame } from "./frame.ts";
import type { Limits } from "./limits.ts";

/** The settings of one side of a connection (RFC 9113 §6.5.2). */
export interface PeerSettings {
  headerTableSize: number;
  enablePush: boolean;
  maxConcurrentStreams: number;
  initialWindowSize: number;
  maxFrameSize: number;
  maxHeaderListSize: number;
}

/** What holds until a peer's SETTINGS frame comes. */
export const initialSettings: Readonly<PeerSettings> = {
  headerTableSize: 4096,
  enablePush: true,
  maxConcurrentStreams: Number.POSITIVE_INFINITY,
  initialWindowSize: 65_535,
  maxFrameSize: defaultMaxFrameSize,
  maxHeaderListSize: Number.POSITIVE_INFINITY,
};

const ids = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const;

/** Size of one setting in a payload: its id and its value. */
export const settingBytes = 6;

/** The acknowledgement of a SETTINGS frame. */
export const settingsAck: Buffer = toFrame(frameTypes.settings, flags.ack, 0, Buffer.alloc(0));

/** A SETTINGS frame with these settings; the others keep their initial values. */
function toSettingsFrame(settings: Partial<PeerSettings>): Buffer {
  const names = Object.keys(settings) as (keyof PeerSettings)[];
  const payload = Buffer.alloc(names.length * settingBytes);
  names.forEach((name, index) => {
    payload.writeUInt16BE(ids[name], index * settingBytes);
    payload.writeUInt32BE(Number(settings[name]), index * settingBytes + 2);
  });
  return toFrame(frameTypes.settings, 0, 0, payload);
}

/** What a side sends first (RFC 9113 §3.4): its settings, and a connection window that SETTINGS cannot tell. */
export function toGreeting(role: Role, limits: Limits): Buffer {
  const { maxConcurrentStreams, maxHeaderListSize, streamWindow, connectionWindow } = limits;
  const own = role === "server" ? { maxConcurrentStreams } : { enablePush: false };
  const parts = [toSettingsFrame({ initialWindowSize: streamWindow, maxHeaderListSize, ...own })];
  if (role === "client") parts.unshift(clientPreface);
  const extra = connectionWindow - initialSettings.initialWindowSize;
  if (extra > 0) parts.push(toNumberFrame(frameTypes.windowUpdate, 0, extra));
  return Buffer.concat(parts);
}

/** One setting of a payload, and who reads it. */
interface ReceivedSetting {
  readonly bytes: Buffer;
  readonly at: number;
  readonly role: Role;
}

/** Applies one setting; an unknown one is ignored. Throws what RFC 9113 §6.5.2 asks for bad values. */
export function applySetting(settings: PeerSettings, { bytes, at, role }: ReceivedSetting): void {
  const id = bytes.readUInt16BE(at);
  const value = bytes.readUInt32BE(at + 2);
  if (id === ids.headerTableSize) settings.headerTableSize = value;
  if (id === ids.maxConcurrentStreams) settings.maxConcurrentStreams = value;
  if (id === ids.maxHeaderListSize) settings.maxHeaderListSize = value;
  if (id === ids.enablePush) {
    const most = role === "server" ? 1 : 0;
    if (value > most) throw new ConnectionError(errorCodes.protocolError, `ENABLE_PUSH must not be ${value}`);
    settings.enablePush = value === 1;
  }
  if (id === ids.initialWindowSize) {
    if (value > maxWindow) throw new ConnectionError(errorCodes.flowControlError, "INITIAL_WINDOW_SIZE is too large");
    settings.initialWindowSize = value;
  }
  if (id === ids.maxFrameSize) {
    const isGood = value >= defaultMaxFrameSize && value < 2 ** 24;
    if (!isGood) throw new ConnectionError(errorCodes.protocolError, "MAX_FRAME_SIZE is out of range");
    settings.maxFrameSize = value;
  }
}
