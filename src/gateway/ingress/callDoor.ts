// Who may come into a call: whoever shows its secret, or that they are a member of its group. The
// group is asked each time, by the name it has for them; nobody's account is in any of it.

import { hash } from 'node:crypto';
import type { AnswerOf, CommandOf } from '#actors';
import type { CallId, CallProof, CallRole, GroupId, Result } from '#protocol';
import { callFromBytes, callOfGroup, callOfSecret, limits, ok, refuse } from '#protocol';
import type { Router } from '#routing';
import type { GatewayServices } from '../services.ts';
import type { GroupMembers } from './groupMembers.ts';
import type { TakePermits } from './rateLimits.ts';
import { toBase64 } from './schemas.ts';
import { addressSubject } from './subjects.ts';

/** What somebody comes into a call as. */
export interface CallEntry {
  readonly call: CallId;
  /** Absent in a call by secret. */
  readonly group: GroupId | undefined;
  /** Shape: base64. */
  readonly name: string;
  readonly role: CallRole;
  /** Devices that there may be in it. */
  readonly most: number;
  /** Devices up to which those who can speak with each other directly. */
  readonly directMost: number;
}

type Admitted = Omit<CallEntry, 'directMost'>;
type Standings = AnswerOf<'group', CommandOf<'group', 'standings'>>;

const idOf = (name: Uint8Array) => callFromBytes(hash('sha256', name, 'buffer')) as CallId;

/** The call of a group. */
export const callOfThisGroup = (group: GroupId): CallId => idOf(callOfGroup(group));

interface DoorTools {
  readonly router: Pick<Router, 'ask'>;
  readonly config: Pick<GatewayServices['config'], 'ALDIS_CALL_MESH_MAX'>;
  readonly take: TakePermits;
}

/** The door of the calls, for one worker. */
export class CallDoor {
  readonly #tools: DoorTools;
  readonly #members: Pick<GroupMembers, 'prove'>;

  constructor(tools: DoorTools, members: Pick<GroupMembers, 'prove'>) {
    this.#tools = tools;
    this.#members = members;
  }

  /**
   * Refuses: auth.invalid, group.not_found, group.not_member, group.banned, rate.limited, and
   * server.* where somebody could not be asked.
   */
  async enter(proof: CallProof, ip: string): Promise<Result<CallEntry>> {
    const { take, config } = this.#tools;
    const byAddress = await take('callJoins', addressSubject(ip));
    if (byAddress) return byAddress;
    const entry = proof.by === 'secret' ? ok(bySecret(proof)) : await this.#byGroup(proof, ip);
    if (!entry.ok) return entry;
    const directMost = config.ALDIS_CALL_MESH_MAX;
    return (await take('callEntries', entry.value.call)) ?? ok({ ...entry.value, directMost });
  }

  /** What each of these names is in the group now. Refuses: group.not_found, server.*. */
  async standings(group: GroupId, names: readonly string[]): Promise<Result<Standings>> {
    const command = { type: 'standings', names } as const;
    const answer = await this.#tools.router.ask({ type: 'group', id: group }, command);
    if (answer.ok || answer.refusal.code !== 'group.not_found') return answer;
    return ok(names.map(() => ({ code: 'group.not_found' as const })));
  }

  async #byGroup(
    { publicParams, presentation }: Extract<CallProof, { by: 'group' }>,
    ip: string,
  ): Promise<Result<Admitted>> {
    const proven = await this.#members.prove(publicParams, presentation, ip);
    if (!proven.ok) return proven;
    const { group, userId: name } = proven.value;
    const standings = await this.standings(group, [name]);
    if (!standings.ok) return standings;
    const [standing] = standings.value;
    if (!standing || 'code' in standing) return refuse(standing?.code ?? 'group.not_member');
    const { role } = standing;
    return ok({ call: callOfThisGroup(group), group, name, role, most: limits.callMembersMax });
  }
}

function bySecret({ secret, name }: Extract<CallProof, { by: 'secret' }>): Admitted {
  const call = idOf(callOfSecret(secret));
  const most = limits.secretCallMembersMax;
  return { call, group: undefined, name: toBase64(name), role: 'MEMBER', most };
}
