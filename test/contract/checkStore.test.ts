// Damage in the middle of the embedded store is found, and what to do is said.

import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, createSecrets, inClear } from '#crypto';
import { openDurableStores } from '#persistence';
import { silentLog, systemClock } from '#runtime';
import { afterAll, expect, it } from 'vitest';
import { openLmdb } from '../../src/persistence/lmdb/environment.ts';
import { fence, newAccount } from '../support/storeSubjects.ts';

const command = join(import.meta.dirname, '../../cluster/backup/checkStore.ts');
const root = mkdtempSync(join(tmpdir(), 'aldis-check-'));
const accountsMade = 40;
const pageBytes = 4096;
const slowTimeoutMs = 300_000;
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function check(...args: string[]): Promise<Outcome> {
  const env = { ...process.env, ALDIS_DATA: root };
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

it(
  'is found, row by row and where a page is no page, and nothing where all is well',
  async () => {
    const secrets = createSecrets(join(root, 'secrets.json'), 1, inClear);
    const sealer = createSealer(secrets, () => secrets);
    const options = { dataDir: root, sealer, clock: systemClock, log: silentLog };
    const stores = await openDurableStores(options);
    const accounts = Array.from({ length: accountsMade }, () => newAccount());
    for (const one of accounts) await stores.accounts.create(one, fence(1));
    await stores.close();
    const file = join(root, 'store/durable.lmdb');

    const well = await check('--json');
    expect(well.code, well.stderr).toBe(0);
    const told = JSON.parse(well.stdout);
    expect(told).toMatchObject({ isWhole: true });
    expect(told.found).toContainEqual({ name: 'accounts', rows: accountsMade, damaged: 0 });

    const tables = openLmdb(root);
    const [victim] = accounts;
    const bytes = tables.read(() => tables.table('accounts.2').get(sealer.veil(victim?.id ?? '')));
    const piece = Buffer.from(bytes ?? []).subarray(60, 100);
    await tables.close();
    copyFileSync(file, `${file}.kept`);
    const whole = readFileSync(file);
    const at = whole.indexOf(piece);
    expect(at).toBeGreaterThan(2 * pageBytes);
    for (let next = at; next >= 0; next = whole.indexOf(piece, next + 1)) {
      whole[next + 9] = 255 - (whole[next + 9] ?? 0);
    }
    writeFileSync(file, whole);
    const one = await check();
    expect(one.code).toBe(1);
    expect(one.stdout).toMatch(/^accounts: 1 of 40 damaged$/m);
    expect(one.stdout).toMatch(/npm run restore -- FILE --replace/);

    // From the middle on nothing is what it was.
    copyFileSync(`${file}.kept`, file);
    const torn = readFileSync(file);
    torn.fill(0xa5, Math.floor(torn.length / 2 / pageBytes) * pageBytes);
    writeFileSync(file, torn);
    const many = await check('--json');
    expect(many.code).toBe(1);
    expect(JSON.parse(many.stdout)).toMatchObject({ isWhole: false });
  },
  slowTimeoutMs,
);
