// Reads what waits in Redis for a device. Envelopes do not pass through Lua, which makes a string
// of each and hashes it: Redis would stand still meanwhile. A script raises the fence, and commands
// of Redis's own do the rest, in this order:
//
//   1. the fence        what an older owner has written is written, and nothing comes after it
//   2. the envelopes    in portions, each behind the last position of the one before
//   3. the payloads     of those that are views; what has none any more has gone meanwhile
//   4. the horizon      up to where the durable store counts
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
import { guidLength, joined, payloadOf } from './queueSeals.ts';
import type { Ledger } from './ownedShard.ts';

/** Envelopes of which one command may read so many, however large they are. */
export const portionLengthMax = Math.floor(portionBytesMax / limits.envelopeBytesMax);

/** A stored envelope before it is opened. */
export interface SealedEnvelope {
  readonly guid: EnvelopeGuid;
  readonly position: number;
  readonly sealed: Uint8Array;
}

/** The first envelopes after a position. */
export interface Waiting {
  /** Envelopes in order; some may be below the horizon as well. */
  readonly envelopes: SealedEnvelope[];
  /** True when nothing in Redis follows them. */
  readonly complete: boolean;
  readonly horizon: Horizon | undefined;
}

/** What of a queue is between two positions, in Redis's words for them. */
export interface QueueRange {
  readonly prefix: string;
  readonly name: string;
  readonly after: string;
  readonly upTo: string;
  readonly most: number;
}

/** The first of a range. */
export interface QueuePortion {
  readonly envelopes: SealedEnvelope[];
  /** Positions of all that were found, those without their payload included; they ascend. */
  readonly positions: readonly string[];
  /** Bytes of the envelopes. */
  readonly bytes: number;
  /** True when nothing of the range follows them. */
  readonly complete: boolean;
  readonly horizon: Horizon | undefined;
}

type Command = readonly [name: string, args: readonly (string | number)[]];
type Answers = readonly [claimed: unknown, ...rest: unknown[]];
type Claim = readonly ScriptArgument[] | undefined;

/** What waits in a queue: a whole envelope, or a view and the name of its payload. */
interface Row {
  readonly member: Buffer;
  readonly position: string;
  readonly payload: string | undefined;
}

/**
 * The first envelopes after a position that wait in Redis: no more than `most`, and at least
 * half of the bytes that are wanted where there are as many. Raises the fence. Throws Unreachable.
 */
export async function readWaiting(
  redis: RedisClient,
  { shard, name }: Ledger,
  fence: FencingToken,
  after: number,
  most: number,
  bytesWanted = pageBytesMax,
): Promise<Waiting | 'fenced'> {
  if (!shard.enter(fence)) return 'fenced';
  const { prefix, token } = shard;
  const envelopes: SealedEnvelope[] = [];
  let claim: Claim = ownerArguments(shard);
  let from = String(after);
  let bytes = 0;
  for (let read = 0; ; ) {
    // First so many as are wanted, however large they are; then more, as they were small.
    const bytesMax = read === 0 ? bytesWanted : portionBytesMax;
    const count = Math.min(most - read, Math.floor(bytesMax / limits.envelopeBytesMax));
    const range = { prefix, name, after: `(${from}`, upTo: '+inf', most: count };
    const { claimed, ...portion } = await readPortion(redis, range, claim);
    if (claim && readOwned(shard, token, claimed) === 'fenced') return 'fenced';
    claim = undefined;
    const { complete, horizon } = portion;
    read += portion.positions.length;
    from = portion.positions.at(-1) ?? from;
    bytes += portion.bytes;
    envelopes.push(...portion.envelopes);
    if (!complete && read < most && 2 * bytes < bytesWanted) continue;
    return { envelopes, complete, horizon };
  }
}

/** The first of a range, with their payloads, and then the horizon. Throws Unreachable. */
export async function readPortion(
  redis: RedisClient,
  { prefix, name, after, upTo, most }: QueueRange,
  claim?: Claim,
): Promise<QueuePortion & { readonly claimed: unknown }> {
  const range = [after, upTo, 'WITHSCORES', 'LIMIT', 0, most];
  const horizonNow: Command = ['HGET', [`${prefix}archived`, name]];
  const answers = await run(redis, prefix, claim, [
    ['ZRANGEBYSCORE', [`${prefix}q:${name}`, ...range]],
    ['ZRANGEBYSCORE', [`${prefix}v:${name}`, ...range]],
    horizonNow,
  ]);
  const [claimed, whole, views] = answers as [unknown, Buffer[][], Buffer[][]];
  const all = [...rowsOf(whole.flat(), false), ...rowsOf(views.flat(), true)];
  const complete = all.length < most;
  const rows = views.length === 0 ? all : inOrder(all).slice(0, most);
  const payloads = new Map<string, Buffer | null>();
  for (const { payload } of rows) if (payload) payloads.set(payload, null);
  let horizon = answers.at(-1);
  if (payloads.size > 0) {
    const names = [...payloads.keys()];
    const gets = names.map((one): Command => ['GET', [`${prefix}m:${one}`]]);
    const [, ...found] = await run(redis, prefix, undefined, [...gets, horizonNow]);
    names.forEach((one, i) => payloads.set(one, found[i] as Buffer | null));
    horizon = found.at(-1);
  }
  const envelopes = rows.flatMap((row) => sealedOf(row, payloads));
  return {
    claimed,
    envelopes,
    positions: rows.map((row) => row.position),
    bytes: envelopes.reduce((sum, one) => sum + one.sealed.length, 0),
    complete,
    horizon: parseHorizon(String(horizon ?? '')),
  };
}

/** One pipeline; one by one where the script is missing, or a cluster has moved the shard. */
async function run(
  redis: RedisClient,
  prefix: string,
  claim: Claim,
  commands: readonly Command[],
): Promise<Answers> {
  const node = nodeOfSlot(redis, slotOf(prefix));
  const keys = shardKeys(prefix);
  const answers = node && (await pipelined(node, keys, claim, commands));
  if (answers) return answers;
  const claimed = claim && (await runScript(redis, scripts.claim, keys, claim));
  const read: [unknown, ...unknown[]] = [claimed];
  try {
    for (const [name, args] of commands) read.push(await redis.callBuffer(name, [...args]));
  } catch (error) {
    throw translateFailure(error);
  }
  return read;
}

/** Undefined when Redis has refused any of it: none of it counts then. Throws Unreachable. */
async function pipelined(
  node: RedisNode,
  keys: readonly string[],
  claim: Claim,
  commands: readonly Command[],
): Promise<Answers | undefined> {
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
  return claim ? (values as unknown as Answers) : [undefined, ...values];
}

/** Reads the flat list member, position, … that Redis answers with. */
export function rowsOf(flat: readonly Buffer[], areViews: boolean): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [member, position] = [flat[i], flat[i + 1]] as [Buffer, Buffer];
    const payload = areViews ? payloadOf(member) : undefined;
    rows.push({ member, position: String(position), payload });
  }
  return rows;
}

function inOrder(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => Number(a.position) - Number(b.position));
}

/** Empty where a payload has gone with the last of its views, and for what is no member. */
export function sealedOf(
  { member, position, payload }: Row,
  payloads: ReadonlyMap<string, Buffer | null>,
): SealedEnvelope[] {
  const guid = guidFromBytes(member.subarray(0, guidLength));
  const shared = payload === undefined ? undefined : payloads.get(payload);
  if (!guid || (payload !== undefined && !shared)) return [];
  const sealed = shared ? joined(member, shared) : member.subarray(guidLength);
  return [{ guid, position: Number(position), sealed }];
}
