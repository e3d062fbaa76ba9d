// Events as single frames, for clients that asked for it: what has one binary body leaves as one
// frame, everything else as Socket.IO's default parser writes it.

import { encodeEventFrame, eventFramesQuery, hasEventTag } from '#protocol';
import { Server } from 'socket.io';

const { Encoder } = new Server()._parser;
type Packet = Parameters<InstanceType<typeof Encoder>['encode']>[0];

const EVENT = 2;
const ACK = 3;
const NO_BODY = new Uint8Array(0);
const asked = new RegExp(`[?&]${eventFramesQuery}=1(?:&|$)`);

/** True when the handshake's request asked for single frames. */
export function asksForEventFrames(url: string | undefined): boolean {
  return url !== undefined && asked.test(url);
}

/** The encoder of the clients that asked. */
export class EventFrameEncoder extends Encoder {
  override encode(packet: Packet): ReturnType<InstanceType<typeof Encoder>['encode']> {
    return singleFrame(packet) ?? super.encode(packet);
  }
}

function singleFrame({ type, nsp, data, id }: Packet): Uint8Array[] | undefined {
  if (nsp !== '/' || !Array.isArray(data)) return undefined;
  const [first, second] = data as unknown[];
  if (type === ACK && data.length === 1 && first instanceof Uint8Array) {
    return [encodeEventFrame(undefined, id, first)];
  }
  if (type !== EVENT || !hasEventTag(first) || data.length > 2) return undefined;
  if (data.length === 1) return [encodeEventFrame(first, id, NO_BODY)];
  return second instanceof Uint8Array ? [encodeEventFrame(first, id, second)] : undefined;
}
