// More house rules: no file reaches itself, bench keeps no state in modules either, and words that
// had several meanings (docs/architecture.md) are names only in the rooms that they belong to.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { list, root, slowTimeoutMs, text, tracked } from './house.ts';
import { cyclesOf, importsOf, mutableStateOf, namesOf, runtimeImportsOf } from './source.ts';

/** Each of these is forked: its module is a process, and holds what the process knows. */
const processes: readonly string[] = [
  'bench/chaos/devices.ts',
  'bench/demo/person.ts',
  'bench/lab/raw/crowdProcess.ts',
  'bench/lab/raw/process.ts',
  'bench/load/calls/memoryDevices.ts',
  'bench/load/process.ts',
  'bench/topics/audienceProcess.ts',
];

/** State that a module of bench may hold, and why. */
const benchState: Record<string, string> = {
  'bench/lab/gcOnSignal.ts: reports': 'numbers the reports of the process it is loaded into',
  'bench/lab/raw/fields.ts: end': 'a second result of the reader, which makes no object for it',
};

const doors: Record<string, string> = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
).imports;
const rooms = tracked.filter((path) => /^(src|client|cluster|bench)\//.test(path));

/** The file that an import names; undefined for packages. */
function reachedBy(path: string, target: string): string | undefined {
  if (target.startsWith('.')) return join(dirname(path), target);
  const door = Object.keys(doors).find((one) => {
    return one.endsWith('*') ? target.startsWith(one.slice(0, -1)) : one === target;
  });
  if (door === undefined) return undefined;
  const inside = target.slice(door.length - 1);
  return join(doors[door]?.replace('*', inside) ?? '');
}

const graphOf = (
  sources: Record<string, string>,
  importedBy: (source: string) => readonly string[] = runtimeImportsOf,
) =>
  new Map(
    Object.entries(sources).map(([path, source]) => {
      const reached = importedBy(source).map((target) => reachedBy(path, target));
      return [path, reached.filter((one) => one !== undefined)] as const;
    }),
  );

describe('the habits', { timeout: slowTimeoutMs }, () => {
  it('lead from no file back to itself while it runs', () => {
    const graph = graphOf(Object.fromEntries(rooms.map((path) => [path, text(path)])));
    expect([...graph.values()].flat().filter((one) => graph.has(one)).length).toBeGreaterThan(500);
    list(cyclesOf(graph));
  });

  it('lead in the product from no file back to itself, by types either', () => {
    const product = rooms.filter((path) => !path.startsWith('bench/'));
    list(cyclesOf(graphOf(Object.fromEntries(product.map((one) => [one, text(one)])), importsOf)));
  });

  it('keep the life of a connection free of what carries it', () => {
    const reached = new Set(['src/gateway/sockets/connections.ts']);
    const loaded = new Set<string>();
    for (const path of reached) {
      for (const target of runtimeImportsOf(text(path))) {
        if (target.startsWith('.')) reached.add(join(dirname(path), target));
        else loaded.add(target);
      }
    }
    expect(reached.size).toBeGreaterThan(10);
    list([...loaded].filter((one) => /^(node:(http|https|tls)|socket\.io.*|ws)$/.test(one)));
  });

  it('see a way round, over a door as well, and none over types', () => {
    const there = "import { b } from './b.ts';\nexport const a = b;";
    const back = "export { a } from './a.ts';";
    expect(cyclesOf(graphOf({ 'src/a.ts': there, 'src/b.ts': back }))).toEqual([
      'src/a.ts → src/b.ts → src/a.ts',
    ]);
    const onlyTypes = "import type { a } from './a.ts';\nexport type { a } from './a.ts';";
    expect(cyclesOf(graphOf({ 'src/a.ts': there, 'src/b.ts': onlyTypes }))).toEqual([]);
    const door = "import { x } from './x.ts';";
    const through = "import type { Z } from '#protocol';\nimport { y } from '#protocol';";
    expect(
      cyclesOf(graphOf({ 'src/protocol/index.ts': door, 'src/protocol/x.ts': through })),
    ).toEqual(['src/protocol/index.ts → src/protocol/x.ts → src/protocol/index.ts']);
  });

  it('make once for a worker what all of its doors share', () => {
    // The doctor starts no worker; it tells what one would be refused for.
    const product = rooms.filter((one) => /^(src|cluster)\//.test(one) && !/doctor/.test(one));
    for (const maker of ['createAuthenticator(', 'createSendPort(', 'readRateLimits(']) {
      const calls = product.flatMap((path) =>
        text(path)
          .split('\n')
          .filter((line) => line.includes(maker) && !line.startsWith('export')),
      );
      expect(calls).toHaveLength(1);
    }
  });

  it('check signed keys in one place, whose proof all others take', () => {
    const checking = rooms.filter((path) => text(path).includes('checkSignedKey('));
    expect(checking.sort()).toEqual([
      'src/actors/account/newDevice.ts',
      'src/actors/account/verification.ts',
      'src/crypto/publicKeys.ts',
    ]);
  });

  it('keep no state in the modules of bench', () => {
    const found = rooms
      .filter((path) => path.startsWith('bench/') && !processes.includes(path))
      .flatMap((path) => mutableStateOf(path, text(path)).map((name) => `${path}: ${name}`));
    list(found.filter((one) => !(one in benchState)));
    list(Object.keys(benchState).filter((one) => !found.includes(one)));
  });

  it('see what is written into a constant, and what belongs to a class', () => {
    const counter = 'const counts = { sent: 0 };\nexport const count = () => counts.sent++;';
    expect(mutableStateOf('a.ts', counter)).toEqual(['counts']);
    const cache = 'class Cache {\n  static of = 0;\n  static readonly known = new Map();\n}';
    expect(mutableStateOf('a.ts', cache)).toEqual(['Cache.of', 'Cache.known']);
    const fixed = 'const limits = { most: 5 };\nclass Two {\n  static readonly of = 2;\n}';
    expect(mutableStateOf('a.ts', fixed)).toEqual([]);
  });
});

const ofCalls = [
  'client/(calls|media|index|daemon)',
  'cluster/media',
  'src/(voice|actors/(call/|ports)|protocol/(events/call|media)|runtime/metrics)',
  'src/gateway/(egress/calls|sockets/handlers)',
];
const ofTraces = 'src/(runtime/tracing|routing|gateway|actors/account/sending)';
const ofRatchets = ['client/(calls|media)/', 'src/protocol/contentCall'];

/** Where each word may be a name. */
const homes: Record<string, RegExp> = {
  follow: /^src\/gateway\/egress\//,
  lane: /^client\/(messages|groups)\//,
  outbox: /^client\//,
  place: new RegExp(`^(${ofCalls.join('|')})`),
  step: new RegExp(`^(${[ofTraces, ...ofRatchets].join('|')})`),
  table: /^(client\/(store|record)\/|src\/persistence\/)/,
};

/** Pages have tables, and scripts what their readers know. */
const others = /^(client\/desk|src\/console\/assets|scripts)\//;

const wordsIn = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/** The names of a file that hold a word which belongs elsewhere. */
function strayIn(path: string, source: string): string[] {
  const elsewhere = Object.keys(homes).filter((word) => !homes[word]?.test(path));
  const isStray = (one: string) => elsewhere.includes(one) || elsewhere.includes(one.slice(0, -1));
  return namesOf(path, source)
    .filter((name) => wordsIn(name).some(isStray))
    .map((name) => `${path}: ${name}`);
}

describe('words', { timeout: slowTimeoutMs }, () => {
  it('are names in the rooms alone that they belong to', () => {
    const product = rooms.filter((path) => /^(src|client|cluster)\//.test(path));
    expect(product.length).toBeGreaterThan(500);
    list(product.filter((path) => !others.test(path)).flatMap((path) => strayIn(path, text(path))));
  });

  it('are told once each, in the list of words', () => {
    const [, told = ''] = text('docs/architecture.md').split('## Words');
    const words = [...told.matchAll(/^\| \*\*(\w+)\*\*/gm)].map(([, word]) => word ?? '');
    expect(words).toEqual([...new Set(words)].sort());
    list(Object.keys(homes).filter((word) => !words.includes(word)));
  });

  it('are found in whatever is named by them, and not in what is said', () => {
    const found = (source: string) => strayIn('src/jobs/a.ts', source);
    expect(found('const nextPlace = 1;')).toEqual(['src/jobs/a.ts: nextPlace']);
    expect(found('class A {\n  #lanes = 1;\n}')).toEqual(['src/jobs/a.ts: #lanes']);
    expect(found("// In its place.\nconst replaced = replace('lane', 'a table');")).toEqual([]);
  });
});
