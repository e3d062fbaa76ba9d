// How an account's commands are declared: what is known when one is decided about, what a decision
// is, and in whose name it is asked.

import type { DeviceId } from '#protocol';
import type { Ask } from '../ask.ts';
import type { Command, CommandDefinition, Decision as DecisionOf } from '../command.ts';
import { refused } from '../command.ts';
import type { Taken } from '../entity.ts';
import type { Account } from './account.ts';

export interface AccountState {
  readonly id: Account['id'];
  /** Absent while no such account is registered. */
  readonly account: Account | undefined;
  /** What a deleted account has left to be done. */
  readonly husk?: Account;
}

/** The state of an account that is registered. */
export interface RegisteredState extends AccountState {
  readonly account: Account;
}

export type Decision<Effect, Answer> = DecisionOf<AccountState, Effect, Answer>;

/** Whether a device has a socket just now, as far as its account knows. */
export type IsConnected = (device: DeviceId) => boolean;

/** What an authenticated socket or request asks of its own account. */
export interface Vouched {
  /**
   * `salt` of the credential that it was opened with, so that nobody outlives a registration or a
   * deletion. Refuses: auth.invalid, when it is no device's any more.
   */
  readonly credential?: string;
  /** The session of the token that it was opened with, likewise. */
  readonly session?: string;
}

/** One command of an account; `Edge` is what it needs of the account's handle. */
export interface AccountDefinition<
  Type extends string = string,
  Body extends object = object,
  Answer = unknown,
  Effect = unknown,
  Edge = never,
> extends CommandDefinition<Type, Body, Answer, AccountState, Effect> {
  /** It names a credential that need not be a device's any more. */
  readonly isUnvouched?: boolean;
  decide(
    state: AccountState,
    command: Body,
    nowMs: number,
    isConnected?: IsConnected,
  ): Decision<Effect, Answer>;
  /** Takes it where it needs neither the document nor the mailbox. */
  direct?(account: Edge, command: Body, ask: Ask): Taken;
}

/** Declares a command that may be asked whether or not the account is registered. */
export function openCommand<const T extends string, Body extends object, A, E = never, G = never>(
  declared: AccountDefinition<T, Body, A, E, G>,
): AccountDefinition<T, Body, A, E, G> {
  return declared;
}

type WhileRegistered<T extends string, Body extends object, A, E, G> = Omit<
  AccountDefinition<T, Body, A, E, G>,
  'decide'
> & {
  decide: (
    state: RegisteredState,
    command: Body,
    nowMs: number,
    isConnected?: IsConnected,
  ) => Decision<E, A>;
};

/** Declares a command of a registered account. Refuses for all others: account.not_found. */
export function accountCommand<
  const T extends string,
  Body extends object,
  A,
  E = never,
  G = never,
>(declared: WhileRegistered<T, Body, A, E, G>): AccountDefinition<T, Body, A, E, G> {
  return {
    ...declared,
    decide: (state, command, nowMs, isConnected) =>
      isRegistered(state)
        ? declared.decide(state, command, nowMs, isConnected)
        : refused(state, 'account.not_found'),
  };
}

function isRegistered(state: AccountState): state is RegisteredState {
  return state.account !== undefined;
}

/** Why a command is not decided about that names a credential; undefined where it is. */
export function unvouched(
  account: Account | undefined,
  command: Parameters<typeof vouches>[1],
): 'auth.invalid' | 'account.suspended' | undefined {
  if (!vouches(account, command)) return 'auth.invalid';
  return account?.suspended && command.credential !== undefined ? 'account.suspended' : undefined;
}

/** Whether the account's session of that id was not ended. */
export function hasSession({ sessions }: Account, id: string): boolean {
  return sessions?.some((one) => one.id === id) ?? false;
}

/**
 * True unless the command names a credential that is no device's of the account, or a session that
 * is over.
 */
function vouches(
  account: Account | undefined,
  command: Partial<Command & Vouched & { readonly device: unknown }>,
): boolean {
  const { credential, session, device: id } = command;
  if (!account || credential === undefined) return true;
  if (session !== undefined && !hasSession(account, session)) return false;
  return account.devices.some(
    (device) => device.credential.salt === credential && (id === undefined || device.id === id),
  );
}
