// Makes a release of the server for this machine's platform: `npm run release [-- --to DIR]`. What
// is committed, the packages it runs with and the desk's page become one tarball; beside it stand a
// bill of materials (CycloneDX) and the sums of both. The same commit makes the same bytes.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
} from 'node:fs';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { looksClean } from './advisories.mjs';
import { ensureDependencies, giveUp, isThere, pinnedNode, root } from './bootstrap.mjs';
import { outputWithin } from './bounded.mjs';
import { builtDesk } from './desk.mjs';
import { enterInstall } from './installLock.mjs';
import { fetchPinnedNode, layPinnedNode } from './pinnedNode.mjs';
import { askRegistry, npmEnvironment } from './registry.mjs';

/** Of the repository; what measures and tests stays behind, as its packages do. */
const parts = [
  '.npmrc',
  'aldis',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'client',
  'cluster',
  'deploy',
  'docs',
  'ecosystem.config.js',
  'package.json',
  'package-lock.json',
  'proto',
  'scripts',
  'src',
];
/** npm reads the lock, and a hundred manifests. */
const billLimitMs = 2 * 60_000;
/** Commands that need more than a release has. */
const left = [
  'advisories',
  'bench',
  'chaos',
  'check',
  'commands',
  'demo',
  'docs',
  'docs:api',
  'format',
  'gen',
];
left.push('lint', 'load', 'pack', 'release', 'simulate', 'test', 'typecheck', 'vitest');

await ensureDependencies({ tools: true });
// Not above: in a clean checkout it is there from here on.
const { Command } = await import('commander');
const { to } = new Command('npm run release --')
  .option('--to <folder>', 'puts the files there', join(root, '.cache/release'))
  .parse()
  .opts();
for (const tool of ['git', 'gzip']) if (!isThere(tool)) giveUp(`A release is made with ${tool}.`);
if (!execFileSync('tar', ['--version'], { encoding: 'utf8' }).includes('GNU')) {
  giveUp('A release is made with GNU tar, which can leave out who made it and when.');
}
if (!looksClean()) giveUp('Something grave is known against a package of this release.');
const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
const commit = git('rev-parse', 'HEAD');
const committedAt = Number(git('show', '-s', '--format=%ct', commit));
if (git('status', '--porcelain') !== '') say('What is not committed is not in it.');
const { version } = JSON.parse(git('show', 'HEAD:package.json'));
const name = `aldis-${version}-${process.platform}-${process.arch}`;
const folder = mkdtempSync(join(tmpdir(), 'aldis-release-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const stage = join(folder, name);
mkdirSync(stage);
takeSources(stage);
say('Fetching the packages it runs with …');
// By the pinned Node, so that a package that wants another one is refused here.
const own = { PATH: `${dirname(pinnedNode)}${delimiter}${process.env.PATH}` };
await askRegistry('npm ci', ['ci', '--omit=dev', '--engine-strict'], stage, { own });
const leave = await enterInstall(root);
layPinnedNode(await fetchPinnedNode(stage), stage);
leave();
const bill = await billOf(stage);
trimScripts(stage);
mkdirSync(to, { recursive: true });
const tarball = join(to, `${name}.tar.gz`);
say('Packing …');
await pack(tarball);
const billPath = join(to, `${name}.cdx.json`);
writeFileSync(billPath, `${JSON.stringify(bill, null, 2)}\n`);
const sums = join(to, `${name}.sha256`);
const lines = await Promise.all([tarball, billPath].map(sumLine));
writeFileSync(sums, lines.join(''));
for (const path of [tarball, billPath, sums]) console.log(`${shown(path)}  ${sizeOf(path)}`);

function takeSources(stage) {
  const archive = execFileSync('git', ['archive', '--format=tar', commit, ...parts], {
    cwd: root,
    maxBuffer: 2 ** 28,
  });
  execFileSync('tar', ['-x', '-C', stage], { input: archive });
}

/** What npm says is there, less what is for other platforms, a random name and the time. */
async function billOf(stage) {
  // Of the whole lock: `--omit=dev` leaves out what tools need as well.
  const words = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'];
  const told = await outputWithin('npm sbom', 'npm', words, {
    cwd: stage,
    env: { ...npmEnvironment(), ...own },
    limitMs: billLimitMs,
  });
  const { serialNumber: _random, ...bill } = JSON.parse(told);
  const installed = packagesIn(join(stage, 'node_modules'));
  const there = new Map(installed.map((one) => [`${one.name}@${one.version}`, one]));
  const components = bill.components.filter((one) => there.delete(`${one.name}@${one.version}`));
  // What an install script has fetched: the pinned Node itself.
  for (const { name, version, license } of there.values()) {
    const purl = `pkg:npm/${encodeURIComponent(name)}@${version}`;
    const licenses = [{ license: { id: license } }];
    components.push({ 'bom-ref': purl, type: 'library', name, version, purl, licenses });
  }
  const { metadata } = bill;
  const refs = new Set(components.map((one) => one['bom-ref']));
  refs.add(metadata.component['bom-ref']);
  const dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  const component = { ...metadata.component, type: 'application', name: 'aldis' };
  const timestamp = new Date(committedAt * 1000).toISOString();
  return { ...bill, metadata: { ...metadata, timestamp, component }, components, dependencies };
}

/** The manifests of all packages below a folder. */
function packagesIn(modules) {
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    const path = join(modules, entry.name);
    if (!entry.isDirectory() || entry.name.startsWith('.')) return [];
    if (entry.name.startsWith('@')) return packagesIn(path);
    const inner = join(path, 'node_modules');
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    return [manifest, ...(existsSync(inner) ? packagesIn(inner) : [])];
  });
}

function trimScripts(stage) {
  const path = join(stage, 'package.json');
  const { scripts, devDependencies: _tools, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  const kept = Object.entries(scripts).filter(([command]) => !left.includes(command));
  const manifest = { ...rest, aldis: { commit }, scripts: Object.fromEntries(kept) };
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Sorted, owned by nobody, made when its commit was: who packs it again gets the same bytes. */
async function pack(tarball) {
  cpSync(await builtDesk(), join(folder, name, 'client/desk/built'), { recursive: true });
  const flags = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=go-w'];
  const made = `--mtime=@${committedAt}`;
  const tar = spawn('tar', ['-c', '-C', folder, ...flags, made, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gzip = ['gzip -n -6 > "$1"', 'sh', tarball];
  const zip = spawn('/bin/sh', ['-c', ...gzip], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = Promise.all(
    [tar, zip].map((child) => new Promise((done) => child.on('close', done))),
  );
  await pipeline(tar.stdout, zip.stdin);
  if ((await ended).some((code) => code !== 0)) giveUp('tar or gzip failed; see above.');
}

async function sumLine(path) {
  const sum = createHash('sha256');
  await pipeline(createReadStream(path), sum);
  return `${sum.digest('hex')}  ${relative(to, path)}\n`;
}

function sizeOf(path) {
  const { size } = statSync(path);
  return size < 1e5 ? `${(size / 1e3).toFixed(1)} KB` : `${(size / 1e6).toFixed(1)} MB`;
}

function shown(path) {
  return relative(process.cwd(), resolve(path)) || path;
}

function say(line) {
  console.error(line);
}
