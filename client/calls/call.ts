// One call that this device is in: its place there, over a connection of its own that says no name,
// and the keys of its frames. A place that is lost is taken anew, with fresh keys.

import type {
  CallId,
  CallMembers,
  CallPlace,
  CallProof,
  EventAnswer,
  EventBody,
  MediaKind,
  Refusable,
} from '#protocol';
import { parseMediaId } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientErrorCode } from '../clientError.ts';
import { steadied } from '../clock.ts';
import { Backoff } from '../transport/backoff.ts';
import type { CallEventName } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { HeardKeys, HeardPeer } from './callPost.ts';
import type { CallLine } from './callLine.ts';
import { CallTimers } from './callTimers.ts';
import { endsCall } from './endings.ts';
import type { MediaPlace, RelaysAlone } from './mediaEngine.ts';
import type { Participant } from './roster.ts';
import { Seat } from './seat.ts';
import type { SeatParts } from './seat.ts';

const again = { firstMs: 100, capMs: 1_000 };
const sweepEveryMs = 1_000;
/** Who has not said which place is its own is asked so often. */
const greetEveryMs = 2_000;
/** Changes that are kept while a join is answered. */
const earlyMax = 1_000;

export interface CallParts extends SeatParts {
  readonly line: CallLine;
  /** What lets into the call; another one where one was not taken. Throws NoAnswer. */
  readonly proof: (wasRefused: boolean) => Promise<CallProof>;
  readonly relays?: () => Promise<RelaysAlone>;
  /** Somebody is there whom nothing vouches for: the group may have changed. */
  readonly stranger: () => void;
  readonly told: (members: readonly Participant[]) => void;
  /** Once; `undefined`: it was left. */
  readonly ended: (code: ClientErrorCode | undefined) => void;
}

/** One call that this device is in, or is coming into. */
export class Call {
  readonly id: CallId;
  readonly #parts: CallParts;
  readonly #clock;
  readonly #backoff = new Backoff(again);
  readonly #off: readonly (() => void)[];
  readonly #timers: CallTimers;
  readonly #first = Promise.withResolvers<void>();
  #seat: Seat | undefined;
  #resume: Uint8Array = new Uint8Array(0);
  #talks: MediaKind | undefined;
  #isMuted = false;
  #isDeaf = false;
  /** The server has taken what the person wanted last. */
  #isMuteSaid = true;
  #isEntering = false;
  /** Told since the join was asked for: in the turn of its answer, before that is looked at. */
  #early: CallMembers[] = [];
  /** What it is entering was lost, or is on another connection, by then. */
  #mustReenter = false;
  #entersSoon = false;
  #wasIn = false;
  #wasRefused = false;
  #isOver = false;

  constructor(id: CallId, parts: CallParts) {
    this.id = id;
    this.#parts = parts;
    this.#clock = steadied(parts.context.clock);
    this.#timers = new CallTimers(parts.context);
    this.#off = [
      parts.post.listen(id, (heard) => this.#heard(heard)),
      parts.post.listenPeers(id, (heard) => this.#heardPeer(heard)),
    ];
    this.#first.promise.catch(() => undefined);
    parts.line.open({
      connected: () => parts.context.chores.run(() => this.#enter()),
      members: (told) => this.#members(told),
      ended: ({ call, code }) => {
        if (call === this.id) this.#lost(code);
      },
      closed: (code) => this.#end(code === 'server.unreachable' ? code : 'server.refused'),
    });
    this.#timers.every(sweepEveryMs, () => this.#seat?.media.sweep());
    this.#timers.every(greetEveryMs, () => this.#seat?.greetings.greet());
  }

  /** Resolves when this device is in it. Refuses: what the server says. */
  get entered(): Promise<void> {
    return this.#first.promise;
  }

  /** What carries its frames, while this device has a place in it. */
  get media(): MediaPlace | undefined {
    return this.#seat?.media;
  }

  /** Our own number in it. */
  get mediaId(): number | undefined {
    return this.#seat?.mediaId;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get members(): readonly Participant[] {
    return this.#seat?.roster.participants ?? [];
  }

  /** Begins to talk. Refuses: media.unavailable, what the server says. Throws NoAnswer. */
  async speak(kind: MediaKind = 'audio'): Promise<void> {
    this.#talks = kind;
    await this.entered;
    if (this.#seat) await this.#send(this.#seat);
  }

  /**
   * Nothing of what we say is passed on, or it is again. What the server did not take is said
   * again with the next connection. Throws NoAnswer.
   */
  async mute(muted: boolean): Promise<void> {
    this.#isMuted = muted;
    this.#isMuteSaid = false;
    this.#seat?.media.mute(muted);
    if (this.#seat) await this.#sayMute(this.#seat);
  }

  async #sayMute({ source }: Seat): Promise<void> {
    const muted = this.#isMuted;
    if (source === undefined) return;
    await this.#ask('call:mute', { call: this.id, source, muted });
    if (this.#isMuted === muted) this.#isMuteSaid = true;
  }

  /** A moderator's mute is the person's, until they speak again: it holds at the next place too. */
  #heedMute({ roster, media }: Seat): void {
    const own = roster.participants.find(({ isSelf }) => isSelf);
    if (this.#isMuted || !this.#isMuteSaid || !own?.sources.some(({ muted }) => muted)) return;
    this.#isMuted = true;
    media.mute(true);
  }

  /** Nothing of it is played here, or it is again. */
  deafen(deaf: boolean): void {
    this.#isDeaf = deaf;
    this.#seat?.media.deafen(deaf);
  }

  /** An administrator of the group mutes somebody, or removes all their devices. */
  async moderate(mediaId: number, deed: 'mute' | 'remove'): Promise<void> {
    const member = this.members.some((one) => one.mediaId === mediaId) && parseMediaId(mediaId);
    if (!member) throw new ClientError('call.not_found', 'There is nobody of that number.');
    await this.#ask('call:moderate', { call: this.id, mediaId: member, deed });
  }

  /** Ends it here; the keys are overwritten. */
  leave(): void {
    if (this.#isOver) return;
    const left = this.#seat ? this.#ask('call:leave', { call: this.id }) : Promise.resolve();
    this.#end(
      undefined,
      left.catch(() => undefined),
    );
  }

  /** Who may be in it has changed. */
  recheck(): void {
    this.#seat?.roster.reread();
    this.#tell();
  }

  async #enter(): Promise<void> {
    if (this.#isOver) return;
    this.#mustReenter = this.#isEntering;
    if (this.#isEntering) return;
    this.#isEntering = true;
    try {
      const [by, proof] = [await this.#parts.relays?.(), await this.#parts.proof(this.#wasRefused)];
      this.#early = [];
      const direct = this.#parts.engine.hasPeers?.(this.id) ?? false;
      const answer = await this.#parts.line.ask('call:join', {
        ...{ proof, resume: this.#resume },
        ...(direct && { direct }),
      });
      if (this.#isOver) return;
      if (answer.place) await this.#sit(answer.place, by);
      else this.#refused(new ClientError(answer.refusal?.code ?? 'server.defect', 'No place.'));
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#isEntering = false;
    }
    if (this.#mustReenter) this.#enterSoon();
  }

  #refused(error: unknown): void {
    const code = error instanceof ClientError ? error.code : undefined;
    this.#resume = new Uint8Array(0);
    const isStale = code === 'auth.invalid' && !this.#wasRefused;
    this.#wasRefused = code === 'auth.invalid';
    if (code !== undefined && endsCall(code, this.#wasIn) && !isStale) {
      this.#first.reject(error);
      this.#end(code);
      return;
    }
    this.#enterSoon();
  }

  /** Once, however many want it. */
  #enterSoon(): void {
    if (this.#entersSoon) return;
    this.#entersSoon = true;
    this.#timers.later(this.#backoff.next(), () => {
      this.#entersSoon = false;
      return this.#enter();
    });
  }

  async #sit({ mediaId, resume, members, address, codecs }: CallPlace, by: RelaysAlone) {
    [this.#wasIn, this.#wasRefused] = [true, false];
    this.#resume = resume;
    const isSame = this.#seat?.mediaId === mediaId && !address;
    const seat = isSame && this.#seat ? this.#seat : this.#newSeat(mediaId);
    this.#seat = seat;
    seat.roster.take(members);
    for (const told of this.#early.splice(0)) seat.roster.take(told);
    this.#first.resolve();
    this.#tell();
    seat.greetings.greet();
    const secured = address && (await seat.media.connect(address, codecs, by));
    if (secured && seat === this.#seat) {
      await this.#ask('call:secure', { ...secured, call: this.id });
    }
    if (!address && !this.#isMuteSaid) await this.#sayMute(seat);
    if (!address || !this.#talks) this.#backoff.reset();
    // A person may think about the microphone for as long as they like.
    else if (seat === this.#seat) this.#parts.context.chores.run(() => this.#talkOn(seat));
  }

  /** Who has no microphone stays all the same, and hears. */
  async #talkOn(seat: Seat): Promise<void> {
    try {
      await this.#send(seat);
      this.#backoff.reset();
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof ClientError)) throw error;
      // What the server did not take, or perhaps has, it takes at another place.
      if (seat === this.#seat) this.#refused(error);
    }
  }

  #newSeat(mediaId: number): Seat {
    this.#drop();
    const of = {
      ...{ callId: this.id, clock: this.#clock, timers: this.#timers },
      ask: <Name extends CallEventName>(name: Name, body: EventBody<Name>) => this.#ask(name, body),
    };
    const seat = new Seat(this.#parts, of, mediaId);
    if (this.#isMuted) seat.media.mute(true);
    if (this.#isDeaf) seat.media.deafen(true);
    return seat;
  }

  /** Once, whoever asks for it meanwhile. */
  #send(seat: Seat): Promise<void> {
    seat.sending ??= this.#beginSending(seat).finally(() => {
      seat.sending = undefined;
    });
    return seat.sending;
  }

  async #beginSending(seat: Seat): Promise<void> {
    const kind = this.#talks ?? 'audio';
    if (seat.source !== undefined) return;
    const { ssrc, payloadType } = await seat.media.speak(kind);
    if (seat !== this.#seat) return;
    const { source } = await this.#ask('call:send', { call: this.id, kind, ssrc, payloadType });
    if (seat !== this.#seat) return;
    seat.source = source;
    this.#tell();
    if (this.#isMuted) await this.mute(true);
    else this.#isMuteSaid = true;
  }

  /** Throws NoAnswer. Refuses: what the server says. */
  async #ask<Name extends CallEventName>(
    name: Name,
    body: EventBody<Name>,
  ): Promise<EventAnswer<Name>> {
    const answer = await this.#parts.line.ask(name, body);
    const { refusal } = answer as Refusable;
    if (refusal) throw new ClientError(refusal.code, `The server refused ${name}.`);
    return answer;
  }

  #members(told: CallMembers): void {
    if (told.call !== this.id) return;
    if (this.#isEntering && this.#early.length < earlyMax) this.#early.push(told);
    if (this.#seat?.roster.take(told)) this.#tell();
  }

  /** The keys, the media and the program hear who is there. */
  #tell(): void {
    const seat = this.#seat;
    if (!seat || this.#isOver) return;
    this.#heedMute(seat);
    seat.keys.members(seat.roster.news(seat.source !== undefined));
    seat.hear();
    seat.goBy();
    if (seat.roster.hasStrangers) this.#parts.stranger();
    this.#parts.told(seat.roster.participants);
  }

  #heard({ from, account, message, sentAt }: HeardKeys): void {
    const seat = this.#seat;
    if (!seat) return;
    const isNews = seat.roster.claim(from, { account, mediaId: message.mediaId, sentAt });
    if (isNews) this.#tell();
    seat.keys.heard(from, message);
    const isAsked = message.asks || (isNews && !message.keys.length);
    // Who was in the group once knows the call's name, and is not told who is in it.
    const isAnswered = isAsked && this.#parts.trust.mayJoin(account);
    if (isAnswered && seat.source === undefined) seat.greetings.answer(from);
  }

  /** Addresses are told to who may be in the call, and to the place that they know as ours. */
  #heardPeer({ from, account, content }: HeardPeer): void {
    const { peers, mediaId: own } = this.#seat ?? {};
    const { mediaId, to, attempt, said, end } = content;
    const { trust, mayMeet = () => true } = this.#parts;
    if (to !== own || !trust.mayJoin(account) || !mayMeet(account)) return;
    peers?.heard(from, { mediaId, attempt, said, end });
  }

  #lost(code: ClientErrorCode): void {
    this.#resume = new Uint8Array(0);
    // What is said and heard at this place goes on until the next one is there.
    if (code === 'call.moved') return this.#parts.context.chores.run(() => this.#enter());
    this.#drop();
    if (code !== 'call.lost') this.#end(code);
    else this.#enterSoon();
  }

  #drop(): void {
    this.#seat?.close();
    this.#seat = undefined;
  }

  #end(code: ClientErrorCode | undefined, after: Promise<unknown> = Promise.resolve()): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#first.reject(new ClientError(code ?? 'client.closed', 'The call is over.'));
    this.#timers.stop();
    for (const off of this.#off) off();
    this.#drop();
    this.#parts.context.chores.run(() => after.finally(() => this.#parts.line.close()));
    this.#parts.ended(code);
  }
}
