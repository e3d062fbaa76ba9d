// A call's actor as its shard holds it. Nothing of it is stored: after a move of the shard or a
// crash of the worker the places are gone, and their devices come in anew. What media workers do
// is not waited for by the mailbox, so that a slow one holds up nobody else.

import { randomBytes, randomInt } from 'node:crypto';
import type { CallId, CallMembers, ErrorCode, MediaId, MemberId, Result } from '#protocol';
import { encodeCallMembers, noConnection, ok, parseMediaId, refuse } from '#protocol';
import type { Timer } from '#runtime';
import { metrics } from '#runtime';
import type { Ask } from '../ask.ts';
import type { Effects } from '../effects.ts';
import { answerEffects, runEffects } from '../effects.ts';
import type { Home } from '../entity.ts';
import { EntityHandle } from '../entity.ts';
import type { MediaHost, MediaLoss, MediaPlace } from '../ports.ts';
import { Changes } from './changes.ts';
import type { AnyCallCommand, CallEffect, Joined } from './commands.ts';
import { entrance } from './commands.ts';
import { aged, begun, entered, lost, silenced } from './outcomes.ts';
import type { CallState, Participant, Source } from './state.ts';
import { isVacant, newCall } from './state.ts';

type CallAsk = Ask<AnyCallCommand>;
type Of<Type> = Extract<CallEffect, { readonly type: Type }>;

/** How often it is looked whose time is over. */
const lookMs = 1000;
/** Changes that come within this are told together; in a large call longer, for each has many. */
const gatherMs = 50;
const gatherMsPerMember = 0.2;
/** Media go on for so long where a call has moved: nobody is silent on the way. */
export const movedMediaMs = 2_000;
const firstIdMax = 0xffff;
const keyBytes = 32;
const roomBytes = 12;

export class CallHandle extends EntityHandle<CallAsk, CallId> {
  /** Names the call to the host of media, and no other life of it. */
  readonly #room = randomBytes(roomBytes).toString('base64url');
  readonly #looking: Timer;
  readonly #changes: Changes;
  #state: CallState;
  /** Places that are being made. */
  #coming = 0;
  #telling: Timer | undefined;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #isMoving = false;
  #hasEnded = false;

  constructor(id: CallId, home: Home) {
    super(id, home);
    const { clock } = this.scope.services;
    this.#state = newCall(id, {
      firstId: randomInt(1, firstIdMax),
      key: randomBytes(keyBytes),
      firstVersion: clock.now(),
    });
    this.#changes = new Changes(this.#state.version);
    this.#looking = clock.every(lookMs, () => this.#look());
    this.media.onLost(this.#room, (loss) => this.#lose(loss));
    metrics.calls.inc();
  }

  get media(): MediaHost {
    return this.scope.services.media;
  }

  place(mediaId: MediaId): MediaPlace {
    return { room: this.#room, participant: String(mediaId) };
  }

  nowMs(): number {
    return this.scope.services.clock.monotonic();
  }

  decide(ask: CallAsk): void {
    const decision = ask.definition.decide(this.#state, ask.command, this.nowMs());
    this.#become(decision.state);
    void runEffects(effects, this, ask, decision);
  }

  /** Takes up what was decided, and has the others told of it. */
  #become(next: CallState): void {
    const before = this.#state;
    this.#state = next;
    metrics.callParticipants.inc(next.participants.size - before.participants.size);
    if (this.mayLeave()) this.leaveSoon();
    if (next.version === before.version) return;
    this.#changes.note(before, next);
    const waitMs = gatherMs + gatherMsPerMember * next.participants.size;
    const inMs = Math.max(0, this.#toldAtMs + waitMs - this.nowMs());
    this.#telling ??= this.scope.services.clock.after(inMs, () => this.#tell());
  }

  #tell(): void {
    this.#telling = undefined;
    if (!this.#mayGoOn()) return;
    this.#toldAtMs = this.nowMs();
    const since = this.#changes.toldVersion;
    const told: CallMembers = this.#changes.take(this.#state);
    const event = encodeCallMembers(told);
    const { call, version } = told;
    const members = new Set<MemberId>();
    for (const { connection } of this.#state.participants.values()) members.add(connection.member);
    for (const member of members) {
      const delivery = { type: 'callChange', call, since, version, event } as const;
      this.scope.services.delivery.send({ member, connection: noConnection }, delivery);
    }
  }

  dismiss({ mediaId, connection, code }: Omit<Of<'dismiss'>, 'type'>): void {
    const delivery = { type: 'callEnded', call: this.id, mediaId, code } as const;
    this.scope.services.delivery.send(connection, delivery);
  }

  /** False: this worker may not act for the call any more, and has given up all of it. */
  #mayGoOn(): boolean {
    const may = !this.#hasEnded && this.mayAct() && !this.isStopped;
    if (!may && !this.#isMoving) this.#end();
    return may;
  }

  /** Looks whose time is over; and whether the shard is this worker's still. */
  #look(): void {
    if (!this.#mayGoOn()) return;
    const { state, gone } = aged(this.#state, this.nowMs());
    this.#drop(state, gone, 'call.lost');
  }

  /** A media worker has ended: who was on it comes in anew. */
  #lose({ participants }: MediaLoss): void {
    if (!this.#mayGoOn()) return;
    const ids = participants.flatMap((one) => parseMediaId(Number(one)) ?? []);
    const { state, gone } = lost(this.#state, ids);
    this.#drop(state, gone, 'call.lost');
  }

  #drop(next: CallState, gone: readonly Participant[], code: ErrorCode): void {
    for (const { mediaId } of gone) this.media.leave(this.place(mediaId));
    this.#become(next);
    for (const { mediaId, connection } of gone) this.dismiss({ mediaId, connection, code });
  }

  /** A place that is there with the media workers becomes one in the call, if it still may. */
  async enter({ mediaId, newcomer }: Of<'enter'>, ask: CallAsk): Promise<void> {
    this.#coming += 1;
    const place = this.place(mediaId);
    const address = await this.media.enter(place).finally(() => (this.#coming -= 1));
    if (this.mayLeave()) this.leaveSoon();
    if (!address.ok) return ask.answer(address);
    // Who comes in while it moves would not be told of it.
    const next =
      this.#mayGoOn() && !this.#isMoving
        ? entered(this.#state, mediaId, newcomer, this.nowMs())
        : 'shard.not_owner';
    if (typeof next === 'string') {
      this.media.leave(place);
      return ask.answer(refuse(next));
    }
    this.#become(next);
    const { codecs } = this.media;
    const joined: Joined = { ...entrance(this.#state, mediaId), address: address.value, codecs };
    ask.answer(ok(joined));
  }

  async send({ seat, sending }: Of<'send'>, ask: CallAsk): Promise<void> {
    const sent = await this.media.send(this.place(seat.mediaId), sending);
    if (!sent.ok) return this.#failed(seat.mediaId, sent, ask);
    const { kind } = sending;
    const next = this.#mayGoOn()
      ? begun(this.#state, seat, { kind, media: sent.value })
      : undefined;
    if (!next) return ask.answer(refuse('call.not_found'));
    this.#become(next.state);
    ask.answer(ok(next.id));
  }

  async silence({ of, muted }: Of<'silence'>, ask: CallAsk): Promise<void> {
    for (const { mediaId, sources } of of) {
      const ended = await Promise.all(
        sources.map(({ media }) => this.media.silence(this.place(mediaId), media, muted)),
      );
      if (!this.#mayGoOn()) return ask.answer(refuse('shard.not_owner'));
      const done = sources.filter((_, at) => ended[at]?.ok).map(({ id }) => id);
      this.#become(silenced(this.#state, mediaId, done, muted));
      const failed = ended.find((one) => !one.ok);
      if (failed) return this.#failed(mediaId, failed, ask);
    }
    ask.answer(ok(null));
  }

  /** What has nothing to follow but its answer. */
  async passOn(mediaId: MediaId, done: Promise<Result<unknown>>, ask: CallAsk): Promise<void> {
    const result = await done;
    if (result.ok) ask.answer(result);
    else this.#failed(mediaId, result, ask);
  }

  /** A place that does not answer is given up with the host of media: then it is in the call. */
  #failed(mediaId: MediaId, refused: Result<unknown>, ask: CallAsk): void {
    ask.answer(refused);
    if (refused.ok || refused.refusal.code !== 'media.unavailable' || !this.#mayGoOn()) return;
    const { state, gone } = lost(this.#state, [mediaId]);
    this.#drop(state, gone, 'call.lost');
  }

  /** Work with media workers that is not waited for; a defect in it is the actor's. */
  begin(work: Promise<void>, ask: CallAsk): undefined {
    work.catch((cause: unknown) => {
      ask.answer(refuse('server.defect'));
      this.defect(cause);
    });
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#looking.cancel();
    this.#telling?.cancel();
    this.media.onLost(this.#room, undefined);
    this.media.close(this.#room);
    metrics.calls.dec();
    metrics.callParticipants.dec(this.#state.participants.size);
  }

  override mayLeave(): boolean {
    return this.#coming === 0 && isVacant(this.#state);
  }

  override sweep(idleMs: number): boolean {
    const hasLeft = super.sweep(idleMs);
    if (hasLeft) this.#end();
    return hasLeft;
  }

  override abandon(): void {
    this.#dismissAll('call.lost');
    this.#end();
  }

  /** Everybody comes in anew at the next owner; media go on meanwhile, where they may. */
  override closing(): void {
    this.#isMoving = true;
    this.#dismissAll('call.moved');
    this.scope.services.clock.after(movedMediaMs, () => this.#end());
  }

  #dismissAll(code: ErrorCode): void {
    for (const { mediaId, connection } of this.#state.participants.values()) {
      this.dismiss({ mediaId, connection, code });
    }
  }
}

const mediaOf = ({ media }: Source) => media;

const effects = {
  ...answerEffects,
  enter: (handle: CallHandle, effect: Of<'enter'>, ask: CallAsk) =>
    handle.begin(handle.enter(effect, ask), ask),
  secure: (handle: CallHandle, { mediaId, dtls }: Of<'secure'>, ask: CallAsk) =>
    handle.begin(
      handle.passOn(mediaId, handle.media.secure(handle.place(mediaId), dtls), ask),
      ask,
    ),
  send: (handle: CallHandle, effect: Of<'send'>, ask: CallAsk) =>
    handle.begin(handle.send(effect, ask), ask),
  hear: (handle: CallHandle, { mediaId, source }: Of<'hear'>, ask: CallAsk) =>
    handle.begin(
      handle.passOn(mediaId, handle.media.hear(handle.place(mediaId), mediaOf(source)), ask),
      ask,
    ),
  unhear: (handle: CallHandle, { mediaId, source }: Of<'unhear'>, ask: CallAsk) =>
    handle.begin(
      handle.passOn(mediaId, handle.media.unhear(handle.place(mediaId), mediaOf(source)), ask),
      ask,
    ),
  silence: (handle: CallHandle, effect: Of<'silence'>, ask: CallAsk) =>
    handle.begin(handle.silence(effect, ask), ask),
  vacate(handle: CallHandle, { mediaIds }: Of<'vacate'>): undefined {
    for (const one of mediaIds) handle.media.leave(handle.place(one));
  },
  dismiss(handle: CallHandle, effect: Of<'dismiss'>): undefined {
    handle.dismiss(effect);
  },
} satisfies Effects<CallHandle, CallAsk, CallState> & Record<CallEffect['type'], unknown>;
