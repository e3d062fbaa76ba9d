// Makes the SDK and its command line an installable package: `npm run pack [-- --platform NAME]
// [-- --to DIR]`. It brings libsignal for one platform along, by default this machine's; of
// libsignal's own package all others would be five parts in six of what is installed.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { ensureDependencies, giveUp, pinnedNode, root } from './bootstrap.mjs';
import { outputWithin } from './bounded.mjs';
import { builtDesk } from './desk.mjs';
import { writePages } from './packedPages.mjs';

const signal = '@signalapp/libsignal-client';
/** npm packs on one processor alone. */
const packLimitMs = 5 * 60_000;
/** What the declarations name. */
const typePackages = ['@types/node'];
/** Copied as they are: the compiler emits nothing for JavaScript that has its declarations. */
const generated = ['src/protocol/wire.js', 'src/protocol/wire.d.ts'];
/** `node:sqlite` needs no flag from 22.13 on. */
const nodeLeast = [22, 13];
const launcher = `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < ${nodeLeast[0]} || (major === ${nodeLeast[0]} && minor < ${nodeLeast[1]})) {
  console.error(\`aldis needs Node ${nodeLeast.join('.')} or newer; this is \${process.version}.\`);
  process.exit(1);
}
await import('./client/cli/main.js');
`;

await ensureDependencies({ tools: true });
// Not above: in a clean checkout it is there from here on.
const { Command } = await import('commander');
const given = new Command('npm run pack --')
  .option('--platform <name>', 'brings libsignal for', `${process.platform}-${process.arch}`)
  .option('--to <folder>', 'puts the tarball there', join(root, '.cache/package'))
  .parse()
  .opts();
const modules = join(root, 'node_modules');
const prebuilds = readdirSync(join(modules, signal, 'prebuilds')).sort();
if (!prebuilds.includes(given.platform)) {
  giveUp(`libsignal is there for ${prebuilds.join(', ')}, not for ${given.platform}.`);
}
const stage = mkdtempSync(join(tmpdir(), 'aldis-package-'));
process.once('exit', () => rmSync(stage, { recursive: true, force: true }));
compile();
writeManifest();
cpSync(await builtDesk(), join(stage, 'client/desk/built'), { recursive: true });
bring(signal);
console.log(await pack());

function compile() {
  const compiler = [join(modules, 'typescript/bin/tsc'), '-p', join(root, 'tsconfig.sdk.json')];
  execFileSync(pinnedNode, [...compiler, '--outDir', stage], { stdio: 'inherit' });
  for (const file of generated) cpSync(join(root, file), join(stage, file));
  writePages(stage);
  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
  writeFileSync(join(stage, 'aldis.js'), launcher, { mode: 0o755 });
}

/** Copies a package and what it needs; of a package for every platform the one that is asked. */
function bring(name) {
  const from = join(modules, name);
  const others = prebuilds.filter((platform) => platform !== given.platform);
  const left = new Set(others.map((platform) => join(from, 'prebuilds', platform)));
  cpSync(from, join(stage, 'node_modules', name), {
    recursive: true,
    filter: (path) => !left.has(path),
  });
  for (const needed of Object.keys(readJson(join(from, 'package.json')).dependencies ?? {})) {
    bring(needed);
  }
}

function writeManifest() {
  const { version, license, description, dependencies, devDependencies, optionalDependencies } =
    readJson(join(root, 'package.json'));
  const pinned = { ...devDependencies, ...dependencies };
  const needed = [...new Set([...importedPackages(), ...typePackages])].sort();
  const [os, cpu] = given.platform.split('-');
  const manifest = {
    name: 'aldis-client',
    version,
    description: `${description}: the SDK and the command line`,
    license,
    type: 'module',
    engines: { node: `>=${nodeLeast.join('.')}` },
    os: [os],
    cpu: [cpu],
    // Debian and its kind; libsignal has no build against musl.
    ...(os === 'linux' ? { libc: ['glibc'] } : {}),
    exports: {
      '.': { types: './client/index.d.ts', default: './client/index.js' },
      './package.json': './package.json',
    },
    imports: {
      '#protocol': {
        types: './src/protocol/index.d.ts',
        default: './src/protocol/index.js',
      },
    },
    bin: { aldis: './aldis.js' },
    files: ['aldis.js', 'client', 'docs', 'src'],
    dependencies: Object.fromEntries(
      needed.map((name) => [name, pinned[name] ?? giveUp(`package.json does not name ${name}.`)]),
    ),
    // Loaded where Node has none of its own.
    optionalDependencies,
    bundleDependencies: [signal],
  };
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Packages that what was emitted imports, its declarations included; only that is there yet. */
function importedPackages() {
  const names = new Set();
  for (const file of readdirSync(stage, { recursive: true })) {
    if (!/\.(js|d\.ts)$/.test(file)) continue;
    const text = readFileSync(join(stage, file), 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import\(?) ?['"]([^'"]+)['"]/g)) {
      // Of the Node that is asked for, which may be younger than the one that runs this.
      const isOfNode = path.startsWith('node:') || isBuiltin(path);
      if (/^[.#]/.test(path) || isOfNode) continue;
      names.add(path.split('/', path.startsWith('@') ? 2 : 1).join('/'));
    }
  }
  return names;
}

async function pack() {
  mkdirSync(given.to, { recursive: true });
  const flags = ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(given.to)];
  const told = await outputWithin('npm pack', 'npm', flags, { cwd: stage, limitMs: packLimitMs });
  const { filename, size, unpackedSize } = JSON.parse(told)[0];
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const path = join(given.to, filename.replace(/\.tgz$/, `-${given.platform}.tgz`));
  renameSync(join(given.to, filename), path);
  const sizes = `${megabytes(size)}, ${megabytes(unpackedSize)} unpacked`;
  return `${relative(process.cwd(), path)}  ${sizes}`;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
