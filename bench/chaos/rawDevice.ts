// A device that speaks the bare protocol: it sends what it is told under the guids it is told, in
// parallel and again, and keeps what it has seen. Its contents are no ciphertexts, which the server
// cannot know.

import { randomBytes } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import type { AccountId, DeviceId, SendAnswer } from '#protocol';
import {
  decodeDeliver,
  decodeEnvelope,
  decodeHello,
  decodeSendAnswer,
  encodeAck,
  encodeSend,
  EnvelopeType,
  errorRow,
  guidFromBytes,
} from '#protocol';
import type { HistoryWriter } from './history.ts';
import { clockMs } from '#lab/clock.ts';
import type { Registered } from './registration.ts';
import { register } from './registration.ts';

const answerTimeoutMs = 15_000;
const ackTimeoutMs = 15_000;
const retryMs = 250;
/** Who cannot register for so long has no cluster any more. */
const registersWithinMs = 240_000;
const reconnectMostMs = 1000;

/** A letter on its way, the same however often it is sent. */
export interface Letter {
  readonly stream: string;
  readonly seq: number;
  readonly guid: Uint8Array;
  readonly timestamp: number;
  readonly content: Uint8Array;
}

/** What a device has to show at a door. */
type Pass = Pick<Registered, 'username' | 'password'>;

/** Whom a letter is for: these devices of an account. */
export interface Addressee {
  readonly account: string;
  readonly devices: readonly { readonly id: number; readonly registrationId: number }[];
}

export class RawDevice<Facts extends Pass = Registered> {
  readonly facts: Facts;
  readonly #socket: Socket;
  readonly #history: HistoryWriter;
  /** Server guids of what was shown: a repetition is known by them. */
  readonly #seen = new Set<string>();
  /** Acknowledged to us, and so due to be shown to the other. */
  acknowledged = 0;
  shown = 0;
  /** The worker that holds the connection. */
  member: string | undefined;
  /** How often it was let in. */
  hellos = 0;
  /** Called with the words of each letter that was not seen before. */
  onLetter: (words: string) => void = () => undefined;
  #letters = 0;
  #closed = false;
  #away = false;

  private constructor(facts: Facts, url: string, history: HistoryWriter) {
    this.facts = facts;
    this.#history = history;
    this.#socket = io(url, {
      auth: { protocol: 1, username: facts.username, password: facts.password },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: reconnectMostMs,
    });
    this.#socket.on('server:hello', (bytes: Uint8Array) => {
      this.member = decodeHello(new Uint8Array(bytes)).member;
      this.hellos++;
    });
    this.#socket.on('deliver', (bytes: Uint8Array) => this.#deliver(bytes));
    // The library gives up by itself where the server refused the handshake.
    const again = () => {
      if (this.#closed || this.#away || this.#socket.active) return;
      setTimeout(() => !this.#closed && !this.#away && this.#socket.connect(), retryMs);
    };
    this.#socket.on('connect_error', again);
    this.#socket.on('disconnect', again);
  }

  /**
   * Registers through one address, again while nobody is there, and connects through another.
   */
  static async start(
    registerUrl: string,
    invitation: string,
    url: string,
    history: HistoryWriter,
  ): Promise<RawDevice> {
    const facts = await patiently(() => register(registerUrl, { invitation }));
    const device = RawDevice.of(facts, url, history);
    await new Promise<void>((resolve) => device.#socket.once('connect', () => resolve()));
    return device;
  }

  /** The device of somebody who has registered; it connects by itself. */
  static of<Facts extends Pass>(
    facts: Facts,
    url: string,
    history: HistoryWriter,
  ): RawDevice<Facts> {
    return new RawDevice(facts, url, history);
  }

  /** A new letter of the stream; `bytes` long. */
  letter(stream: string, bytes = 200): Letter {
    const seq = this.#letters++;
    const text = Buffer.from(`${stream}/${seq} `);
    return {
      stream,
      seq,
      guid: randomBytes(16),
      timestamp: Math.floor(clockMs()) + seq,
      content: Buffer.concat([text, Buffer.alloc(Math.max(0, bytes - text.length), '.')]),
    };
  }

  /**
   * Sends so many copies at the same time, and again whatever is not known to be stored, until
   * every copy was acknowledged or the time is over. Resolves with the acknowledged copies.
   */
  async send(to: RawDevice, letter: Letter, copies: number, untilMs: number): Promise<number> {
    const { stream, seq } = letter;
    this.#history.add({ what: 'invoke', stream, seq, at: clockMs() });
    const outcomes = await Promise.all(
      Array.from({ length: copies }, () => this.#sendOne(to, letter, untilMs)),
    );
    const stored = outcomes.filter((outcome) => outcome === 'stored').length;
    if (stored > 0) {
      this.acknowledged++;
      this.#history.add({ what: 'ok', stream, seq, at: clockMs() });
    }
    const refused = outcomes.find((outcome) => outcome !== 'stored' && outcome !== 'unknown');
    if (refused) this.#history.add({ what: 'fail', stream, seq, at: clockMs(), code: refused });
    return stored;
  }

  /** One try, which leaves no trace in the history: true when it was stored. */
  async attempt(to: Pick<RawDevice, 'facts'>, letter: Letter): Promise<boolean> {
    return (await this.tryOnce(to, letter)) === 'stored';
  }

  /** The same, with the code of a refusal; `unknown` without an answer. */
  tryOnce({ facts }: Pick<RawDevice, 'facts'>, letter: Letter): Promise<string> {
    return this.tryFor(addresseeOf(facts), letter);
  }

  async tryFor(to: Addressee, letter: Letter): Promise<string> {
    const answer = await this.#ask(frameOf(to, letter));
    return answer ? (answer.refusal?.code ?? 'stored') : 'unknown';
  }

  /** Hangs up and stays away until it is told to come back. */
  away(): void {
    this.#away = true;
    this.#socket.disconnect();
  }

  back(): void {
    this.#away = false;
    this.#socket.connect();
  }

  close(): void {
    this.#closed = true;
    this.#socket.disconnect();
  }

  async #sendOne(to: RawDevice, letter: Letter, untilMs: number): Promise<string> {
    const frame = frameOf(addresseeOf(to.facts), letter);
    while (clockMs() < untilMs && !this.#closed) {
      const answer = await this.#ask(frame);
      if (answer && !answer.refusal) return 'stored';
      if (answer?.refusal && !errorRow(answer.refusal.code).retry) return answer.refusal.code;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
    return 'unknown';
  }

  async #ask(frame: Uint8Array): Promise<SendAnswer | undefined> {
    if (!this.#socket.connected) return undefined;
    // A connection that ends takes its answers with it.
    const lost = new Promise<undefined>((resolve) =>
      this.#socket.once('disconnect', () => resolve(undefined)),
    );
    const asked = this.#socket
      .timeout(answerTimeoutMs)
      .emitWithAck('send', Buffer.from(frame))
      .then((bytes: unknown) => decodeSendAnswer(new Uint8Array(bytes as Uint8Array)))
      .catch(() => undefined);
    return Promise.race([asked, lost]);
  }

  #deliver(bytes: Uint8Array): void {
    const guids = decodeDeliver(new Uint8Array(bytes)).map((one) => {
      const { serverGuid, content } = decodeEnvelope(one);
      const guid = guidFromBytes(serverGuid) ?? '';
      if (!this.#seen.has(guid)) this.#show(Buffer.from(content).toString());
      this.#seen.add(guid);
      return serverGuid;
    });
    // What is not acknowledged comes again with the next connection.
    this.#socket
      .timeout(ackTimeoutMs)
      .emitWithAck('ack', Buffer.from(encodeAck(guids)))
      .catch(() => undefined);
  }

  #show(words: string): void {
    this.onLetter(words);
    const [, stream, seq] = /^(\S+)\/(\d+) /.exec(words) ?? [];
    if (stream === undefined) return;
    this.shown++;
    this.#history.add({ what: 'shown', stream, seq: Number(seq), at: clockMs() });
  }
}

/** Tries again what fails while a cluster starts anew. Throws what it threw last. */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  const giveUpAt = clockMs() + registersWithinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (clockMs() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

const addresseeOf = ({ account, registrationId }: Registered): Addressee => ({
  account,
  devices: [{ id: 1, registrationId }],
});

function frameOf(
  { account, devices }: Addressee,
  { guid, timestamp, content }: Letter,
): Uint8Array {
  const type = EnvelopeType.ciphertext;
  return encodeSend({
    guid,
    destination: account as AccountId,
    contents: devices.map(({ id, registrationId }) => ({
      deviceId: id as DeviceId,
      ...{ registrationId, type, content },
    })),
    ephemeral: false,
    urgent: true,
    timestamp,
  });
}
