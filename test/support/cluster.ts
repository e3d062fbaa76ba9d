// A whole cluster for a test: real processes on a free port, on the embedded pair of stores or on
// servers of the test's own. Tests take all that starts clusters from here and nowhere else.

import type { LaunchedCluster, LaunchOptions } from '#lab/launch.ts';
import { launchCluster } from '#lab/launch.ts';
import { startMongod, startRedis } from './servers.ts';

export * from '#lab/hosts.ts';
export * from '#lab/launch.ts';
export * from '#lab/pm2.ts';

export type Pair = 'embedded' | 'external';

/** What is asked of one worker goes by another: two show it, and each takes seconds to start. */
const workersUsual = 2;

/** Starts a cluster; `external` puts it on a Redis and a MongoDB that are told by their URLs. */
export async function startTestCluster(
  options: LaunchOptions & { readonly pair?: Pair } = {},
): Promise<LaunchedCluster> {
  const { pair = 'embedded', ...given } = options;
  const launch = { workers: workersUsual, ...given };
  const quiet = { ALDIS_LOG: 'info', ...launch.env };
  if (pair === 'embedded') return launchCluster({ ...launch, env: quiet });
  const [redis, mongod] = await Promise.all([startRedis({ persistent: true }), startMongod()]);
  const stopServers = () => Promise.all([redis.stop(), mongod.stop()]);
  try {
    const cluster = await launchCluster({
      ...launch,
      env: { ...quiet, REDIS_URL: `unix://${redis.address}`, MONGODB_URL: mongod.url },
    });
    return {
      ...cluster,
      async stop() {
        const code = await cluster.stop();
        await stopServers();
        return code;
      },
    };
  } catch (error) {
    await stopServers();
    throw error;
  }
}
