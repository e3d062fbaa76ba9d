// Reads what waits in Redis for a device. Envelopes do not pass through Lua, which makes a string
// of each and hashes it: Redis would stand still meanwhile. A script raises the fence, and commands
// of Redis's own do the rest, in one pipeline and in this order:
//
//   1. the fence        what an older owner has written is written, and nothing comes after it
//   2. the envelopes    in portions, each behind the last position of the one before
//   3. the horizon      up to where the durable store counts
//
// Others may come in between (a transaction is no way out: a Redis that is full lets nobody begin
// one). What a mover has taken out of Redis before we came to it, the horizon counts, because it is
// read after. What the mover took after that may be both among the envelopes and below the horizon.

import { Unreachable } from '#ports';
import type { EnvelopeGuid, FencingToken } from '#protocol';
import { guidFromBytes, limits } from '#protocol';
import type { RedisClient, RedisNode } from '#runtime';
import { nodeOfSlot, slotOf } from '#runtime';
import { pageBytesMax, portionBytesMax } from '../../queuePages.ts';
import { shardKeys } from '../names.ts';
import type { ScriptArgument } from '../scripts.ts';
import { runScript, scripts, translateFailure } from '../scripts.ts';
import type { Horizon } from './horizon.ts';
import { parseHorizon } from './horizon.ts';
import { ownerArguments, readOwned } from './owned.ts';
import type { Ledger } from './shardLane.ts';

/** Bytes of a guid in front of each sealed envelope. */
export const guidLength = 16;

/** A stored envelope before it is opened. */
export interface SealedEnvelope {
  readonly guid: EnvelopeGuid;
  readonly position: number;
  readonly sealed: Uint8Array;
}

/** The first envelopes after a position. */
export interface Waiting {
  /** In order; some may be below the horizon as well. */
  readonly envelopes: SealedEnvelope[];
  /** True when nothing in Redis follows them. */
  readonly complete: boolean;
  readonly horizon: Horizon | undefined;
}

type Command = readonly [name: string, args: readonly (string | number)[]];
/** What a portion answers: of the claim, if any; pairs of member and position; the horizon. */
type Portion = readonly [claimed: unknown, rows: readonly Buffer[][], horizon: Buffer | null];

/**
 * The first envelopes after a position that wait in Redis: no more than `most`, and at least
 * half of the bytes that are wanted where there are as many. Raises the fence. Throws Unreachable.
 */
export async function readWaiting(
  redis: RedisClient,
  ledger: Ledger,
  fence: FencingToken,
  after: number,
  most: number,
  bytesWanted = pageBytesMax,
): Promise<Waiting | 'fenced'> {
  const { lane, queue, name } = ledger;
  if (!lane.enter(fence)) return 'fenced';
  const { token } = lane;
  const envelopes: SealedEnvelope[] = [];
  let claim: readonly ScriptArgument[] | undefined = ownerArguments(lane);
  let from = String(after);
  let bytes = 0;
  for (let read = 0; ; ) {
    // First so many as are wanted, however large they are; then more, as they were small.
    const bytesMax = read === 0 ? bytesWanted : portionBytesMax;
    const count = Math.min(most - read, Math.floor(bytesMax / limits.envelopeBytesMax));
    const [claimed, pairs, horizon] = await readPortion(redis, lane.prefix, claim, [
      ['ZRANGEBYSCORE', [queue, `(${from}`, '+inf', 'WITHSCORES', 'LIMIT', 0, count]],
      ['HGET', [`${lane.prefix}archived`, name]],
    ]);
    if (claim && readOwned(lane, token, claimed) === 'fenced') return 'fenced';
    claim = undefined;
    const rows = pairs.flat();
    read += rows.length / 2;
    from = String(rows.at(-1) ?? from);
    for (const row of rows) bytes += row.length;
    envelopes.push(...readRows(rows));
    const complete = rows.length < 2 * count;
    if (!complete && read < most && 2 * bytes < bytesWanted) continue;
    return { envelopes, complete, horizon: parseHorizon(String(horizon ?? '')) };
  }
}

/** One pipeline; one by one where the script is missing, or a cluster has moved the shard. */
async function readPortion(
  redis: RedisClient,
  prefix: string,
  claim: readonly ScriptArgument[] | undefined,
  commands: readonly Command[],
): Promise<Portion> {
  const node = nodeOfSlot(redis, slotOf(prefix));
  const keys = shardKeys(prefix);
  const answers = node && (await pipelined(node, keys, claim, commands));
  if (answers) return answers as unknown as Portion;
  const claimed = claim && (await runScript(redis, scripts.claim, keys, claim));
  const read: unknown[] = [claimed];
  try {
    for (const [name, args] of commands) read.push(await redis.callBuffer(name, [...args]));
  } catch (error) {
    throw translateFailure(error);
  }
  return read as unknown as Portion;
}

/** Undefined when Redis has refused any of it: none of it counts then. Throws Unreachable. */
async function pipelined(
  node: RedisNode,
  keys: readonly string[],
  claim: readonly ScriptArgument[] | undefined,
  commands: readonly Command[],
): Promise<unknown[] | undefined> {
  const pipeline = node.pipeline();
  if (claim) pipeline.callBuffer('EVALSHA', [scripts.claim.hash, keys.length, ...keys, ...claim]);
  for (const [name, args] of commands) pipeline.callBuffer(name, [...args]);
  const answers = await pipeline.exec().catch((error: unknown) => {
    throw translateFailure(error);
  });
  if (!answers) throw new Unreachable('redis gave no answer');
  const failures = answers.flatMap(([error]) => error ?? []);
  const away = failures.find((error) => error.name !== 'ReplyError');
  if (away) throw translateFailure(away);
  if (failures.length > 0) return undefined;
  const values = answers.map(([, value]) => value);
  return claim ? values : [undefined, ...values];
}

/** Reads the flat list member, position, … that Redis answers with. */
export function readRows(rows: readonly Buffer[]): SealedEnvelope[] {
  const read: SealedEnvelope[] = [];
  for (let i = 0; i + 1 < rows.length; i += 2) {
    const [member, position] = [rows[i], rows[i + 1]] as [Buffer, Buffer];
    const guid = guidFromBytes(member.subarray(0, guidLength));
    const sealed = member.subarray(guidLength);
    if (guid) read.push({ guid, position: Number(String(position)), sealed });
  }
  return read;
}
