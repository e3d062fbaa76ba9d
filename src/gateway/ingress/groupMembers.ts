// Who asks something of a group: by what name the group knows them, and no account. They show the
// group's public parameters and a presentation of a credential of the day; whether the name is a
// member's is the group's to say.

import { hash } from 'node:crypto';
import type { GroupId, Result } from '#protocol';
import { ok, refuse } from '#protocol';
import type { GatewayServices } from '../services.ts';
import type { TakePermits } from './rateLimits.ts';
import { toBase64 } from './schemas.ts';
import { addressSubject } from './subjects.ts';
import { keepNewest, Waits } from './waits.ts';

/** Somebody, as one group knows them. */
export interface GroupCaller {
  readonly group: GroupId;
  /** The group's. Shape: libsignal's GroupPublicParams. */
  readonly groupParams: Uint8Array;
  /** Shape: base64 of libsignal's UuidCiphertext. */
  readonly userId: string;
}

const headerLengthMax = 2048;
const paramsBytes = 97;
const presentationBytes = 700;
const shownForm = /^([0-9a-f]{194}):((?:[0-9a-f]{2}){1,700})$/;
/** What a proof that is none costs its address, above the permit that it takes to be looked at. */
export const unprovenPermits = 20;
/** An address with so many that are not paid for yet shows no more: all may have come at once. */
export const unpaidMax = 8;
/** By then it is known what they cost. */
const unpaidWaitMs = 100;
/** Presentations hold and end with a day, so that what held is known until the day is over. */
const dayMs = 24 * 60 * 60 * 1000;

/** What `Authorization: Basic` of a group shows: two times hex, with a colon between. */
function parseShown(header: string): { groupParams: Uint8Array; presentation: Uint8Array } | null {
  const value = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header.slice(0, headerLengthMax))?.[1];
  if (value === undefined || header.length > headerLengthMax) return null;
  const bytes = Buffer.from(value, 'base64');
  const [, groupParams, presentation] = shownForm.exec(bytes.toString('latin1')) ?? [];
  if (groupParams === undefined || presentation === undefined) return null;
  if (bytes.toString('base64') !== value) return null;
  return {
    groupParams: Buffer.from(groupParams, 'hex'),
    presentation: Buffer.from(presentation, 'hex'),
  };
}

interface MemberTools extends Pick<GatewayServices, 'groupKeys' | 'clock'> {
  readonly take: TakePermits;
}

/** Those of a worker: what was checked is not checked again on the same day. */
export class GroupMembers {
  readonly #tools: MemberTools;
  readonly #known = new Map<string, GroupCaller>();
  /** Addresses that have shown too many that were none. */
  readonly #waits: Waits;
  /** Proofs of an address that were none, and are just being paid for. */
  readonly #unpaid = new Map<string, number>();

  constructor(tools: MemberTools) {
    this.#tools = tools;
    this.#waits = new Waits(tools.clock);
  }

  /** Refuses: auth.invalid, rate.limited (an address shows too many that were not seen before). */
  async identify(header: string, ip: string): Promise<Result<GroupCaller>> {
    const shown = parseShown(header);
    if (!shown) return refuse('auth.invalid');
    return this.prove(shown.groupParams, shown.presentation, ip);
  }

  /** Refuses: as `identify`. */
  async prove(
    groupParams: Uint8Array,
    presentation: Uint8Array,
    ip: string,
  ): Promise<Result<GroupCaller>> {
    const { groupKeys, clock, take } = this.#tools;
    const isWhole = groupParams.length === paramsBytes && presentation.length <= presentationBytes;
    if (!isWhole) return refuse('auth.invalid');
    const nowMs = clock.now();
    const shown = hash('sha256', Buffer.concat([groupParams, presentation]), 'base64');
    const name = `${Math.floor(nowMs / dayMs)} ${shown}`;
    const known = this.#known.get(name);
    if (known) return ok(known);
    const address = addressSubject(ip);
    const held = this.#waits.refusal(address) ?? (await take('groupProofs', address));
    if (held) return held;
    if (this.#unpaidOf(address) >= unpaidMax) {
      return refuse('rate.limited', { retryAfterMs: unpaidWaitMs });
    }
    const proven = groupKeys.verifyMember(groupParams, presentation, nowMs);
    if (!proven) return this.#unproven(address);
    const { group, userId } = proven;
    const kept = Uint8Array.from(groupParams);
    const caller: GroupCaller = { group, groupParams: kept, userId: toBase64(userId) };
    keepNewest(this.#known, name, caller);
    return ok(caller);
  }

  /** Whoever shows what proves nothing has the worker at it as long as a member has. */
  async #unproven(address: string): Promise<Result<never>> {
    this.#unpaid.set(address, this.#unpaidOf(address) + 1);
    const spent = await this.#tools.take('groupProofs', address, unprovenPermits).finally(() => {
      const left = this.#unpaidOf(address) - 1;
      if (left > 0) this.#unpaid.set(address, left);
      else this.#unpaid.delete(address);
    });
    if (spent && !spent.ok) this.#waits.begin(address, spent.refusal.retryAfterMs ?? 0);
    return refuse('auth.invalid');
  }

  #unpaidOf(address: string): number {
    return this.#unpaid.get(address) ?? 0;
  }
}
