// The reference of the SDK, from its docstrings, into docs/api or the folder named as argument:
// `npm run docs:api`. It is not kept in the repository: whatever changes there has changed in a
// docstring, and would be reviewed and merged twice.
import { join } from 'node:path';
import { ensureDependencies, root, spawnPinned } from './bootstrap.mjs';

await ensureDependencies({ tools: true });
const out = process.argv[2] ?? join(root, 'docs/api');
await spawnPinned([join(root, 'node_modules/typedoc/bin/typedoc'), '--out', out]);
