// How far the replicas of a Redis are behind: of each server that holds data, by where its log
// ended at times and where each replica says that it is. A replica says so once a second by itself;
// `WAIT` has it say so at once.

import type { Clock, RedisClient, RedisNode } from '#runtime';
import { nodeKey, redisNodes } from '#runtime';
import type { LogEnd, Replication } from '../replication.ts';
import { behindSinceMs } from '../replication.ts';
import { translateFailure } from './scripts.ts';

/** So long the replicas have to answer; the connection can do nothing else meanwhile. */
const answerTimeoutMs = 100;
/** More than there are: so `WAIT` asks all, and waits until its time is over. */
const everyReplica = 1_000_000;
/** Looks that are kept of a server: five minutes at two a second. */
const endsMax = 600;

/** What `INFO replication` says of a server's own log and of the replicas that follow it. */
interface Followed {
  readonly offset: number;
  readonly replicas: readonly number[];
}

/** Looks at replicas again and again, over a connection of its own. */
export class RedisReplication {
  readonly #redis: RedisClient;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #ends = new Map<string, LogEnd[]>();

  constructor(redis: RedisClient, clock: Pick<Clock, 'monotonic'>) {
    this.#redis = redis;
    this.#clock = clock;
  }

  /** The first look knows of nothing older than itself. Throws Unreachable. */
  async look(): Promise<Replication> {
    const found = await Promise.all(redisNodes(this.#redis).map((node) => this.#lookAt(node)));
    const behind = found.flatMap((one) => one.behindMs ?? []);
    return {
      // Of a cluster the server with the fewest: its slots are the ones that a failure would lose.
      replicas: Math.min(...found.map((one) => one.replicas)),
      ...(behind.length > 0 ? { behindMs: Math.max(...behind) } : {}),
    };
  }

  async #lookAt(node: RedisNode): Promise<Replication> {
    try {
      const end = await this.#noteEnd(node);
      if (end.replicas.length === 0) return { replicas: 0 };
      await node.wait(everyReplica, answerTimeoutMs);
      const { replicas } = readFollowed(await node.info('replication'));
      const nowMs = this.#clock.monotonic();
      const ends = this.#ends.get(nodeKey(node)) ?? [];
      const behind = replicas.map((offset) => behindSinceMs(ends, offset, nowMs));
      return { replicas: replicas.length, behindMs: Math.max(0, ...behind) };
    } catch (error) {
      throw translateFailure(error);
    }
  }

  async #noteEnd(node: RedisNode): Promise<Followed> {
    const atMs = this.#clock.monotonic();
    const found = readFollowed(await node.info('replication'));
    const former = this.#ends.get(nodeKey(node)) ?? [];
    // An offset that went back is another log's: another server has taken over.
    const isSame = (former.at(-1)?.offset ?? 0) <= found.offset;
    const ends = [...(isSame ? former : []), { atMs, offset: found.offset }];
    this.#ends.set(nodeKey(node), ends.slice(-endsMax));
    return found;
  }
}

/** Those that are being filled for the first time follow nothing yet. */
function readFollowed(text: string): Followed {
  const lines = text.matchAll(/^slave\d+:.*\bstate=online,offset=(\d+)/gm);
  return {
    offset: Number(/^master_repl_offset:(\d+)/m.exec(text)?.[1] ?? 0),
    replicas: [...lines].map(([, offset]) => Number(offset)),
  };
}
