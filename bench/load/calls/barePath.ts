// The same frames between two devices with no server between them, in the same run: what sealing,
// sockets, opening and this busy program cost by themselves.

import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { CallFrames } from '#client';
import { clockMicros } from '#lab/clock.ts';
import { SrtpReceiver, SrtpSender } from '#lab/voice/srtp.ts';
import type { VoiceFrames } from '#lab/calls/voiceFrame.ts';

const stream = { ssrc: 1, payloadType: 111 };
const srtpKeys = () => ({ key: Buffer.alloc(16, 1), salt: Buffer.alloc(12, 2) });
const frameKeys = (): CallFrames =>
  new CallFrames({
    callId: 'bare',
    now: () => performance.now(),
    spent: () => undefined,
    missing: () => undefined,
  });

export class BarePath {
  readonly #frames: VoiceFrames;
  readonly #took: (micros: number) => void;
  readonly #talker = frameKeys();
  readonly #listener = frameKeys();
  readonly #sender = new SrtpSender(srtpKeys());
  readonly #receiver = new SrtpReceiver(srtpKeys());
  readonly #out: Socket = createSocket('udp4');
  readonly #in: Socket = createSocket('udp4');
  #number = 0;
  #generation = 0;

  /** `took`: hears how long each frame took. Unit: microseconds. */
  constructor(frames: VoiceFrames, took: (micros: number) => void) {
    this.#frames = frames;
    this.#took = took;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#in.bind(0, '127.0.0.1', resolve));
    const { port } = this.#in.address();
    await new Promise<void>((resolve) => this.#out.connect(port, '127.0.0.1', resolve));
    const track = this.#listener.track<Buffer>({
      ...{ mediaId: 1, kind: 'audio', bytesOf: (payload) => new Uint8Array(payload) },
      opened: (_payload, bytes) => {
        const frame = this.#frames.read(bytes);
        if (frame) this.#took(clockMicros() - frame.saidAtMicros);
      },
    });
    this.#in.on('message', (datagram) => {
      const packet = this.#receiver.open(datagram);
      if (packet) void track.hear(packet.payload);
    });
    await this.#nextKey();
  }

  async say(): Promise<void> {
    const number = this.#number;
    this.#number += 1;
    if (number > 0 && number % 8000 === 0) await this.#nextKey();
    const frame = this.#frames.write({ room: 0, talker: 0, number, saidAtMicros: clockMicros() });
    const sealed = await this.#talker.seal('audio', frame);
    if (!sealed) return;
    const head = { ...stream, sequence: number & 0xffff, timestamp: number * 960 };
    const packet = this.#sender.seal({ ...head, payload: Buffer.from(sealed) });
    this.#out.send(packet, () => undefined);
  }

  stop(): void {
    this.#in.close();
    this.#out.close();
  }

  async #nextKey(): Promise<void> {
    const base = crypto.getRandomValues(new Uint8Array(64));
    const name = { mediaId: 1, generation: this.#generation, step: 0 };
    this.#generation += 1;
    await this.#listener.openWith(name, new Uint8Array(base));
    await this.#talker.sealWith(name, base);
  }
}
