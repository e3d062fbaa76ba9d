// Who may act in the name of an account's devices: credentials, permits to send, and their end.

import type { SaltedTokenHash, Scope } from '#crypto';
import { tokenMatches } from '#crypto';
import type { AccountId, DeviceId, ErrorCode, MemberId, Result } from '#protocol';
import { ok } from '#protocol';
import type { Ask } from '../ask.ts';
import type { EffectOf } from '../effects.ts';
import type { Account, Device } from './account.ts';
import { deviceOf } from './account.ts';
import type { AgreedDocument } from './agreed.ts';
import { agreedOf } from './agreed.ts';
import type { Authority } from './authority.ts';
import type { AccountState, Decision } from './decision.ts';
import { answer, answered, refused } from '../command.ts';
import { hasSession, openCommand } from './decision.ts';
import type { AccountKind } from './standing.ts';
import { kindOf } from './standing.ts';

/** Compared with when there is no such device, so that the time taken does not tell. */
const nobody: SaltedTokenHash = { salt: '0'.repeat(32), hash: `2.${'0'.repeat(64)}` };

interface Authenticate {
  readonly device: DeviceId;
  readonly password: string;
}

interface Authorize {
  readonly device: DeviceId;
  /** `salt` of the credential, as the token carries it. */
  readonly credential: string;
  /** The session of the token, where it is of one. */
  readonly session?: string;
}

interface Permit {
  readonly device: DeviceId;
  readonly credential: string;
  readonly member: MemberId;
}

interface Evicted {
  readonly credential: string;
  readonly member: MemberId;
  /** Of the word that is confirmed, where it had one. */
  readonly evictions?: number;
}

/** A device that has proved who it is. */
export interface AuthenticatedDevice {
  readonly account: AccountId;
  readonly device: DeviceId;
  /** `salt` of its credential: an access token made now carries it. */
  readonly credential: string;
  /** The account has other devices, which want a copy of what it sends. */
  readonly hasSiblings: boolean;
  /** Of its account, by which limits measure it. Absent: `standard`. */
  readonly kind?: AccountKind;
  /** One-time codes are on. */
  readonly hasTotp?: true;
  /** What the account agrees to. */
  readonly agreed?: readonly AgreedDocument[];
  /** The session whose token was shown. */
  readonly session?: string;
  /** How often it had been sent away before: an older word does so no more. Absent: never. */
  readonly evictions?: number;
  /** What that token allows; absent: a password, which allows all. */
  readonly scopes?: readonly Scope[];
}

/** What leaves are given, and taken, by. */
interface MembershipEdge {
  readonly authority: Authority;
  /** Stops the device's actor, and takes its authority from all workers. */
  evict(device: DeviceId, credential: string, code: ErrorCode, evictions?: number): void;
  /** Closes the socket that was opened with a token of the session. */
  evictSession(device: DeviceId, session: string): void;
  /** Takes their authority from all devices but those of the document. */
  evictStrangers(account: Account | undefined): void;
}

/** The account as long as it is in memory. */
interface PermitEdge extends MembershipEdge {
  /** How often its devices were sent away. */
  readonly evictions: number;
  /** The device's actor, where it is in memory and has that credential. */
  present(device: DeviceId, credential: string): unknown;
}

/**
 * Checks Signal's Basic credentials. An unknown account or device takes as long as a wrong password
 * and is answered alike. Refuses: auth.invalid.
 */
const authenticate = openCommand({
  type: 'authenticate',
  decide(
    state,
    { device: id, password }: Authenticate,
    nowMs,
  ): Decision<never, AuthenticatedDevice> {
    const device = state.account && deviceOf(state.account, id);
    const matches = tokenMatches(password, device?.credential ?? nobody);
    return authenticated(state, matches ? device : undefined, nowMs);
  },
});

/**
 * Checks that the device an access token was made for still has the credential of that time, and
 * that its session was not ended.
 */
const authorize = openCommand({
  type: 'authorize',
  decide(state, command: Authorize, nowMs): Decision<never, AuthenticatedDevice> {
    const { session } = command;
    const { account } = state;
    const isOver = session !== undefined && !(account && hasSession(account, session));
    return authenticated(state, isOver ? undefined : holderOf(state, command), nowMs, session);
  },
});

/**
 * Asks for a permit to send in a device's name, for `permitMs` from when it was asked for. The
 * worker is told when it ends before, by a word that is newer than the answer: how often the device
 * was sent away until now. Refuses: auth.invalid.
 */
const permit = openCommand({
  type: 'permit',
  decide(state, command: Permit): Decision<MembershipEffect, number> {
    if (!holderOf(state, command)) return refused(state, 'auth.invalid');
    if (state.account?.suspended) return refused(state, 'account.suspended');
    const { member, device, credential } = command;
    const evictions = state.account?.evictions ?? 0;
    const effect = { type: 'permit', member, device, credential, evictions } as const;
    return { state, effects: [effect, answer(evictions)] };
  },
  direct(account: PermitEdge, command, ask) {
    if (!account.present(command.device, command.credential)) return undefined;
    const { evictions } = account;
    account.authority.grant({ ...command, evictions });
    ask.answer(ok(evictions));
    return 'taken';
  },
});

/** A worker lets nothing of that credential through any more. */
const evicted = openCommand({
  type: 'evicted',
  isUnvouched: true,
  decide: (state, _command: Evicted): Decision<never, null> => answered(state, null),
  direct({ authority }: MembershipEdge, { member, credential, evictions }, ask) {
    // The mailbox may be waiting for this very word.
    authority.confirmed(member, credential, evictions);
    ask.answer(ok(null));
    return 'taken';
  },
});

export const membershipCommands = [authenticate, authorize, permit, evicted] as const;

export const membershipEffects = {
  /** Gives a worker a permit to send. */
  permit(
    { authority }: MembershipEdge,
    permit: Permit & { readonly evictions: number },
  ): undefined {
    authority.grant(permit);
  },
  /** Ends the device's actor, and begins to take its authority from every worker. */
  evict(account: MembershipEdge, eviction: Eviction): undefined {
    const { device, credential, code, evictions } = eviction;
    account.evict(device, credential, code, evictions);
  },
  /** Begins to close the socket that was opened with a token of the session. */
  evictSession(account: MembershipEdge, { device, session }: SessionEviction): undefined {
    account.evictSession(device, session);
  },
  /** Not waited for. Answers once nobody can act in the name of a device that is gone. */
  answerEvicted(
    account: MembershipEdge,
    { result }: { readonly result: Result<unknown> },
    ask: Ask,
    next: AccountState,
  ): undefined {
    account.evictStrangers(next.account);
    void account.authority.settled().then(() => ask.answer(result));
  },
};

interface Eviction {
  readonly device: DeviceId;
  readonly credential: string;
  readonly code: ErrorCode;
  readonly evictions?: number | undefined;
}

interface SessionEviction {
  readonly device: DeviceId;
  readonly session: string;
}

export type MembershipEffect = EffectOf<typeof membershipEffects>;

/**
 * The effect that ends all that a device may do; `evictions`: what it has done and may do since it
 * was sent away the last time, where its credential stays.
 */
export function evicting(device: Device, code: ErrorCode, evictions?: number): MembershipEffect {
  const credential = device.credential.salt;
  return { type: 'evict', device: device.id, credential, code, evictions };
}

/** To be written with what sends all devices away for now. */
export function evictedOnceMore({ evictions = 0 }: Pick<Account, 'evictions'>) {
  return { evictions: evictions + 1 };
}

function holderOf({ account }: AccountState, { device: id, credential }: Authorize) {
  const device = account && deviceOf(account, id);
  return device?.credential.salt === credential ? device : undefined;
}

function authenticated(
  state: AccountState,
  device: Device | undefined,
  nowMs: number,
  session?: string,
): Decision<never, AuthenticatedDevice> {
  const { account } = state;
  if (!account || !device) return refused(state, 'auth.invalid');
  // Who has shown the credential may know it.
  if (account.suspended) return refused(state, 'account.suspended');
  const agreed = agreedOf(account);
  const view: AuthenticatedDevice = {
    account: account.id,
    device: device.id,
    credential: device.credential.salt,
    hasSiblings: account.devices.length > 1,
    kind: kindOf(account, nowMs),
    ...(account.totp?.isOn ? { hasTotp: true } : {}),
    ...(agreed ? { agreed } : {}),
    ...(session === undefined ? {} : { session }),
    ...(account.evictions === undefined ? {} : { evictions: account.evictions }),
  };
  return answered(state, view);
}
