// The scripts of a shard's owner: what they are told of it, and what they answer.

import { Unreachable } from '#ports';
import type { FencingToken } from '#protocol';
import type { RedisClient } from '#runtime';
import { shardKeys } from '../names.ts';
import type { Script, ScriptArgument } from '../scripts.ts';
import { runScript } from '../scripts.ts';
import type { OwnedShard } from './ownedShard.ts';

/** What every such script is told first. */
export function ownerArguments(shard: OwnedShard): ScriptArgument[] {
  return [shard.prefix, shard.believed, shard.token, shard.session];
}

/**
 * Reads what a script has answered to an owner of this token: what stands behind the state, which
 * the shard learns. Throws Unreachable when a later session of the same owner has given it up.
 */
export function readOwned(
  shard: OwnedShard,
  token: number,
  answer: unknown,
): readonly Buffer[] | 'fenced' {
  const [outcome, state, ...rest] = answer as [Buffer, Buffer, ...Buffer[]];
  if (String(outcome) === 'fenced') {
    if (Number(String(state)) > token) return 'fenced';
    throw new Unreachable('given up before it was answered');
  }
  if (state.length > 0) shard.learn(state, undefined);
  return rest;
}

/** Runs a script of the shard's owner. Throws Unreachable. */
export async function runOwned(
  redis: RedisClient,
  shard: OwnedShard,
  script: Script,
  fence: FencingToken,
  args: readonly ScriptArgument[],
): Promise<readonly Buffer[] | 'fenced'> {
  if (!shard.enter(fence)) return 'fenced';
  const { prefix, token } = shard;
  const all = [...ownerArguments(shard), ...args];
  return readOwned(shard, token, await runScript(redis, script, shardKeys(prefix), all));
}
