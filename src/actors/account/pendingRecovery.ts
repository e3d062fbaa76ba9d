// A recovery that somebody has begun, as all that ends it looks at it.

import type { DeviceId, RecoveryFactor } from '#protocol';
import type { Account, Recovery } from './account.ts';
import { deviceOf } from './account.ts';
import type { Happening } from './security.ts';

type Approval = NonNullable<NonNullable<Recovery['pending']>['approval']>;

/**
 * The one that waits, or may be carried out: for as long as the device that has approved it, where
 * one has, is the account's and under the same credential. Who removes a thief's device ends it.
 */
export function pendingOf(account: Account, nowMs: number): Recovery['pending'] {
  const pending = account.recovery?.pending;
  if (!pending || pending.untilMs <= nowMs) return undefined;
  return !pending.approval || hasApproved(account, pending.approval) ? pending : undefined;
}

/** Whether the device is the account's, under the credential with which it has approved. */
export function hasApproved(account: Account, { device, credential }: Approval): boolean {
  return deviceOf(account, device)?.credential.salt === credential;
}

/** The account without one that was begun by what is void now, and what its owner is told. */
export function voiding(
  account: Account,
  factor: RecoveryFactor,
  device: DeviceId | undefined,
  nowMs: number,
): { readonly account: Account; readonly happenings: readonly Happening[] } {
  const { pending, ...kept } = account.recovery ?? {};
  if (!pending?.factors.includes(factor)) return { account, happenings: [] };
  const ended = { kind: 'recovery-ended', ...(device === undefined ? {} : { device }) } as const;
  const happenings = pendingOf(account, nowMs) ? [ended] : [];
  return { account: { ...account, recovery: kept }, happenings };
}
