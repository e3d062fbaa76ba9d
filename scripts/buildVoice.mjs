// `npm run build:voice`: fetches what is missing, then makes the media worker's program.
import { join } from 'node:path';
import { ensureDependencies, root, spawnPinned } from './bootstrap.mjs';

await ensureDependencies();
await spawnPinned([join(root, 'cluster/voice/build.ts'), ...process.argv.slice(2)]);
