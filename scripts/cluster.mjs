// `npm run cluster`, `cluster:reload`, `cluster:stop`: fetches what is missing, then PM2's part
// under the pinned Node.
import { join } from 'node:path';
import { ensureDependencies, ensureRedis, root, spawnPinned } from './bootstrap.mjs';

const [command = 'start'] = process.argv.slice(2);
await ensureDependencies();
if (command === 'start') ensureRedis();
await spawnPinned([join(root, 'cluster/pm2/main.ts'), command]);
