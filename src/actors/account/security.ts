// The owner is told of what touches the security of the account: whoever decides such a thing keeps
// the event in the document, in one write with what it tells of, and tells the connected devices
// once that is written. Who is not connected hears of what is kept on connecting.

import type { DeviceId, SecurityEvent, SecurityKind } from '#protocol';
import { limits } from '#protocol';
import { answered } from '../command.ts';
import type { DeviceMessage } from '../device/messages.ts';
import type { EffectOf } from '../effects.ts';
import type { Account } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';

/** What happened, and about which device where it is about one. */
export interface Happening {
  readonly kind: SecurityKind;
  readonly device?: DeviceId;
}

/** An account that keeps an event, and the effect that tells of it. */
interface Told {
  readonly account: Account;
  /** Belongs behind the `replace` of that account, and before an eviction. */
  readonly effect: TellOwnerEffect;
}

/**
 * Keeps an event in the account and makes the effect that tells its devices. The time of an event
 * is above that of the one before, whatever the clock says.
 */
export function tellOwner(account: Account, { kind, device }: Happening, nowMs: number): Told {
  const kept = account.security ?? [];
  const last = kept.at(-1)?.at ?? 0;
  const event: SecurityEvent = {
    kind,
    at: Math.max(Math.trunc(nowMs), last + 1),
    ...(device === undefined ? {} : { device }),
  };
  const security = withinMax([...kept, event]);
  return { account: { ...account, security }, effect: { type: 'tellOwner', event } };
}

/** Several, in their order. The effects belong behind the `replace`, as that of one. */
export function tellAll(
  account: Account,
  happenings: readonly Happening[],
  nowMs: number,
): { readonly account: Account; readonly effects: readonly TellOwnerEffect[] } {
  const effects: TellOwnerEffect[] = [];
  let kept = account;
  for (const happening of happenings) {
    const told = tellOwner(kept, happening, nowMs);
    kept = told.account;
    effects.push(told.effect);
  }
  return { account: kept, effects };
}

/**
 * Beyond the limit the oldest goes of the kind that there are most of: some kinds anybody brings
 * about who knows a number or a password, and would bury what else was done by that.
 */
function withinMax(events: readonly SecurityEvent[]): readonly SecurityEvent[] {
  if (events.length <= limits.securityEventsMax) return events;
  const counts = new Map<SecurityKind, number>();
  for (const { kind } of events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const gone = events.findIndex(({ kind }) => counts.get(kind) === most);
  return withinMax(events.filter((_, at) => at !== gone));
}

/** What a device that connects is told. */
export function tellKept({ account }: RegisteredState, device: DeviceId): TellKept[] {
  const { security } = account;
  return security?.length ? [{ type: 'tellKept', device, events: security }] : [];
}

const describeSecurity = accountCommand({
  type: 'describeSecurity',
  decide: (state, _command: Vouched): Decision<never, readonly SecurityEvent[]> =>
    answered(state, state.account.security ?? []),
});

export const securityCommands = [describeSecurity] as const;

/** A device's actor, as far as it is told what is for it. */
interface Hearer {
  hear(message: DeviceMessage): void;
}

interface SecurityEdge {
  readonly devices: ReadonlyMap<DeviceId, Hearer>;
}

interface Kept {
  readonly device: DeviceId;
  readonly events: readonly SecurityEvent[];
}

export const securityEffects = {
  /** Tells the account's connected devices. */
  tellOwner({ devices }: SecurityEdge, { event }: { readonly event: SecurityEvent }): undefined {
    for (const device of devices.values()) device.hear({ type: 'security', events: [event] });
  },
  /** Tells one device of all that is kept. */
  tellKept({ devices }: SecurityEdge, { device, events }: Kept): undefined {
    devices.get(device)?.hear({ type: 'security', events });
  },
};

type SecurityEffect = EffectOf<typeof securityEffects>;
export type TellOwnerEffect = Extract<SecurityEffect, { readonly type: 'tellOwner' }>;
export type TellKept = Extract<SecurityEffect, { readonly type: 'tellKept' }>;
