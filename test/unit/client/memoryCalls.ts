// The part of the server in memory that keeps calls: who is in them, by the rules of the real one.
// It carries no media.

import { createHash } from 'node:crypto';
import { callOfGroup, callOfSecret, parseCallId } from '#protocol';
import type {
  CallEnded,
  CallId,
  CallJoin,
  CallMember,
  CallMembers,
  EventAnswer,
  EventBody,
  MediaId,
  Refusal,
} from '#protocol';
import type { CallEventName } from '#client';
import type { MemoryServer } from './memoryServer.ts';

/** A connection that may be in calls. */
export interface CallConnection {
  members(told: CallMembers): void;
  ended(ended: CallEnded): void;
}

interface Seat {
  member: CallMember;
  readonly connection: CallConnection;
  readonly resume: string;
}

interface TwinCall {
  readonly id: CallId;
  readonly seats: Map<number, Seat>;
  version: number;
  epoch: number;
}

type Ask = { readonly [Name in CallEventName]: readonly [Name, EventBody<Name>] }[CallEventName];
type Answer = { readonly refusal?: Refusal } & Record<string, unknown>;

export class MemoryCalls {
  readonly #server: MemoryServer;
  readonly calls = new Map<CallId, TwinCall>();
  /** Says to all that they may speak directly. */
  isDirect = false;
  /** Refuses what is asked, where it answers. */
  refuse: (name: CallEventName) => Refusal | undefined = () => undefined;
  #numbers = 0;

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  ask<Name extends CallEventName>(
    connection: CallConnection,
    name: Name,
    body: EventBody<Name>,
  ): EventAnswer<Name> {
    const refusal = this.refuse(name);
    const answered = refusal ? { refusal } : this.#ask(connection, [name, body] as never);
    const nothing = name === 'call:hear' ? { kind: '', ssrc: 0, payloadType: 0 } : { source: 0 };
    return { ...nothing, ...answered } as never;
  }

  /** The place of a connection in a call is gone. */
  lose(id: CallId, code: CallEnded['code'] = 'call.lost'): void {
    const call = this.calls.get(id);
    for (const { connection } of call?.seats.values() ?? []) connection.ended({ call: id, code });
    call?.seats.clear();
  }

  /** Somebody is told to be in it, whoever says so. */
  pretend(id: CallId, name: Uint8Array): MediaId {
    const mediaId = this.#next() as MediaId;
    const member: CallMember = { mediaId, name, role: 'MEMBER', sources: [] };
    const connection = { members() {}, ended() {} };
    this.#change(this.#call(id), mediaId, { member, connection, resume: '' });
    return mediaId;
  }

  /** A connection has ended. */
  gone(connection: CallConnection): void {
    for (const call of this.calls.values()) {
      for (const [mediaId, seat] of call.seats) {
        if (seat.connection === connection) this.#change(call, mediaId, undefined);
      }
    }
  }

  #ask(connection: CallConnection, [name, body]: Ask): Answer {
    if (name === 'call:join') return this.#join(connection, body);
    const call = this.calls.get(body.call);
    const seat = [...(call?.seats.values() ?? [])].find((one) => one.connection === connection);
    if (!call || !seat) return { refusal: { code: 'call.not_found' } };
    const { mediaId } = seat.member;
    switch (name) {
      case 'call:leave':
        this.#change(call, mediaId, undefined);
        return {};
      case 'call:send': {
        const source = this.#next();
        const sources = [...seat.member.sources, { id: source, kind: body.kind, muted: false }];
        this.#change(call, mediaId, { ...seat, member: { ...seat.member, sources } });
        return { source };
      }
      case 'call:hear':
        return { kind: 'audio', ssrc: body.source, payloadType: 100 };
      case 'call:mute': {
        const sources = seat.member.sources.map((one) => ({ ...one, muted: body.muted }));
        this.#change(call, mediaId, { ...seat, member: { ...seat.member, sources } });
        return {};
      }
      case 'call:moderate': {
        if (seat.member.role !== 'ADMINISTRATOR') return { refusal: { code: 'call.forbidden' } };
        const other = call.seats.get(body.mediaId);
        if (!other) return { refusal: { code: 'call.not_found' } };
        other.connection.ended({ call: call.id, code: 'call.removed' });
        this.#change(call, body.mediaId, undefined);
        return {};
      }
      default:
        return {};
    }
  }

  #join(connection: CallConnection, { proof, resume }: CallJoin): Answer {
    const shown = proof.by === 'secret' ? this.#bySecret(proof) : this.#byGroup(proof);
    if ('refusal' in shown) return shown;
    const call = this.#call(shown.id);
    const token = Buffer.from(resume).toString('hex');
    const known = [...call.seats.values()].find((one) => token !== '' && one.resume === token);
    for (const [mediaId, seat] of call.seats) {
      if (seat.connection === connection && seat !== known) call.seats.delete(mediaId);
    }
    const mediaId = (known?.member.mediaId ?? this.#next()) as MediaId;
    const key = createHash('sha256').update(String(mediaId)).digest();
    const fresh: CallMember = { mediaId, name: shown.name, role: shown.role, sources: [] };
    const member = known?.member ?? fresh;
    this.#change(call, mediaId, { member, connection, resume: key.toString('hex') });
    const ice = { usernameFragment: 'u', password: 'p' };
    const address = known ? {} : { address: { ice, candidates: [], fingerprints: [] } };
    return { place: { mediaId, members: this.#whole(call), resume: key, codecs: [], ...address } };
  }

  #bySecret({ secret, name }: Extract<CallJoin['proof'], { by: 'secret' }>) {
    return { id: idOf(callOfSecret(secret)), name, role: 'MEMBER' as const };
  }

  #byGroup({ publicParams, presentation }: Extract<CallJoin['proof'], { by: 'group' }>) {
    const { groups, clockMs } = this.#server;
    const proven = groups.keys.verifyMember(own(publicParams), own(presentation), clockMs);
    if (!proven) return { refusal: { code: 'auth.invalid' as const } };
    const name = new Uint8Array(proven.userId);
    const text = Buffer.from(name).toString('base64');
    const member = groups.groups.get(proven.group)?.members.find(({ userId }) => userId === text);
    if (!member) return { refusal: { code: 'group.not_member' as const } };
    return { id: idOf(callOfGroup(proven.group)), name, role: member.role };
  }

  #call(id: CallId): TwinCall {
    const call = this.calls.get(id) ?? { id, seats: new Map<number, Seat>(), version: 0, epoch: 0 };
    this.calls.set(id, call);
    return call;
  }

  #change(call: TwinCall, mediaId: MediaId | number, seat: Seat | undefined): void {
    call.version += 1;
    if (!seat || !call.seats.has(mediaId)) call.epoch += 1;
    if (seat) call.seats.set(mediaId, seat);
    else call.seats.delete(mediaId);
    const { id, version, epoch } = call;
    const members = seat ? [seat.member] : [];
    const left = seat ? [] : [mediaId as MediaId];
    const told = { call: id, version, epoch, whole: false, members, left, direct: this.isDirect };
    for (const one of call.seats.values()) {
      if (one.member.mediaId !== mediaId || seat?.member.sources.length) {
        queueMicrotask(() => one.connection.members(told));
      }
    }
  }

  #whole({ id, version, epoch, seats }: TwinCall): CallMembers {
    const members = [...seats.values()].map(({ member }) => member);
    return { call: id, version, epoch, whole: true, members, left: [], direct: this.isDirect };
  }

  #next(): number {
    this.#numbers += 1;
    return this.#numbers;
  }
}

const own = (bytes: Uint8Array) => new Uint8Array(bytes);

const idOf = (bytes: Uint8Array): CallId =>
  parseCallId(createHash('sha256').update(bytes).digest('hex')) as CallId;
