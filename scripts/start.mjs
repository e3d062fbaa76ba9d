// `npm start`: from nothing to a running cluster.
import { join } from 'node:path';
import { ensureDependencies, ensureRedis, root, spawnPinned } from './bootstrap.mjs';

await ensureDependencies();
ensureRedis();
await spawnPinned([join(root, 'cluster/primary.ts'), ...process.argv.slice(2)]);
