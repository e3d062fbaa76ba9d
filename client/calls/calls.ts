// The calls of one device: of a group, or with somebody alone. Ringing is between people, through
// sessions; who is in a call is asked of the server without a name.

import { randomBytes } from 'node:crypto';
import { limits, parseAccountId, parseGroupId } from '#protocol';
import type {
  AccountId,
  CallContent,
  CallId,
  CallKeysContent,
  CallPeerContent,
  MediaKind,
} from '#protocol';
import { toBase64 } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { steadyNow } from '../clock.ts';
import { memberNamed } from '../groups/changing.ts';
import { notMember, unknownGroup } from '../groups/groupErrors.ts';
import type { GroupParts } from '../groups/groupParts.ts';
import type { SealedGroup } from '../groups/sealedGroup.ts';
import type { GroupSecrets } from '../groups/secrets.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import type { Sender } from '../messages/sender.ts';
import { reached } from '../transport/network.ts';
import type { Transport } from '../transport/transport.ts';
import { Call } from './call.ts';
import type { CallParts } from './call.ts';
import { callIdOfGroup } from './callIds.ts';
import { CallLine } from './callLine.ts';
import { CallPost } from './callPost.ts';
import { frameEngine } from './mediaEngine.ts';
import type { MediaEngine, PeerRelays, RelaysAlone } from './mediaEngine.ts';
import { CallRelays } from './relays.ts';
import type { CallRelay } from './relays.ts';
import { GroupRinger } from './groupRinger.ts';
import { Ringer } from './ringer.ts';

/** A group is read anew for whom it does not know, at most so often. */
const readEveryMs = 5_000;

/** What the calls of a client need of its other parts. */
export interface CallsParts {
  readonly context: ClientContext;
  readonly sender: Sender;
  readonly groups: GroupParts;
  /** Makes a connection without credentials. */
  readonly anonymous: () => Transport;
}

/** The calls of one device. */
export class Calls {
  /** How keys of calls come to the devices in them. */
  readonly post: CallPost;
  readonly #parts: CallsParts;
  readonly #ringer: Ringer;
  readonly #groupRinger: GroupRinger;
  readonly #relays: CallRelays;
  readonly #calls = new Map<CallId, Call>();
  #engine: MediaEngine = frameEngine;

  constructor(parts: CallsParts) {
    this.#parts = parts;
    this.post = new CallPost(parts.context);
    this.#relays = new CallRelays(parts.context);
    this.#ringer = new Ringer({
      ...parts,
      enter: (call, peer, secret) => this.#enterTwo(call, peer, secret),
      leave: (call) => this.#calls.get(call)?.leave(),
    });
    this.#groupRinger = new GroupRinger({
      ...parts,
      isIn: (call) => this.#calls.get(call)?.mediaId !== undefined,
      isComing: (call) => this.#calls.has(call),
      isBusy: () => this.#calls.size > 0 || this.#ringer.isBusy,
    });
    parts.context.events.on('state', ({ state }) => {
      if (state === 'connected' && this.#engine.hasPeers) this.#prepare();
    });
    parts.context.events.on('group', ({ group }) => {
      this.#calls.get(callIdOfGroup(group))?.recheck();
    });
  }

  /** What carries the frames of calls that begin from now on; without one a program does. */
  use(engine: MediaEngine): void {
    this.#engine = engine;
  }

  /**
   * Servers that pass on the media of two who find no direct way, for an engine that goes one: as
   * `iceServers` has them, and none where the cluster has none. Ask when a call begins, and again
   * when it looks for another way. Refuses: server.unreachable, server.unreadable, rate.limited.
   */
  relays(): Promise<readonly CallRelay[]> {
    return this.#relays.get();
  }

  /** Refuses what would refuse a call here: call.no_relays, and what `relays` does. */
  async mayBegin(): Promise<void> {
    await this.#relaysAlone();
  }

  async #relaysAlone(): Promise<RelaysAlone> {
    return this.#isByRelaysAlone ? this.#relays.alone() : undefined;
  }

  /** Relays are known before a call: asking for them in its moment would tell of it. */
  #prepare(): void {
    this.#parts.context.chores.run(() => this.#relays.kept().catch(() => undefined));
  }

  /** None, where they cannot be had now: two may find a way all the same. */
  async #peerRelays(): Promise<PeerRelays> {
    const alone = this.#isByRelaysAlone;
    const asked = alone ? this.#relays.alone() : this.#relays.kept();
    return { relays: await asked.catch(() => []), alone };
  }

  get #isByRelaysAlone(): boolean {
    return this.#parts.context.store.record.settings().relayCalls;
  }

  /** Somebody is accepted no more: they are told no address, and sent nothing directly. */
  recheck(): void {
    for (const call of this.all) call.recheck();
  }

  /** Those that this device is in. */
  get all(): readonly Call[] {
    return [...this.#calls.values()];
  }

  /** One that this device is in. */
  get(call: CallId): Call | undefined {
    return this.#calls.get(call);
  }

  /**
   * Calls somebody on all their devices, for a minute at most; event `callJoined` when they answer,
   * `callEnded` when they do not. Refuses: account.unreadable, relation.self, call.busy,
   * contact.blocked, identity.changed.
   */
  ring(account: string, media: MediaKind = 'audio'): CallId {
    const peer = parseAccountId(account);
    if (!peer) throw new ClientError('account.unreadable', 'That is no account id.');
    if (peer === this.#parts.context.account) {
      throw new ClientError('relation.self', 'That is your own account.');
    }
    return this.#ringer.ring(peer, media);
  }

  /**
   * Rings the members of a group whose call this device is in, on all their devices, for a minute
   * at most. In a group of more than 32 they are told that there is a call (`callBegun`), and
   * nothing rings. Refuses: call.not_found, call.busy, group.not_found, group.not_member.
   */
  ringGroup(group: string, media: MediaKind = 'audio'): void {
    this.#groupRinger.ring(this.#secretsOf(group).id, media);
  }

  /** Refuses: argument.invalid where it does not ring, call.no_relays, what the server says. */
  async answer(call: CallId): Promise<Call> {
    const group = this.#groupRinger.ringing(call);
    if (group) return this.join(group);
    // It rings on where it cannot be answered here.
    if (this.#isByRelaysAlone) await this.mayBegin();
    this.#ringer.wish('answer', call);
    const entered = this.#calls.get(call);
    if (!entered) throw new ClientError('call.not_found', 'The call is over.');
    await entered.entered;
    return entered;
  }

  /** Refuses: argument.invalid where it does not ring. */
  decline(call: CallId): void {
    if (this.#groupRinger.ringing(call)) this.#groupRinger.decline(call);
    else this.#ringer.wish('decline', call);
  }

  /** Gives up a call that rings, or leaves one. */
  hangUp(call: CallId): void {
    if (this.#ringer.isActive(call)) this.#ringer.end(call, 'hangup');
    else this.#calls.get(call)?.leave();
  }

  /** What the call of a group is called. Refuses: group.not_found, group.not_member. */
  idOf(group: string): CallId {
    return callIdOfGroup(this.#secretsOf(group).id);
  }

  /**
   * Comes into the call of a group, or begins it. Refuses: group.not_found, group.not_member,
   * call.no_relays, what the server says.
   */
  async join(group: string): Promise<Call> {
    const secrets = this.#secretsOf(group);
    const callId = callIdOfGroup(secrets.id);
    const call = this.#calls.get(callId) ?? this.#enterGroup(callId, secrets);
    await reached(() => call.entered);
    return call;
  }

  #secretsOf(group: string): GroupSecrets {
    const { book } = this.#parts.groups;
    const id = parseGroupId(group);
    const secrets = id && book.secrets(id);
    if (!secrets || !book.sealed(secrets.id)) throw unknownGroup();
    if (book.standing(secrets.id) !== 'member') throw notMember();
    return secrets;
  }

  /** Takes what is said about calls; returns what tells it, or nothing for what is not to be. */
  hear(
    content: CallKeysContent | CallPeerContent | CallContent,
    from: RemoteDevice,
    takenAt: number,
  ): (() => void) | undefined {
    if (content.type === 'callKeys') return this.post.hear(content, from);
    if (content.type === 'callPeer') return this.post.hearPeer(content, from);
    const { said, callId } = content;
    if ('group' in content) {
      return this.#groupRinger.hear(content, from, takenAt);
    }
    const isOwn = from.account === this.#parts.context.account;
    const isDealt = said === 'answered' || said === 'declined';
    if (isOwn && isDealt && this.#groupRinger.knows(callId)) {
      return () => this.#groupRinger.elsewhere(callId, said, takenAt);
    }
    return this.#ringer.hear(content, from, takenAt);
  }

  /** Leaves all of them; the client ends. */
  stop(): void {
    this.#ringer.stop();
    this.#groupRinger.stop();
    for (const call of this.all) call.leave();
    this.post.stop();
  }

  #enterTwo(callId: CallId, peer: AccountId, secret: Uint8Array): void {
    const name = randomBytes(limits.callNameBytes);
    this.#enter(callId, {
      // The server knows names of the moment alone: whoever has the secret and the session is it.
      trust: { ownerOf: () => peer, mayJoin: (account) => account === peer },
      proof: () => Promise.resolve({ by: 'secret', secret, name }),
      stranger: () => {},
      lost: () => this.#ringer.end(callId, 'lost'),
      // The ringing says how it has ended.
      left: () => {},
    });
  }

  #enterGroup(callId: CallId, secrets: GroupSecrets): Call {
    const { groups, context } = this.#parts;
    const { book } = groups;
    const { publicParams } = secrets;
    let readAtMs = Number.NEGATIVE_INFINITY;
    let others = 0;
    const call = this.#enter(callId, {
      trust: {
        ownerOf: (name) => this.#memberOf(secrets, name),
        mayJoin: (account) =>
          this.#members(secrets).some(({ userId }) => secrets.knownAs(userId) === account),
      },
      proof: async (wasRefused) => {
        if (wasRefused) book.credentials.forget(secrets);
        const presentation = await book.credentials.presentation(secrets);
        return { by: 'group', publicParams, presentation };
      },
      stranger: () => {
        const nowMs = steadyNow(context.clock);
        if (nowMs - readAtMs < readEveryMs) return;
        readAtMs = nowMs;
        context.chores.run(() => reached(() => book.refresh(secrets)));
      },
      lost: () => {},
      left: () => context.events.emit('callEnded', { call: callId, why: 'hungUp' }),
      told: (members) => {
        others = members.filter(({ isSelf }) => !isSelf).length;
      },
      over: () => this.#groupRinger.left(secrets.id, others > 0),
    });
    call.entered.then(
      () => this.#groupRinger.joined(callId),
      () => undefined,
    );
    return call;
  }

  /** The member of the group that has this name, as far as the group was decrypted. */
  #memberOf(secrets: GroupSecrets, name: Uint8Array): AccountId | undefined {
    const sealed = toBase64(name);
    const isMember = memberNamed({ members: this.#members(secrets) }, sealed) !== undefined;
    return isMember ? secrets.knownAs(sealed) : undefined;
  }

  /** Nobody, where this account is none of them. */
  #members({ id }: GroupSecrets): SealedGroup['members'] {
    const { book } = this.#parts.groups;
    return (book.standing(id) === 'member' && book.sealed(id)?.members) || [];
  }

  #enter(
    callId: CallId,
    {
      lost,
      left,
      told,
      over,
      ...of
    }: Pick<CallParts, 'trust' | 'proof' | 'stranger'> &
      Partial<Pick<CallParts, 'told'>> &
      Record<'lost' | 'left', () => void> & { readonly over?: () => void },
  ): Call {
    const { context, anonymous } = this.#parts;
    const { events } = context;
    const call: Call = new Call(callId, {
      ...{ ...of, context, post: this.post, engine: this.#engine },
      relays: () => this.#relaysAlone(),
      peerRelays: () => this.#peerRelays(),
      // A stranger of the same group sees no address of ours.
      mayMeet: (account) => account === context.account || context.contacts.isAccepted(account),
      line: new CallLine(anonymous()),
      told: (members) => {
        told?.(members);
        events.emit('callMembers', { call: callId, members });
      },
      ended: (code) => {
        this.#calls.delete(callId);
        const isRung = this.#ringer.isActive(callId);
        if (isRung) lost();
        else if (code) events.emit('callEnded', { call: callId, why: code });
        else left();
        over?.();
      },
    });
    this.#calls.set(callId, call);
    call.entered.then(
      () => void events.emit('callJoined', { call: callId }),
      () => undefined,
    );
    return call;
  }
}
