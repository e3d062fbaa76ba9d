// Runs a TypeScript entry of the project with the pinned Node: `node scripts/run.mjs FILE
// [arguments]`.
import { spawnPinned } from './bootstrap.mjs';

const [file, ...rest] = process.argv.slice(2);
if (!file) {
  console.error('usage: node scripts/run.mjs FILE [arguments]');
  process.exit(2);
}
await spawnPinned([file, ...rest]);
