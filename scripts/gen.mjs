// Writes src/protocol/wire.js and wire.d.ts from proto/*.proto; run by `npm run gen`.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = process.argv[2] ?? join(root, 'src/protocol/wire.js');
const protos = readdirSync(join(root, 'proto'))
  .sort()
  .map((name) => join(root, 'proto', name));
const flags =
  '-t static-module -w esm --dts --no-service --no-verify --no-delimited --es6 -r aldis';
execFileSync(
  process.execPath,
  [join(root, 'node_modules/protobufjs-cli/bin/pbjs'), ...flags.split(' '), '-o', out, ...protos],
  { stdio: 'inherit', cwd: root },
);
