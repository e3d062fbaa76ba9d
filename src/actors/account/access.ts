// Who may ask something of an account without saying who they are: whoever has its access key, who
// has leave as a member of a group of its, or anybody, where the account wants that. An account
// that is not there refuses as one whose key is another, after the same work.

import { keysEqual } from '#crypto';
import { limits } from '#protocol';
import { answered, refused } from '../command.ts';
import type { Account } from './account.ts';
import type { AccountDefinition, Decision, RegisteredState } from './decision.ts';
import { openCommand } from './decision.ts';

/** What somebody shows instead of a name. */
export interface ByAccess {
  /**
   * Shape: 16 bytes. `leave`: they have leave as members of a group, which the door has checked.
   */
  readonly accessKey: Uint8Array | 'leave';
}

/** What a command says anew of it; absent: what is known stays. `null`: there is no key. */
export interface AccessChange {
  readonly unidentifiedAccessKey?: Uint8Array | null;
  readonly unrestrictedUnidentifiedAccess?: boolean;
}

/** The account with what is said anew, in bytes of its own. */
export function withAccess(
  { unidentifiedAccessKey: former, unrestrictedUnidentifiedAccess, ...account }: Account,
  change: AccessChange,
): Account {
  const key = change.unidentifiedAccessKey === undefined ? former : change.unidentifiedAccessKey;
  const isOpen = change.unrestrictedUnidentifiedAccess ?? unrestrictedUnidentifiedAccess ?? false;
  return {
    ...account,
    ...(key ? { unidentifiedAccessKey: key.slice() } : {}),
    ...(isOpen ? { unrestrictedUnidentifiedAccess: true } : {}),
  };
}

/** By what somebody is let in: the account's key, leave as a member, or as anybody is. */
type Admission = 'key' | 'leave' | 'anybody';

/** By what whoever shows that is let in, if at all. */
function admission(account: Account | undefined, { accessKey }: ByAccess): Admission | undefined {
  if (accessKey === 'leave') return account && 'leave';
  const known = account?.unidentifiedAccessKey;
  // Compared with something where there is none, so that it takes the same.
  const matches = keysEqual(accessKey, known ?? new Uint8Array(limits.accessKeyBytes));
  if (matches && known !== undefined) return 'key';
  return account?.unrestrictedUnidentifiedAccess ? 'anybody' : undefined;
}

type WhileAdmitted<T extends string, Body extends object, A, E, G> = Omit<
  AccountDefinition<T, Body, A, E, G>,
  'decide'
> & { decide: (state: RegisteredState, command: Body, nowMs: number) => Decision<E, A> };

/**
 * Declares a command of somebody without a name. Refuses: auth.invalid, for a wrong key, and where
 * there is no such account.
 */
export function accessCommand<
  const T extends string,
  Body extends ByAccess,
  A,
  E = never,
  G = never,
>(declared: WhileAdmitted<T, Body, A, E, G>): AccountDefinition<T, Body, A, E, G> {
  return openCommand({
    ...declared,
    decide(state, command: Body, nowMs) {
      const { account } = state;
      const isAdmitted = admission(account, command) !== undefined;
      return isAdmitted && account
        ? declared.decide({ ...state, account }, command, nowMs)
        : refused(state, 'auth.invalid');
    },
  });
}

/** Asks by what the account lets in, before anything is done for it. Refuses: auth.invalid. */
const admit = openCommand({
  type: 'admit',
  decide(state, command: ByAccess): Decision<never, Admission> {
    const by = admission(state.account, command);
    return by ? answered(state, by) : refused(state, 'auth.invalid');
  },
});

export const accessCommands = [admit] as const;
