// The packages of the lock, laid beside the place where they belong and put there when all of them
// are there: whoever looks meanwhile sees the former ones or these.
//
// The lock names no registry, so that npm would ask for each package's list of versions only to
// learn where its tarball is: half of the time that an installation takes. Where the registry has
// them at the usual place, the copy of the lock that is installed from says so; npm still compares
// each with the sum in it.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askRegistry, npmEnvironment } from './registry.mjs';

const lockName = 'package-lock.json';
const configLimitMs = 60_000;

/** Lays what the lock of `root` has, with or without the tools as `include` says. */
export async function layPackages(root, include) {
  const stage = join(root, '.cache/install');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const name of ['package.json', '.npmrc']) {
    if (existsSync(join(root, name))) copyFileSync(join(root, name), join(stage, name));
  }
  const words = ['ci', include];
  const lock = JSON.parse(readFileSync(join(root, lockName), 'utf8'));
  // Where that was in vain, npm looks for the places itself.
  const prepare = (nth) => {
    const registry = nth === 1 ? onlyRegistry(root) : undefined;
    const written = registry ? addressed(lock, registry) : lock;
    writeFileSync(join(stage, lockName), JSON.stringify(written));
  };
  await askRegistry('npm ci', words, stage, { prepare });
  const isLaid = swap(join(stage, 'node_modules'), join(root, 'node_modules'), join(stage, 'old'));
  if (!isLaid) await askRegistry('npm ci', words, root);
  rmSync(stage, { recursive: true, force: true });
}

/** The lock with the usual address of each package's tarball. */
function addressed(lock, registry) {
  const base = registry.replace(/\/*$/, '/');
  const packages = Object.entries(lock.packages).map(([path, one]) => {
    if (path === '' || one.link || one.inBundle || one.resolved || !one.integrity) {
      return [path, one];
    }
    const name = one.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const file = `${name.slice(name.indexOf('/') + 1)}-${one.version}.tgz`;
    return [path, { ...one, resolved: `${base}${name}/-/${file}` }];
  });
  return { ...lock, packages: Object.fromEntries(packages) };
}

/** The registry of this user, where all packages are of one. */
function onlyRegistry(cwd) {
  const words = ['config', 'list', '--json'];
  const env = npmEnvironment();
  const asked = spawnSync('npm', words, { cwd, env, encoding: 'utf8', timeout: configLimitMs });
  try {
    const config = JSON.parse(asked.stdout);
    const isScoped = Object.keys(config).some((name) => /^@.*:registry$/.test(name));
    return isScoped ? undefined : config.registry;
  } catch {
    return undefined;
  }
}

/** True when the fresh folder is in its place; false where folders there cannot be moved. */
function swap(fresh, place, former) {
  try {
    if (existsSync(place)) renameSync(place, former);
    renameSync(fresh, place);
    return true;
  } catch {
    if (!existsSync(place) && existsSync(former)) renameSync(former, place);
    return false;
  }
}
