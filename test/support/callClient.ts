// A client of calls made of what docs/protocol.md says: a connection without a name, the events,
// and a list of members kept by them. It comes back by itself where its place is lost, if wanted.

import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type {
  CallId,
  CallMember,
  CallMembers,
  CallPlace,
  CallProof,
  Codec,
  MediaId,
  Refusal,
} from '#protocol';
import {
  callEndedEvent,
  callHearEvent,
  callJoinEvent,
  callLeaveEvent,
  callMembersEvent,
  callModerateEvent,
  callMuteEvent,
  callSecureEvent,
  callSendEvent,
} from '#protocol';

const answerTimeoutMs = 15_000;
const backoffMs = [100, 200, 400, 800, 1000];

/** An answer that refuses. */
export class Refused extends Error {
  readonly code: string;
  constructor({ code }: Refusal) {
    super(code);
    this.code = code;
  }
}

interface Spoken<Body, Answer> {
  readonly name: string;
  readonly body: Codec<Body>;
  readonly answer: Codec<Answer>;
}

export class CallClient {
  readonly members = new Map<MediaId, CallMember>();
  /** Why places have ended, in order. */
  readonly ended: string[] = [];
  /** Epochs as they were told, in order. */
  readonly epochs: number[] = [];
  place: CallPlace | undefined;
  readonly #url: string;
  #socket: Socket;
  #version = 0;
  /** Told while a join is under way: an event may be read before the answer that it follows. */
  readonly #early: CallMembers[] = [];
  #isJoining = false;

  private constructor(url: string, socket: Socket) {
    this.#url = url;
    this.#socket = this.#listen(socket);
  }

  static async connect(url: string): Promise<CallClient> {
    return new CallClient(url, await open(url));
  }

  get call(): CallId {
    if (!this.place) throw new Error('There is no place.');
    return this.place.members.call;
  }

  get mediaId(): MediaId {
    return this.place?.mediaId ?? (0 as MediaId);
  }

  /** Of the connection, with the worker that has it in it. */
  get sessionId(): string {
    return this.#socket.io.engine.id ?? '';
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  /** Throws Refused. */
  async join(proof: CallProof, resume: Uint8Array = new Uint8Array(0)): Promise<CallPlace> {
    this.#isJoining = true;
    this.#early.length = 0;
    const said = this.#say(callJoinEvent, { proof, resume });
    const { place } = await said.finally(() => {
      this.#isJoining = false;
    });
    if (!place) throw new Error('An answer without a place.');
    this.place = place;
    this.#version = 0;
    for (const told of [place.members, ...this.#early]) this.#learn(told);
    return place;
  }

  /** Joins again until it may, as the page on protocols advises; on a new connection if need be. */
  async comeBack(proof: CallProof): Promise<CallPlace> {
    for (let attempt = 0; ; attempt++) {
      try {
        if (!this.#socket.connected) this.#socket = this.#listen(await open(this.#url));
        return await this.join(proof);
      } catch (error) {
        if (attempt > 200) throw error;
        await sleep(backoffMs[Math.min(attempt, backoffMs.length - 1)]);
      }
    }
  }

  /** A new connection, and the same place by its token. */
  async resume(proof: CallProof): Promise<CallPlace> {
    const token = this.place?.resume;
    this.close();
    this.#socket = this.#listen(await open(this.#url));
    return this.join(proof, token);
  }

  secure(fingerprint: { readonly algorithm: string; readonly value: string }) {
    const role = 'client' as const;
    return this.#say(callSecureEvent, { call: this.call, role, fingerprints: [fingerprint] });
  }

  async send(ssrc: number, payloadType: number): Promise<number> {
    const { call } = this;
    return (await this.#say(callSendEvent, { call, kind: 'audio', ssrc, payloadType })).source;
  }

  hear(source: number) {
    return this.#say(callHearEvent, { call: this.call, source });
  }

  mute(source: number, muted: boolean) {
    return this.#say(callMuteEvent, { call: this.call, source, muted });
  }

  moderate(mediaId: MediaId, deed: 'mute' | 'remove') {
    return this.#say(callModerateEvent, { call: this.call, mediaId, deed });
  }

  leave() {
    return this.#say(callLeaveEvent, { call: this.call });
  }

  /** Any bytes for any event; what comes back. */
  async say(name: string, bytes: Uint8Array): Promise<Uint8Array> {
    const told = Buffer.from(bytes);
    return new Uint8Array(await this.#socket.timeout(answerTimeoutMs).emitWithAck(name, told));
  }

  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
  }

  async #say<Body, Answer extends { readonly refusal?: Refusal }>(
    { name, body, answer }: Spoken<Body, Answer>,
    asked: Body,
  ): Promise<Answer> {
    const told = answer.decode(await this.say(name, body.encode(asked)));
    if (told.refusal) throw new Refused(told.refusal);
    return told;
  }

  #listen(socket: Socket): Socket {
    socket.on('call:members', (bytes: Uint8Array) => {
      const told = callMembersEvent.body.decode(new Uint8Array(bytes));
      if (this.#isJoining) this.#early.push(told);
      this.#learn(told);
    });
    socket.on('call:ended', (bytes: Uint8Array) => {
      this.ended.push(callEndedEvent.body.decode(new Uint8Array(bytes)).code);
    });
    return socket;
  }

  #learn({ version, epoch, whole, members, left }: CallMembers): void {
    if (version <= this.#version) return;
    this.#version = version;
    this.epochs.push(epoch);
    if (whole) this.members.clear();
    for (const one of left) this.members.delete(one);
    for (const one of members) this.members.set(one.mediaId, one);
  }
}

async function open(url: string): Promise<Socket> {
  const socket = io(url, {
    auth: { protocol: 1, anonymous: true },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    timeout: 5000,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    socket.once('disconnect', (reason) => reject(new Error(reason)));
  });
  return socket;
}
