// The scripts of a shard's owner: what they are told of it, and what they answer.

import { Unreachable } from '#ports';
import type { FencingToken } from '#protocol';
import type { RedisClient } from '#runtime';
import { shardKeys } from '../names.ts';
import type { Script, ScriptArgument } from '../scripts.ts';
import { runScript } from '../scripts.ts';
import type { ShardLane } from './shardLane.ts';

/** What every such script is told first. */
export function ownerArguments(lane: ShardLane): ScriptArgument[] {
  return [lane.prefix, lane.believed, lane.token, lane.session];
}

/**
 * Reads what a script has answered to an owner of this token: what stands behind the state, which
 * the lane learns. Throws Unreachable when a later session of the same owner has given it up.
 */
export function readOwned(
  lane: ShardLane,
  token: number,
  answer: unknown,
): readonly Buffer[] | 'fenced' {
  const [outcome, state, ...rest] = answer as [Buffer, Buffer, ...Buffer[]];
  if (String(outcome) === 'fenced') {
    if (Number(String(state)) > token) return 'fenced';
    throw new Unreachable('given up before it was answered');
  }
  if (state.length > 0) lane.learn(state, undefined);
  return rest;
}

/** Runs a script of the shard's owner. Throws Unreachable. */
export async function runOwned(
  redis: RedisClient,
  lane: ShardLane,
  script: Script,
  fence: FencingToken,
  args: readonly ScriptArgument[],
): Promise<readonly Buffer[] | 'fenced'> {
  if (!lane.enter(fence)) return 'fenced';
  const { prefix, token } = lane;
  const all = [...ownerArguments(lane), ...args];
  return readOwned(lane, token, await runScript(redis, script, shardKeys(prefix), all));
}
