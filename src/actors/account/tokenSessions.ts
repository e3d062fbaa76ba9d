// Sessions of an account: who holds tokens of its devices. Each is renewed by refresh tokens, one
// after the other, each good once. A second use of one that was used before means that two hold
// the tokens, and nobody can tell which is the thief: the session ends, and the owner is told.

import type { ProofMethod, Scope } from '#crypto';
import type { DeviceId } from '#protocol';
import { limits, ok } from '#protocol';
import { answer, answered, refusal, refused } from '../command.ts';
import type { Account, TokenSession } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { MembershipEffect } from './membership.ts';
import type { TellOwnerEffect } from './security.ts';
import { tellOwner } from './security.ts';

type SessionEffect = DocumentEffect | MembershipEffect | TellOwnerEffect;

/** Begins a session; of as many as there may be the one that was used longest ago ends. */
interface BeginSession extends Vouched {
  readonly device: DeviceId;
  readonly credential: string;
  /** Its id. */
  readonly begins: string;
  readonly scopes: readonly Scope[];
  readonly amr: readonly ProofMethod[];
  readonly name?: string;
}

/**
 * Renews a session by a refresh token that its door has believed.
 * Refuses: auth.session_ended.
 */
interface RenewSession {
  readonly renews: string;
  readonly generation: number;
}

/** Ends one, or all but one. Answered once nothing hears in their name. */
interface EndSessions extends Vouched {
  readonly ends: { readonly one: string } | { readonly allBut: string | undefined };
}

/** Whether it was used lately, and its device has the credential of then. */
function isLive({ devices }: Account, one: TokenSession, nowMs: number): boolean {
  const isIdle = nowMs - one.usedAtMs > limits.sessionIdleMs;
  return !isIdle && devices.some(({ credential }) => credential.salt === one.credential);
}

function liveSessions(account: Account, nowMs: number): TokenSession[] {
  return (account.sessions ?? []).filter((one) => isLive(account, one, nowMs));
}

function withSessions(account: Account, sessions: readonly TokenSession[]): Account {
  const { sessions: _former, ...rest } = account;
  return sessions.length > 0 ? { ...rest, sessions } : rest;
}

const evictingSession = ({ device, id }: TokenSession): MembershipEffect => ({
  type: 'evictSession',
  device,
  session: id,
});

function decideBegin(
  state: RegisteredState,
  { device, credential, begins: id, scopes, amr, name }: BeginSession,
  nowMs: number,
): Decision<SessionEffect, TokenSession> {
  const { account } = state;
  const live = liveSessions(account, nowMs);
  const known = live.find((one) => one.id === id);
  if (known) return answered(state, known);
  const made: TokenSession = {
    ...{ id, device, credential, scopes, amr },
    ...{ authAtMs: nowMs, beganAtMs: nowMs, usedAtMs: nowMs, generation: 0 },
    ...(name === undefined ? {} : { name }),
  };
  const byUse = live.toSorted((a, b) => a.usedAtMs - b.usedAtMs);
  const gone = byUse.slice(0, Math.max(0, live.length + 1 - limits.sessionsMax));
  const sessions = [...live.filter((one) => !gone.includes(one)), made];
  const changed = withSessions(account, sessions);
  const told = tellOwner(changed, { kind: 'session-began', device }, nowMs);
  return {
    state: { ...state, account: told.account },
    effects: [
      { type: 'replace', account: told.account },
      told.effect,
      ...gone.map(evictingSession),
      answer(made),
    ],
  };
}

function decideRenew(
  state: RegisteredState,
  { renews: id, generation }: RenewSession,
  nowMs: number,
): Decision<SessionEffect, TokenSession> {
  const { account } = state;
  const live = liveSessions(account, nowMs);
  const session = live.find((one) => one.id === id);
  if (!session) return refused(state, 'auth.session_ended');
  // The answer to it may have been lost: the same again. Either way, as clocks are set back.
  const isLate = Math.abs(nowMs - session.usedAtMs) > limits.refreshGraceMs;
  if (generation === session.generation - 1 && !isLate) return answered(state, session);
  if (generation < session.generation) return endReused(state, session, nowMs);
  // One ahead of what is known was given out before the store was restored.
  const next = { ...session, generation: generation + 1, usedAtMs: nowMs };
  const sessions = live.map((one) => (one === session ? next : one));
  const changed = withSessions(account, sessions);
  return {
    state: { ...state, account: changed },
    effects: [{ type: 'replace', account: changed }, answer(next)],
  };
}

function endReused(
  state: RegisteredState,
  session: TokenSession,
  nowMs: number,
): Decision<SessionEffect, never> {
  const { account } = state;
  const left = liveSessions(account, nowMs).filter(({ id }) => id !== session.id);
  const { device } = session;
  const told = tellOwner(withSessions(account, left), { kind: 'refresh-reused', device }, nowMs);
  return {
    state: { ...state, account: told.account },
    effects: [
      { type: 'replace', account: told.account },
      told.effect,
      evictingSession(session),
      refusal('auth.session_ended'),
    ],
  };
}

function decideEnd(
  state: RegisteredState,
  { ends }: EndSessions,
  nowMs: number,
): Decision<SessionEffect, null> {
  const { account } = state;
  const done: MembershipEffect = { type: 'answerEvicted', result: ok(null) };
  const all = account.sessions ?? [];
  const isMeant = ({ id }: TokenSession) => ('one' in ends ? id === ends.one : id !== ends.allBut);
  const gone = all.filter(isMeant);
  if (gone.length === 0) return { state, effects: [done] };
  const left = liveSessions(account, nowMs).filter((one) => !isMeant(one));
  const changed = withSessions(account, left);
  return {
    state: { ...state, account: changed },
    effects: [{ type: 'replace', account: changed }, ...gone.map(evictingSession), done],
  };
}

const describeSessions = accountCommand({
  type: 'describeSessions',
  decide: (state, _command: Vouched, nowMs): Decision<never, readonly TokenSession[]> =>
    answered(state, liveSessions(state.account, nowMs)),
});

export const tokenSessionCommands = [
  accountCommand({ type: 'beginSession', decide: decideBegin }),
  accountCommand({ type: 'renewSession', decide: decideRenew }),
  accountCommand({ type: 'endSessions', decide: decideEnd }),
  describeSessions,
] as const;
