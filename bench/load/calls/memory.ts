// `npm run bench -- call-memory`: keys of calls are looked for in the memory of every process of a
// cluster while people talk, in every form somebody may have written them in. The devices are a
// process of their own, in which the same search has to find the keys.

import { mediaWorkersOf } from '#lab/callTown.ts';
import { conclude } from '#lab/figures.ts';
import { Forked } from '#lab/forked.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { formsOf, inMemory } from '#lab/search.ts';
import { masked } from './masked.ts';
import type { MemoryAnswers, MemoryOrder } from './memoryDevices.ts';

const devices = new URL('./memoryDevices.ts', import.meta.url).pathname;

/** Waits for a failure alone. */
const failing = (work: Promise<unknown>): Promise<never> =>
  work.then(() => new Promise<never>(() => undefined));

async function main(): Promise<0 | 1> {
  const values = readFlags({ talkers: '2', json: undefined });
  const talkers = whole('--talkers', values.talkers, 1, 3);
  const cluster = await launchCluster({
    workers: 2,
    unlimited: true,
    env: { ALDIS_LOG: 'debug', ALDIS_VOICE: 'on' },
  });
  const people = new Forked<MemoryOrder, MemoryAnswers>(devices);
  try {
    const { dataDir } = cluster;
    const talked = people.ask({ what: 'talk', dataDir, talkers });
    talked.catch(() => undefined);
    const keys = await Promise.race([people.ask({ what: 'keys' }), failing(talked)]);
    const needles = keys.map((one) => formsOf(Buffer.from(masked(one)).toString('hex')));
    // One key after the other, so that none is passed over; as bytes, as the SDK has them.
    const own = needles.map((forms) => inMemory(people.pid ?? 0, forms.slice(0, 1)).found);
    const { pid, workers, redisPid } = cluster.facts();
    const media = mediaWorkersOf(cluster).map((one) => one.pid);
    const servers = [pid, ...workers.map((one) => one.pid), ...(redisPid ? [redisPid] : [])];
    const look = (pids: readonly number[]) => pids.map((one) => inMemory(one, needles.flat()));
    const [inMedia, inServers] = [look(media), look(servers)];
    await people.ask({ what: 'end' });
    const { forged, opened } = await talked;
    const sum = (many: readonly { readonly found: number; readonly bytes: number }[]) => ({
      found: many.reduce((all, one) => all + one.found, 0),
      mib: Math.round(many.reduce((all, one) => all + one.bytes, 0) / 2 ** 20),
    });
    const [atMedia, atServers] = [sum(inMedia), sum(inServers)];
    return conclude(
      {
        keys: keys.length,
        opened,
        media_workers: media.length,
        media_mib: atMedia.mib,
        in_media_workers: atMedia.found,
        processes: servers.length,
        processes_mib: atServers.mib,
        in_processes: atServers.found,
        in_devices: own.reduce((all, one) => all + one, 0),
        keys_found_in_devices: own.filter((one) => one > 0).length,
      },
      [
        { sentence: 'people heard each other meanwhile', kept: opened > 0 },
        { sentence: 'nothing was forged', kept: forged === 0 },
        { sentence: 'no media worker has a key in its memory', kept: atMedia.found === 0 },
        { sentence: 'nor has any other process of the cluster', kept: atServers.found === 0 },
        {
          sentence: 'the search finds the key of every talker where the devices are',
          kept: keys.length === talkers && own.every((one) => one > 0),
        },
      ],
      values.json,
    );
  } finally {
    await people.end();
    await cluster.stop();
  }
}

await runCommand(main);
