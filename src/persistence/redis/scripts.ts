// The Lua scripts, one file each, and how they are called: by hash, and by text where Redis has
// lost them. Those of the queue begin with what they share (queue/shard.lua).

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StoreFull, Unreachable } from '#ports';
import type { RedisClient } from '#runtime';

/** A script as Redis knows it. */
export interface Script {
  readonly text: string;
  /** SHA-1 of the text, hex. */
  readonly hash: string;
  /** Made to be run for several groups of names and arguments in one call (mergedRuns.ts). */
  readonly takesRuns: boolean;
}

export type ScriptArgument = string | number | Buffer;

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const made = (text: string, takesRuns = false): Script => {
  return { text, hash: createHash('sha1').update(text).digest('hex'), takesRuns };
};

const shard = read('./queue/shard.lua');
/** Scripts of the queue; what only reads, frees or leads runs although Redis is full. */
const ofQueue = (file: string, header = '#!lua flags=allow-oom') =>
  made(`${header}\n${shard}\n${read(`./queue/${file}`)}`);

export const scripts = {
  /** Inserts and removals; refused by a Redis that is full, before it has begun. */
  write: ofQueue('write.lua', '#!lua'),
  /** The same for removals alone. */
  free: ofQueue('write.lua'),
  claim: ofQueue('claim.lua'),
  quarantine: ofQueue('quarantine.lua'),
  clear: ofQueue('clear.lua'),
  drop: ofQueue('drop.lua'),
  moveBegin: ofQueue('moveBegin.lua'),
  moveEnd: ofQueue('moveEnd.lua'),
  expire: ofQueue('expire.lua'),
  count: ofQueue('count.lua'),
  /** Answers with a list, one answer for each run. */
  take: made(read('./take.lua'), true),
} as const;

/** Runs one script; texts come back as Buffers. Throws Unreachable. */
export async function runScript(
  redis: RedisClient,
  script: Script,
  names: readonly string[],
  args: readonly ScriptArgument[],
): Promise<unknown> {
  const rest = [names.length, ...names, ...args];
  try {
    return await redis.callBuffer('EVALSHA', [script.hash, ...rest]);
  } catch (error) {
    if (!isScriptMissing(error)) throw translateFailure(error);
  }
  try {
    return await redis.callBuffer('EVAL', [script.text, ...rest]);
  } catch (error) {
    throw translateFailure(error);
  }
}

/** True when Redis answered that it does not know the script (it was restarted). */
export function isScriptMissing(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

/** True when Redis is full, and has therefore not begun. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('OOM ');
}

// Answers that speak of the server's state, not of the command.
const stateAnswer =
  /^(OOM|READONLY|LOADING|MISCONF|BUSY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|UNKILLABLE)\b/;

/**
 * Turns what the driver threw into Unreachable (connection, time-out, Redis's state). An answer
 * that calls the command wrong is a defect and stays as it is.
 */
export function translateFailure(error: unknown): unknown {
  if (error instanceof Unreachable || !(error instanceof Error)) return error;
  if (error.name === 'ReplyError' && !stateAnswer.test(error.message)) return error;
  if (error.name === 'ReplyError' && error.message.startsWith('OOM')) {
    return new StoreFull('redis', { cause: error });
  }
  if (error instanceof TypeError || error instanceof RangeError) return error;
  return new Unreachable('redis', { cause: error });
}
