// One secrets file, readable by its owner alone, the same for all who start at once, loud when
// damaged.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSecrets, readSecrets, rotateSealingKey, SecretsError, inClear } from '#crypto';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'aldis-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is made once and then read', () => {
  const path = join(folder, 'once.json');
  const made = createSecrets(path, 1000, inClear);
  expect(createSecrets(path, 2000, inClear)).toEqual(made);
  expect(made.operatorToken.length).toBeGreaterThanOrEqual(43);
  expect(made.sealing).toHaveLength(1);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('differs from one cluster to the next', () => {
  const [a, b] = ['a', 'b'].map((name) =>
    createSecrets(join(folder, `${name}.json`), 1000, inClear),
  );
  expect(a?.operatorToken).not.toBe(b?.operatorToken);
  expect(a?.indexKey).not.toBe(b?.indexKey);
  expect(a?.tokenKey).not.toBe(b?.tokenKey);
  expect(a?.sealing[0]?.key).not.toBe(b?.sealing[0]?.key);
});

it('is one file for two processes that make it at the same moment', async () => {
  const inner = mkdtempSync(join(folder, 'race-'));
  const path = join(inner, 'secrets.json');
  const source = `import { createSecrets, inClear } from '#crypto';
while (Date.now() < Number(process.argv[2])) ;
process.stdout.write(createSecrets(process.argv[1], 1000, inClear).operatorToken);`;
  const startAt = String(Date.now() + 1500);
  const run = () =>
    new Promise<string>((resolve) => {
      const flags = ['--input-type=module', '-e', source, path, startAt];
      const child = spawn(process.execPath, flags, { cwd: root });
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += String(chunk);
      });
      child.on('close', () => resolve(text));
    });
  const tokens = await Promise.all([run(), run()]);
  expect(tokens[0]).toBe(readSecrets(path, inClear).operatorToken);
  expect(tokens[1]).toBe(tokens[0]);
  expect(readdirSync(inner)).toEqual(['secrets.json']);
}, 60_000);

it('keeps every older key when a new one is added', () => {
  const path = join(folder, 'rotate.json');
  const first = createSecrets(path, 1000, inClear);
  rotateSealingKey(path, 2000, inClear);
  const third = rotateSealingKey(path, 3000, inClear);
  expect(third.sealing.map((one) => one.id)).toEqual([1, 2, 3]);
  expect(third.sealing[0]).toEqual(first.sealing[0]);
  expect({ ...third, sealing: [] }).toEqual({ ...first, sealing: [] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('that is damaged is refused in one sentence and left as it is', () => {
  const good = createSecrets(join(folder, 'good.json'), 1000, inClear);
  const broken = [
    '',
    'null',
    '{',
    '{"version":1}',
    JSON.stringify({ ...good, version: 2 }),
    JSON.stringify({ ...good, sealing: [] }),
    JSON.stringify({ ...good, indexKey: 'c2hvcnQ=' }),
    JSON.stringify({ ...good, operatorToken: 'short' }),
    JSON.stringify(good).slice(0, 200),
  ];
  for (const text of broken) {
    const path = join(folder, 'broken.json');
    writeFileSync(path, text);
    expect(() => createSecrets(path, 1000, inClear), text).toThrow(SecretsError);
    expect(() => readSecrets(path, inClear)).toThrow('is damaged; restore it from your backup.');
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
});

it('that is missing cannot be read', () => {
  expect(() => readSecrets(join(folder, 'none.json'), inClear)).toThrow('cannot be read');
});

it('says why it cannot be written, and leaves nothing half made', () => {
  const path = join(folder, 'nowhere/secrets.json');
  expect(() => createSecrets(path, 1000, inClear)).toThrow(
    new SecretsError(`The secrets file ${path} cannot be written (ENOENT).`),
  );
});
