// The SDK's parser of Socket.IO packets: an event with its binary body is one frame, everything
// else is as the default parser has it. The server speaks so to whoever asks in the handshake.

import { encodeEventFrame, isEventName, readEventFrame, serverEvents } from '#protocol';
import type { Packet } from 'socket.io-parser';
import { Decoder as DefaultDecoder, Encoder as DefaultEncoder, PacketType } from 'socket.io-parser';

class Encoder extends DefaultEncoder {
  override encode(packet: Packet): unknown[] {
    return singleFrame(packet) ?? super.encode(packet);
  }
}

function singleFrame({ type, nsp, data, id }: Packet): Uint8Array[] | undefined {
  if (nsp !== '/' || type !== PacketType.EVENT || !Array.isArray(data)) return undefined;
  const [name, body]: unknown[] = data;
  if (data.length !== 2 || !isEventName(name) || !(body instanceof Uint8Array)) return undefined;
  return [encodeEventFrame(name, id, body)];
}

class Decoder extends DefaultDecoder {
  /** Throws for bytes that are no frame; Socket.IO ends the connection then. */
  override add(packet: unknown): void {
    if (typeof packet === 'string') return super.add(packet);
    const bytes = packet instanceof ArrayBuffer ? new Uint8Array(packet) : packet;
    const frame = bytes instanceof Uint8Array ? readEventFrame(bytes) : undefined;
    if (!frame) throw new Error('These bytes are no event of the server.');
    const { name, number, body } = frame;
    if (name === undefined) {
      this.#decoded({ type: PacketType.ACK, nsp: '/', id: number, data: [body] });
    } else {
      const data = serverEvents.get(name)?.body ? [name, body] : [name];
      this.#decoded({ type: PacketType.EVENT, nsp: '/', data });
    }
  }

  #decoded(packet: { type: PacketType; nsp: string; id?: number | undefined; data: unknown[] }) {
    this.emitReserved('decoded', packet as Packet);
  }
}

/** Goes into the option `parser` of a Socket.IO client. */
export const eventParser = { Encoder, Decoder };
