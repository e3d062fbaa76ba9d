// A device's end of the way to a place in a call, in Node: one UDP socket, the checks of ICE, the
// client's part of DTLS, and RTP sealed by SRTP. It comes as a browser comes, through no other
// door.

import type { KeyObject } from 'node:crypto';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { generate } from 'selfsigned';
import type { MediaAddress } from '#protocol';
import type { DeviceIdentity } from './dtlsClient.ts';
import { DtlsClient, fingerprintOf } from './dtlsClient.ts';
import type { RtpPacket } from './srtp.ts';
import { kindOf, SrtcpSender, SrtpReceiver, SrtpSender } from './srtp.ts';
import { bindingFor, isBound } from './stun.ts';

const checkEveryMs = 100;
/** The server takes a device for gone that it has not heard of for 20 s. */
const consentEveryMs = 4000;
const receiveBufferBytes = 1024 * 1024;

/** Where a media port is reached. */
export interface Reach {
  readonly address: string;
  readonly port: number;
}

export interface DeviceEndParts {
  readonly identity: DeviceIdentity;
  /** Another way to a port than the straight one. */
  readonly through?: ((to: Reach) => Promise<Reach>) | undefined;
  /** A packet that has proved itself. */
  readonly heard: (packet: RtpPacket) => void;
  readonly failed: (error: Error) => void;
}

/** A certificate as browsers make one, which devices of one process may share. */
export async function newIdentity(): Promise<DeviceIdentity> {
  const { cert, private: pem } = await generate([{ name: 'commonName', value: 'WebRTC' }], {
    keyType: 'ec',
    algorithm: 'sha256',
  });
  const key: KeyObject = createPrivateKey(pem);
  const certificate = new X509Certificate(cert).raw;
  return { key, certificate, fingerprint: fingerprintOf(certificate) };
}

export class DeviceEnd {
  readonly #parts: DeviceEndParts;
  readonly #fragment = randomBytes(4).toString('hex');
  readonly #socket: Socket = createSocket('udp4');
  readonly #sequences = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #dtls: DtlsClient | undefined;
  #sender: SrtpSender | undefined;
  #asker: SrtcpSender | undefined;
  #receiver: SrtpReceiver | undefined;
  #isBound = false;
  #isClosed = false;

  constructor(parts: DeviceEndParts) {
    this.#parts = parts;
    this.#socket.on('message', (datagram) => this.#take(datagram));
    this.#socket.on('error', (error) => this.#parts.failed(error));
  }

  /** True once frames get through. */
  get isSecured(): boolean {
    return this.#sender !== undefined && !this.#isClosed;
  }

  /** Goes there; what it has to say of itself is known at once. */
  async connect({ ice, candidates, fingerprints }: MediaAddress): Promise<void> {
    const candidate = candidates.find(({ protocol }) => protocol === 'udp');
    const server = fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
    if (!candidate || !server) throw new Error('A place without a way to it.');
    const to = (await this.#parts.through?.(candidate)) ?? candidate;
    await new Promise<void>((resolve) => this.#socket.connect(to.port, to.address, resolve));
    if (this.#isClosed) return;
    this.#socket.setRecvBufferSize(receiveBufferBytes);
    const { identity, failed } = this.#parts;
    this.#dtls = new DtlsClient({
      ...{ identity, failed, serverFingerprint: server.value },
      send: (datagram) => this.#send(datagram),
      secured: ({ sending, receiving }) => {
        this.#sender = new SrtpSender(sending);
        this.#asker = new SrtcpSender(sending);
        this.#receiver = new SrtpReceiver(receiving);
      },
    });
    const { usernameFragment: serverFragment, password: serverPassword } = ice;
    this.#check({ serverFragment, serverPassword, ownFragment: this.#fragment });
  }

  /** Sends one frame of a stream; false while there is no way yet. */
  send(stream: Pick<RtpPacket, 'ssrc' | 'payloadType' | 'timestamp'>, payload: Buffer): boolean {
    if (!this.#sender || this.#isClosed) return false;
    const sequence = this.#sequences.get(stream.ssrc) ?? 0;
    this.#sequences.set(stream.ssrc, (sequence + 1) & 0xffff);
    this.#send(this.#sender.seal({ ...stream, sequence, payload }));
    return true;
  }

  /** Asks for a packet of a stream that it hears once more. Source: RFC 4585, section 6.2.1. */
  askAgain(ssrc: number, sequence: number): void {
    if (!this.#asker || this.#isClosed) return;
    const nack = Buffer.from('81cd000300000001', 'hex');
    const wish = Buffer.alloc(8);
    wish.writeUInt32BE(ssrc);
    wish.writeUInt16BE(sequence, 4);
    this.#send(this.#asker.seal(Buffer.concat([nack, wish])));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#dtls?.close();
    this.#socket.close();
  }

  #check(names: Parameters<typeof bindingFor>[0]): void {
    if (this.#isClosed) return;
    this.#send(bindingFor(names));
    const everyMs = this.#isBound ? consentEveryMs : checkEveryMs;
    this.#timer = setTimeout(() => this.#check(names), everyMs);
  }

  #take(datagram: Buffer): void {
    const kind = kindOf(datagram);
    if (kind === 'rtp') {
      const packet = this.#receiver?.open(datagram);
      if (packet) this.#parts.heard(packet);
    } else if (kind === 'dtls') {
      this.#dtls?.take(datagram);
    } else if (kind === 'stun' && isBound(datagram) && !this.#isBound) {
      this.#isBound = true;
      this.#dtls?.start();
    }
  }

  #send(datagram: Buffer): void {
    // A media worker that has just ended refuses; its end is told elsewhere.
    if (!this.#isClosed) this.#socket.send(datagram, () => undefined);
  }
}
