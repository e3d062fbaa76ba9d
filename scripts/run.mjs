// Runs a TypeScript entry of the project with the pinned Node, fetched first where it is missing:
// `node scripts/run.mjs FILE [arguments]`.
import { ensureDependencies, spawnPinned } from './bootstrap.mjs';

const [file, ...rest] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/run.mjs FILE [arguments]');
  process.exit(2);
}
// What measures has tools of its own; the demo has none.
const tools = file.startsWith('bench/') && !file.startsWith('bench/demo/');
await ensureDependencies({ tools });
await spawnPinned([file, ...rest]);
