// The recipes of CONTRIBUTING.md for a route and for a store, followed in a copy of the tree: what
// they show is taken from the page, compiled, and tested by the tests that they show. Those for an
// event and for a kind of entity are followed by test/tidy.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CopiedTree } from '../tidy/copiedTree.ts';

const root = join(import.meta.dirname, '../..');
const copied = [
  ...['package.json', 'tsconfig.json', 'vitest.config.ts'],
  ...['src', 'client', 'cluster', 'bench', 'test'],
];
const followedMs = 240_000;

/** What a section of the page shows as TypeScript, in its order. */
function shown(title: string): string[] {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const [, section = ''] = page.split(`\n## ${title}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^( *)```ts\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

let copy: CopiedTree;

beforeAll(() => {
  copy = new CopiedTree(copied);
});

afterAll(() => copy.remove());

/** Runs the tests of a file in the copy whose names match; returns how many passed and failed. */
function run(project: string, path: string, names: string): { passed: number; failed: number } {
  const mongod = join(root, '.venv/bin/secantusd-py');
  const report = copy.path('report.json');
  rmSync(report, { force: true });
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  const { stderr } = spawnSync(
    process.execPath,
    [...args, '--project', project, path, '-t', names],
    {
      cwd: copy.path(''),
      encoding: 'utf8',
      env: { ALDIS_TEST_MONGOD: mongod, ...ownEnvironment() },
    },
  );
  expect(existsSync(report), stderr).toBe(true);
  const told = JSON.parse(readFileSync(report, 'utf8'));
  return { passed: told.numPassedTests, failed: told.numFailedTests };
}

/** Without what vitest tells the processes that run its tests. */
const ownEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_)/.test(name)));

describe('the recipe', { timeout: followedMs }, () => {
  it('for a route makes one that is served and answers', () => {
    const [route = '', test = ''] = shown('A route');
    const folder = 'src/gateway/ingress/routes';
    copy.edit(`${folder}/time.ts`, () => route);
    copy.edit(`${folder}/all.ts`, (text) =>
      text
        .replace('\nimport { tokenRoutes }', "\nimport { timeRoutes } from './time.ts';$&")
        .replace('  ...tokenRoutes,\n', '$&  ...timeRoutes,\n'),
    );
    copy.edit('test/unit/gateway/ingress/routes.test.ts', (text) => `${text}\n${test}`);
    expect(copy.faults([`${folder}/all.ts`], folder)).toEqual([]);
    const told = run('unit', 'test/unit/gateway/ingress/routes.test.ts', 'the time is told');
    expect(told).toEqual({ passed: 1, failed: 0 });
  });

  it('for a store makes one that keeps its promises wherever it is kept', () => {
    const [port = '', table = '', promises = ''] = shown('A store');
    const folder = 'src/persistence';
    copy.edit('src/actors/ports.ts', (text) => `${text}\n${port}`);
    copy.edit(`${folder}/tables/visitStore.ts`, () => table);
    copy.edit(`${folder}/mongo/visitStore.ts`, () => mongoStore);
    copy.edit(`${folder}/durable.ts`, (text) =>
      text
        .replace('  VerificationSessionStore,\n', '$&  VisitStore,\n')
        .replace(/\nimport \{[^}]*StoreError \}/, `\n${imports}$&`)
        .replace('  close(): Promise<void>;\n', '  readonly visits: VisitStore;\n$&')
        .replace('      relationsPlan,\n', '$&      visitsPlan,\n')
        .replace(/ +close: \(\) => tables/, '    visits: new TableVisitStore(tables),\n$&')
        .replace(/ +close: \(\) => connection/, '    visits: new MongoVisitStore(connection),\n$&'),
    );
    copy.edit('test/contract/storesSocialSuite.ts', (text) => `${text}\n${promises}`);
    copy.edit('test/contract/stores.test.ts', (text) =>
      text
        .replace(/,?\s+\} from '\.\/storesSocialSuite/, ', visitPromises$&')
        .replace(
          / +describe\('profiles'/,
          "  describe('visits', () => visitPromises(stores));\n$&",
        ),
    );
    expect(copy.faults([`${folder}/index.ts`, 'test/contract/stores.test.ts'], folder)).toEqual([]);
    const told = run('contract', 'test/contract/stores.test.ts', 'a visit is replaced only');
    expect(told).toEqual({ passed: 3, failed: 0 });
  });
});

const imports = `import { MongoVisitStore, visitsPlan } from './mongo/visitStore.ts';
import { TableVisitStore } from './tables/visitStore.ts';`;

/** On the model of relationStore.ts, as the recipe says it in words. */
const mongoStore = `// When accounts were last here, in MongoDB; one document an account.
//
//   visits {_id: account, atMs}

import type { Collection } from 'mongodb';
import type { AccountId } from '#protocol';
import type { VisitStore } from '#ports';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

interface Row {
  readonly _id: AccountId;
  readonly atMs: number;
}

export const visitsPlan = { name: 'visits', indexes: [] } as const satisfies CollectionPlan;

export class MongoVisitStore implements VisitStore {
  readonly #visits: Collection<Row>;

  constructor(connection: MongoConnection) {
    this.#visits = connection.collection<Row>(visitsPlan);
  }

  async load(of: AccountId) {
    const row = await reaching(() => this.#visits.findOne({ _id: of }));
    return row?.atMs;
  }

  async replace(of: AccountId, expected: number | undefined, atMs: number) {
    const isNew = expected === undefined;
    const asExpected = isNew ? { _id: of, atMs: { $exists: false } } : { _id: of, atMs: expected };
    try {
      const { matchedCount, upsertedCount } = await reaching(() =>
        this.#visits.updateOne(asExpected, { $set: { atMs } }, { upsert: isNew }),
      );
      return matchedCount + upsertedCount === 1;
    } catch (error) {
      // Somebody else was first.
      if (isNew && isDuplicate(error)) return false;
      throw error;
    }
  }
}
`;
