// Runs the ringing of calls of two: sends and hears what is said of them, keeps their secrets while
// they last, and notes in the conversation how they went.

import { randomBytes } from 'node:crypto';
import { decodeContent, encodeContent } from '#protocol';
import type { AccountId, CallContent, CallId, CallOutcome, MediaKind } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError, wrong } from '../clientError.ts';
import { steadyNow } from '../clock.ts';
import { hasSiblings } from '../devices/siblings.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import type { Sender } from '../messages/sender.ts';
import { identityChanged } from '../sessions/trust.ts';
import { callIdOf } from './callIds.ts';
import type { EndOfCall, RingCall, RingEffect, RingNews } from './ringEvents.ts';
import { decide, dueAtMs, isActive, newRinging } from './ringing.ts';

/** What lets into a call, and what it is. */
interface Known {
  readonly secret: Uint8Array;
  readonly media: MediaKind;
}

export interface RingerParts {
  readonly context: ClientContext;
  readonly sender: Sender;
  /** Goes into the call, with the other side. */
  readonly enter: (call: CallId, peer: AccountId, secret: Uint8Array) => void;
  readonly leave: (call: CallId) => void;
}

type CallWord = Exclude<CallContent['said'], 'past' | 'ringGroup' | 'unringGroup'>;
/** What is said of a call of two. */
export type CallOfTwo = Extract<CallContent, { readonly said: CallWord | 'past' }>;

export class Ringer {
  readonly #parts: RingerParts;
  readonly #known = new Map<CallId, Known>();
  #state;
  #timer: { cancel(): void } | undefined;

  constructor(parts: RingerParts) {
    this.#parts = parts;
    const { account, device } = parts.context;
    this.#state = newRinging({ account, device });
    this.#endFormer();
  }

  /** Calls somebody on all devices. Refuses: call.busy, contact.blocked, identity.changed. */
  ring(peer: AccountId, media: MediaKind): CallId {
    const { store, clock, contacts } = this.#parts.context;
    if (this.isBusy) {
      throw new ClientError('call.busy', 'You ring already, or are in a call.');
    }
    if (store.identities.isPending(peer)) throw identityChanged();
    store.transaction(() => contacts.wrote(peer));
    const secret = own(randomBytes(32));
    const callId = callIdOf(secret);
    this.#known.set(callId, { secret, media });
    this.#tell({ is: 'ring', callId, peer, rangAt: store.profile.nextTimestamp(clock.now()) });
    return callId;
  }

  /** Refuses: argument.invalid where it does not ring. */
  wish(wish: 'answer' | 'decline', callId: CallId): void {
    const call = this.#state.calls.get(callId);
    if (call?.phase !== 'ringingIn') throw wrong('Nobody calls under that id.');
    const { store, contacts } = this.#parts.context;
    const { peer } = call;
    if (wish === 'answer' && peer) store.transaction(() => contacts.wrote(peer));
    this.#tell({ is: wish, callId });
  }

  /** Gives up a call, or leaves it, if there is one. `lost`: there is no coming back. */
  end(callId: CallId, wish: 'hangup' | 'lost'): void {
    this.#tell({ is: wish, callId });
  }

  /** Somebody rings, or talks. */
  get isBusy(): boolean {
    return [...this.#state.calls.values()].some(isActive);
  }

  isActive(callId: CallId): boolean {
    const call = this.#state.calls.get(callId);
    return call !== undefined && isActive(call);
  }

  /**
   * Takes what is said of a call, inside the transaction that reads it; returns what is done after
   * it. `takenAt`: when the server took it.
   */
  hear(content: CallOfTwo, from: RemoteDevice, takenAt: number): (() => void) | undefined {
    if (content.said === 'past') return undefined;
    const { clock, contacts, account } = this.#parts.context;
    const isOwn = from.account === account;
    // Who is not known yet asks by a message first.
    if (!isOwn && !contacts.isAccepted(from.account)) return () => {};
    const { callId, said, timestamp: sentAt } = content;
    if (content.said === 'ring') {
      const { secret, media } = content;
      if (isOwn || callIdOf(secret) !== callId) return undefined;
      const known = this.#state.calls.get(callId);
      if (known?.rangAt === undefined) {
        this.#known.set(callId, { secret: own(secret), media });
        // It is there should this process end before anybody hears of it.
        const { account: peer, device } = from;
        this.#note({ callId, peer, device, rangAt: sentAt, isOurs: false }, 'missed');
      }
    }
    const ageMs = Math.max(0, clock.now() - takenAt);
    const isSuperseded = content.said === 'hangup' && content.superseded;
    return () => {
      this.#tell({
        is: 'heard',
        callId,
        from,
        said,
        sentAt,
        ageMs,
        isSuperseded,
      });
    };
  }

  stop(): void {
    this.#timer?.cancel();
    this.#known.clear();
  }

  /** Nobody is in calls that another life of this process began: they are hung up. */
  #endFormer(): void {
    const { store, clock, account, device } = this.#parts.context;
    const rings = store.outbox.rings();
    if (rings.length === 0) return;
    store.transaction(() => {
      store.outbox.dropRings();
      for (const { account: peer, timestamp: rangAt, content } of rings) {
        const ring = decodeContent(content);
        if (ring.type !== 'call' || ring.said !== 'ring') continue;
        const { callId } = ring;
        const timestamp = store.profile.nextTimestamp(clock.now());
        const of = { type: 'call', callId, timestamp } as const;
        const hangup = encodeContent({ ...of, said: 'hangup', superseded: false });
        const row = { kind: 'call', account: peer, timestamp } as const;
        store.outbox.add({ ...row, content: own(hangup) }, clock.now());
        if (store.messages.named(peer, { author: account, sentAt: rangAt }).length > 0) continue;
        this.#known.set(callId, ring);
        this.#note({ callId, peer, device, rangAt, isOurs: true }, 'unanswered');
        this.#known.delete(callId);
      }
    });
  }

  #tell(news: RingNews): void {
    const { clock } = this.#parts.context;
    const nowMs = steadyNow(clock);
    const before = this.#state.calls;
    const { state, effects } = decide(this.#state, { ...news, nowMs });
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    for (const [callId, call] of state.calls) {
      if (call !== before.get(callId) && call.phase === 'over') this.#over(call);
    }
    this.#timer?.cancel();
    const due = dueAtMs(this.#state);
    if (due === undefined) return;
    this.#timer = clock.after(Math.max(0, due - nowMs), () => this.#tell({ is: 'tick' }));
  }

  #run(effect: RingEffect): void {
    const { callId } = effect;
    const { events } = this.#parts.context;
    const call = this.#state.calls.get(callId);
    const { media = 'audio', secret } = this.#known.get(callId) ?? {};
    switch (effect.do) {
      case 'send':
        this.#send(effect, call);
        break;
      case 'tell':
        if (hasSiblings(this.#parts.context)) {
          this.#send({ ...effect, to: this.#parts.context.account }, call);
        }
        break;
      case 'ringing':
        if (call?.peer) events.emit('callRinging', { call: callId, account: call.peer, media });
        break;
      case 'enter':
        if (call?.peer && secret) this.#parts.enter(callId, call.peer, secret);
        break;
      case 'leave':
        this.#parts.leave(callId);
        break;
      case 'keep':
        if (call) this.#keep(call, effect.outcome);
        break;
      case 'ended':
        this.#ended(callId, effect.why);
        break;
    }
  }

  #send(
    {
      callId,
      to,
      said,
      isSuperseded,
    }: Pick<Extract<RingEffect, { do: 'send' }>, 'callId' | 'to'> &
      Pick<Extract<RingEffect, { do: 'send' }>, 'said' | 'isSuperseded'>,
    call: RingCall | undefined,
  ): void {
    const { context, sender } = this.#parts;
    const { store, clock } = context;
    const isRing = said === 'ring';
    const rangAt = isRing ? call?.rangAt : undefined;
    const timestamp = rangAt ?? store.profile.nextTimestamp(clock.now());
    const of = { type: 'call', callId, timestamp } as const;
    const known = this.#known.get(callId);
    if (isRing && !known) return;
    const content: CallContent =
      isRing && known
        ? { ...of, said, ...known, secret: own(known.secret) }
        : said === 'hangup'
          ? { ...of, said, superseded: isSuperseded === true }
          : { ...of, said: said as 'answered' | 'declined' | 'busy' };
    const row = { kind: isRing ? 'ring' : 'call', account: to, timestamp } as const;
    sender.enqueue({ ...row, content: own(encodeContent(content)) }).catch(() => undefined);
  }

  /** It stands in the conversation, and is told where nobody was there. */
  #keep(call: RingCall, outcome: CallOutcome): void {
    const { peer, rangAt, device, isOurs, callId } = call;
    if (!peer || rangAt === undefined) return;
    this.#note({ callId, peer, device, rangAt, isOurs }, outcome);
    if (outcome !== 'missed') return;
    const { events } = this.#parts.context;
    events.emit('callMissed', { call: callId, account: peer, timestamp: rangAt });
  }

  #note(
    {
      callId,
      peer,
      device,
      rangAt,
      isOurs,
    }: Pick<RingCall, 'device' | 'isOurs'> & {
      readonly callId: CallId;
      readonly peer: AccountId;
      readonly rangAt: number;
    },
    outcome: CallOutcome,
  ): void {
    const { store, clock, account } = this.#parts.context;
    const now = clock.now();
    const media = this.#known.get(callId)?.media ?? 'audio';
    const past = { type: 'call', said: 'past', callId, media, outcome, timestamp: rangAt } as const;
    const content = own(encodeContent(past));
    const name = { author: isOurs ? account : peer, sentAt: rangAt };
    store.transaction(() => {
      const state = isOurs ? 'sent' : 'received';
      const row = { ...name, conversation: peer, device, serverTimestamp: now, state } as const;
      const id = store.messages.add({ ...row, content, requires: 0, told: false }, now);
      const [there] = id === undefined ? store.messages.named(peer, name) : [];
      if (there?.content?.type === 'call') store.messages.replace(there.id, content);
      if (!isOurs && outcome !== 'missed') store.messages.markRead(peer, name, now);
    });
  }

  /** What was noted of a call that came to nothing, because both had called, is taken away. */
  #over({ kept, peer, rangAt, isOurs, callId }: RingCall): void {
    const { store } = this.#parts.context;
    this.#known.delete(callId);
    if (!peer || rangAt === undefined) return;
    if (isOurs) store.outbox.forget(peer, [rangAt]);
    if (kept || isOurs) return;
    for (const { id, content } of store.messages.named(peer, { author: peer, sentAt: rangAt })) {
      if (content?.type === 'call') store.messages.remove(id);
    }
  }

  #ended(callId: CallId, why: EndOfCall): void {
    this.#parts.context.events.emit('callEnded', { call: callId, why });
  }
}
