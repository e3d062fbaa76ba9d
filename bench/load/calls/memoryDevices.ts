// The devices of a call whose keys are looked for. What is told of a key is masked, so that it
// stands in this process where the SDK has it and nowhere else.

import { findCluster } from '#lab/launch.ts';
import { masked } from './masked.ts';
import { readCallsOptions } from './options.ts';
import { runCalls } from './run.ts';
import { forgedOf } from './verdict.ts';

/** How they talk: at most for so long, until it was looked. */
const talk: readonly string[] = ['--for', '5m', '--listeners', '2', '--packets', '25'];

export type MemoryOrder =
  | { readonly what: 'talk'; readonly dataDir: string; readonly talkers: number }
  | { readonly what: 'keys' }
  | { readonly what: 'end' };

export interface MemoryAnswers {
  readonly talk: { readonly forged: number; readonly opened: number };
  /** The newest key of each talker, masked, once everybody hears everybody. */
  readonly keys: readonly Uint8Array[];
  readonly end: null;
}

const keys = new Map<number, Uint8Array>();
const loading = Promise.withResolvers<void>();
const enough = Promise.withResolvers<void>();

async function obey(order: MemoryOrder): Promise<MemoryAnswers[MemoryOrder['what']]> {
  if (order.what === 'keys') {
    await loading.promise;
    return [...keys.values()];
  }
  if (order.what === 'end') {
    enough.resolve();
    return null;
  }
  const { dataDir } = order;
  const cluster = findCluster(dataDir);
  if (!cluster) throw new Error('The cluster does not run.');
  const found = await runCalls({
    options: readCallsOptions([...talk, '--rooms', '1', '--talkers', String(order.talkers)]),
    cluster: { dataDir, url: cluster.url, facts: () => findCluster(dataDir) ?? cluster },
    abort: new Promise<never>(() => undefined),
    given: (base, mediaId) => keys.set(mediaId, masked(base)),
    loading: () => loading.resolve(),
    enough: enough.promise,
  });
  return { forged: forgedOf(found), opened: found.frames.opened };
}

process.on('message', ({ id, order }: { readonly id: number; readonly order: MemoryOrder }) => {
  obey(order).then(
    (answer) => process.send?.({ id, answer }),
    (error: Error) => process.send?.({ id, broken: error.stack ?? String(error) }),
  );
});
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
