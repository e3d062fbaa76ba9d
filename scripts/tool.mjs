// Runs a tool of the tree, fetched first where it is missing: `node scripts/tool.mjs NAME
// [arguments]`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, root } from './bootstrap.mjs';

const [name = '', ...rest] = process.argv.slice(2);
await ensureDependencies({ tools: true });
const ran = spawnSync(join(root, 'node_modules/.bin', name), rest, { cwd: root, stdio: 'inherit' });
process.exit(ran.status ?? 1);
