// The real primary over tiny workers; it notes the members it was told to forget.

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runPrimary } from '../../../cluster/run.ts';

const workerFile = fileURLToPath(new URL('tinyWorker.ts', import.meta.url));
const folder = process.env['ALDIS_DATA'] ?? '';
await runPrimary(workerFile, async (redis, member) => {
  await redis.ping();
  appendFileSync(join(folder, 'forgotten'), `${member}\n`);
});
