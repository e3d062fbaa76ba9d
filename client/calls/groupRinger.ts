// Runs the ringing of groups' calls. A ring is said in the group, as any other message: one upload
// for everybody, to members alone, judged by the group as it was when it was said. What a person
// does about it goes to their own other devices and to nobody else.

import { encodeContent } from '#protocol';
import type { CallContent, CallId, CallOutcome, GroupId, MediaKind } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { steadyNow } from '../clock.ts';
import { hasSiblings } from '../devices/siblings.ts';
import { memberNamed } from '../groups/changing.ts';
import type { GroupParts } from '../groups/groupParts.ts';
import type { Sender } from '../messages/sender.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import { callIdOfGroup } from './callIds.ts';
import type { GroupRing, GroupRingEffect, GroupRingNews } from './groupRinging.ts';
import { decideGroupRing, groupRingDueAtMs, noGroupRings } from './groupRinging.ts';
import { ringMs } from './ringing.ts';

/** The largest group that is rung; members of a larger one are told that there is a call. */
const groupRingMembersMax = 32;

export interface GroupRingerParts {
  readonly context: ClientContext;
  readonly sender: Sender;
  readonly groups: GroupParts;
  /** This device is in that call. */
  readonly isIn: (call: CallId) => boolean;
  /** It is in it, or on its way there. */
  readonly isComing: (call: CallId) => boolean;
  /** It rings, or talks, in any other. */
  readonly isBusy: () => boolean;
}

type Word = 'ringGroup' | 'unringGroup';
type Said = Extract<CallContent, { said: Word }>;

export class GroupRinger {
  readonly #parts: GroupRingerParts;
  /** Calls that this device has rung, until when: one ring at a time. */
  readonly #rung = new Map<CallId, number>();
  readonly #media = new Map<CallId, MediaKind>();
  #state = noGroupRings();
  #timer: { cancel(): void } | undefined;

  constructor(parts: GroupRingerParts) {
    this.#parts = parts;
    parts.context.events.on('group', ({ group }) => this.#recheck(callIdOfGroup(group)));
  }

  /** Refuses: call.not_found where this device is not in it, call.busy while it rings. */
  ring(group: GroupId, media: MediaKind): void {
    const callId = callIdOfGroup(group);
    if (!this.#parts.isIn(callId)) {
      throw new ClientError('call.not_found', 'Come into the call before you ring the others.');
    }
    const nowMs = steadyNow(this.#parts.context.clock);
    if ((this.#rung.get(callId) ?? 0) > nowMs) {
      throw new ClientError('call.busy', 'It rings already.');
    }
    this.#rung.set(callId, nowMs + ringMs);
    this.#say('ringGroup', group, media);
  }

  /** This device has left the call. Where nobody else was in it, what it has rung rings no more. */
  left(group: GroupId, hadOthers: boolean): void {
    const callId = callIdOfGroup(group);
    const untilMs = this.#rung.get(callId) ?? 0;
    this.#rung.delete(callId);
    const isRinging = untilMs > steadyNow(this.#parts.context.clock);
    // Whoever is no member any more says nothing there: the others hear of that.
    const maySay = this.#parts.groups.book.standing(group) === 'member';
    if (isRinging && !hadOthers && maySay) this.#say('unringGroup', group, 'audio');
  }

  /** This device is in the call: it rings no more on any of ours. */
  joined(callId: CallId): void {
    this.#tell({ is: 'joined', callId });
  }

  /** The group whose call rings here. */
  ringing(callId: CallId): GroupId | undefined {
    const ring = this.#state.rings.get(callId);
    return ring?.phase === 'ringing' ? ring.group : undefined;
  }

  get rings(): boolean {
    return [...this.#state.rings.values()].some(({ phase }) => phase === 'ringing');
  }

  decline(callId: CallId): void {
    this.#tell({ is: 'decline', callId });
  }

  /** True for a call that has rung here as a group's. */
  knows(callId: CallId): boolean {
    return this.#state.rings.has(callId) || this.#state.dealt.has(callId);
  }

  /** Another device of ours has dealt with it. */
  elsewhere(callId: CallId, said: 'answered' | 'declined', takenAt: number): void {
    this.#tell({ is: 'elsewhere', callId, said, ageMs: this.#ageOf(takenAt) });
  }

  /**
   * Takes what is said in a group, inside the transaction that reads it; returns what is done after
   * it, or nothing where it may not be said. `takenAt`: when the server took it.
   */
  hear(content: Said, from: RemoteDevice, takenAt: number): (() => void) | undefined {
    const { groups, context } = this.#parts;
    const { account, device } = from;
    if (account === context.account) return undefined;
    const group = groups.hearing.conversationOf(content, account, takenAt);
    if (group === 'quiet') return () => {};
    const callId = group && callIdOfGroup(group as GroupId);
    if (!group || callId !== content.callId) return undefined;
    if (context.contacts.isBlocked(account)) return () => {};
    const { timestamp: rangAt, media, said } = content;
    // It may have waited for the sender's own connection.
    const ageMs = this.#ageOf(Math.min(takenAt, rangAt));
    if (said === 'unringGroup')
      return () => this.#tell({ is: 'unrung', callId, by: account, ageMs });
    return () => {
      this.#media.set(callId, media);
      const of = { callId, group: group as GroupId, by: account, device, rangAt, ageMs };
      this.#tell({ is: 'rung', ...of, as: this.#as(callId, group as GroupId) });
    };
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #ageOf(takenAt: number): number {
    return Math.max(0, this.#parts.context.clock.now() - takenAt);
  }

  #as(callId: CallId, group: GroupId): Extract<GroupRingNews, { is: 'rung' }>['as'] {
    const { groups, isIn, isBusy } = this.#parts;
    if (isIn(callId)) return 'joined';
    const members = groups.book.sealed(group)?.members.length ?? 0;
    if (members > groupRingMembersMax) return 'told';
    return isBusy() || this.rings ? 'busy' : 'rings';
  }

  /** A member who is one no more rings nobody; nor is anybody rung who is none. */
  #recheck(callId: CallId): void {
    const ring = this.#state.rings.get(callId);
    if (!ring) return;
    const { book } = this.#parts.groups;
    const [secrets, group] = [book.secrets(ring.group), book.sealed(ring.group)];
    const isOurs = book.standing(ring.group) === 'member';
    const isTheirs = secrets && group && memberNamed(group, secrets.nameOf(ring.by)) !== undefined;
    if (!isOurs || !isTheirs) this.#tell({ is: 'out', callId });
  }

  #tell(news: GroupRingNews): void {
    const { clock } = this.#parts.context;
    const nowMs = steadyNow(clock);
    const { state, effects } = decideGroupRing(this.#state, { ...news, nowMs });
    this.#state = state;
    for (const effect of effects) this.#run(effect);
    for (const callId of this.#media.keys()) if (!this.knows(callId)) this.#media.delete(callId);
    this.#timer?.cancel();
    const due = groupRingDueAtMs(state);
    if (due === undefined) return;
    this.#timer = clock.after(Math.max(0, due - nowMs), () => this.#tell({ is: 'tick' }));
  }

  #run(effect: GroupRingEffect): void {
    const { context, isComing } = this.#parts;
    const { events } = context;
    switch (effect.do) {
      case 'ringing':
      case 'told': {
        const { callId: call, by: account, group } = effect.ring;
        const name = effect.do === 'ringing' ? 'callRinging' : 'callBegun';
        events.emit(name, { call, account, group, media: this.#media.get(call) ?? 'audio' });
        break;
      }
      case 'tell':
        this.#tellOwn(effect.callId, effect.said);
        break;
      case 'note':
        this.#note(effect.ring, effect.outcome);
        break;
      case 'missed': {
        if (isComing(effect.ring.callId)) break;
        const { callId: call, by: account, group, rangAt: timestamp } = effect.ring;
        events.emit('callMissed', { call, account, group, timestamp });
        break;
      }
      case 'ended':
        // The ring is over, and not the call that this device goes into.
        if (isComing(effect.callId)) break;
        events.emit('callEnded', { call: effect.callId, why: effect.why });
        break;
    }
  }

  #say(said: Word, group: GroupId, media: MediaKind): void {
    const { context, groups } = this.#parts;
    const { store, clock } = context;
    const timestamp = store.profile.nextTimestamp(clock.now());
    const of = { callId: callIdOfGroup(group), group: groups.context(group), media, timestamp };
    const content = own(encodeContent({ type: 'call', said, ...of }));
    groups.sender.enqueue({ group, kind: 'ring', content, timestamp }).catch(() => undefined);
  }

  #tellOwn(callId: CallId, said: 'answered' | 'declined'): void {
    const { context, sender } = this.#parts;
    const { store, clock, account } = context;
    if (!hasSiblings(context)) return;
    const timestamp = store.profile.nextTimestamp(clock.now());
    const content = own(encodeContent({ type: 'call', said, callId, timestamp }));
    sender.enqueue({ kind: 'call', account, content, timestamp }).catch(() => undefined);
  }

  /** It stands in the conversation of the group, said by whoever rang. */
  #note(ring: GroupRing, outcome: CallOutcome): void {
    const { callId, group: conversation, by: author, device, rangAt: sentAt } = ring;
    const { store, clock } = this.#parts.context;
    const now = clock.now();
    const media = this.#media.get(callId) ?? 'audio';
    const past = { type: 'call', said: 'past', callId, media, outcome, timestamp: sentAt } as const;
    const content = own(encodeContent(past));
    const name = { author, sentAt };
    store.transaction(() => {
      const row = {
        ...name,
        conversation,
        device,
        serverTimestamp: now,
        state: 'received',
      } as const;
      const id = store.messages.add({ ...row, content, requires: 0, told: false }, now);
      const [there] = id === undefined ? store.messages.named(conversation, name) : [];
      if (there?.content?.type === 'call') store.messages.replace(there.id, content);
      if (outcome !== 'missed') store.messages.markRead(conversation, name, now);
    });
  }
}
