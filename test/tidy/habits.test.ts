// More house rules: no file reaches itself, and bench keeps no state in modules either.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { list, root, slowTimeoutMs, text, tracked } from './house.ts';
import { cyclesOf, importsOf, mutableStateOf, runtimeImportsOf } from './source.ts';

/** Each of these is forked: its module is a process, and holds what the process knows. */
const processes: readonly string[] = [
  'bench/chaos/devices.ts',
  'bench/demo/person.ts',
  'bench/lab/raw/crowdProcess.ts',
  'bench/lab/raw/process.ts',
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
