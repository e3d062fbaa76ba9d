// A backup taken from a cluster under load, put back on another disk: nothing that was acknowledged
// before it began is lost, no one-time key is handed out twice, and who was deleted since stays so.

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import {
  accountKeysTagOf,
  changeAccountKeys,
  createAuditChain,
  createBackupKeys,
  createSealer,
  openRootKeys,
  readSecrets,
  rootOf,
  sealArchive,
} from '#crypto';
import { openAuditLog, openDurableStores } from '#persistence';
import { readConfig, silentLog, systemClock } from '#runtime';
import { registerPlainDevice } from '#lab/plainDevice.ts';
import type { PlainDevice } from '#lab/plainDevice.ts';
import { writeEntries } from '../../cluster/backup/entries.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder, TestPerson } from '../support/people.ts';

const backupFile = join(import.meta.dirname, '../../cluster/backup/backup.ts');
const restoreFile = join(import.meta.dirname, '../../cluster/backup/restore.ts');
const startFile = join(import.meta.dirname, '../../cluster/primary.ts');
const root = mkdtempSync(join(tmpdir(), 'aldis-backup-'));
const folder = profileFolder();
const key = join(root, 'keys', 'backup-keys.json');
/** A root key behind a program: it keeps what it has wrapped, and gives tokens for it. */
const vault = join(root, 'vault');
mkdirSync(vault);
const keeper = join(root, 'keeper');
const keeping = 'at=$(mktemp -p "$vault"); echo "$line" > "$at"; basename "$at"';
writeFileSync(
  keeper,
  `#!/bin/sh\nvault=${vault}\nread -r line\n` +
    `if [ "$1" = wrap ]; then ${keeping}; else cat "$vault/$line"; fi\n`,
  { mode: 0o700 },
);
const rootKey = { ALDIS_ROOT_KEY: 'command', ALDIS_ROOT_KEY_COMMAND: keeper } as const;

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  folder.drop();
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function command(file: string, dataDir: string, args: readonly string[]): Promise<Outcome> {
  const env = {
    ...process.env,
    ...rootKey,
    ...{ ALDIS_DATA: dataDir, ALDIS_BACKUP_KEY_FILE: key, ALDIS_LOG: 'silent', PORT: '0' },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function* parts<T>(...all: T[]) {
  yield* all;
}

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** What one caller was given of an account's one-time keys, by their ids. */
async function takenBy(
  { url }: LaunchedCluster,
  { username, password }: PlainDevice,
  account: string,
): Promise<{ preKey?: { keyId: number; publicKey: string } }> {
  const authorization = basic(username, password);
  const answer = await fetch(`${url}/v2/keys/${account}/1`, { headers: { authorization } });
  expect(answer.status).toBe(200);
  const body = (await answer.json()) as { devices: [{ preKey?: never }] };
  return body.devices[0];
}

/** Guids of what waits for a device, oldest first. */
async function waitingFor(
  { url }: LaunchedCluster,
  { username, password }: PlainDevice,
): Promise<string[]> {
  const headers = { authorization: basic(username, password) };
  const answer = await fetch(`${url}/v1/messages`, { headers });
  const { messages } = (await answer.json()) as { messages: { guid: string }[] };
  return messages.map(({ guid }) => guid);
}

async function acknowledged(
  { url }: LaunchedCluster,
  { username, password }: PlainDevice,
  guids: readonly string[],
): Promise<void> {
  const headers = {
    authorization: basic(username, password),
    'content-type': 'application/json',
  };
  const body = JSON.stringify({ guids });
  const answer = await fetch(`${url}/v1/messages/acknowledge`, { method: 'POST', headers, body });
  expect(answer.status).toBe(204);
}

async function friendsBy({ url }: LaunchedCluster, from: PlainDevice, to: string): Promise<void> {
  const authorization = basic(from.username, from.password);
  const answer = await fetch(`${url}/v1/friends/${to}`, {
    method: 'PUT',
    headers: { authorization },
  });
  expect(answer.ok).toBe(true);
}

/** Acts of operators, each with its outcome where there is one, and whether their log is whole. */
async function actsOf({ url }: LaunchedCluster, dataDir: string) {
  const secrets = readSecrets(join(dataDir, 'secrets.json'), openRootKeys(readConfig(rootKey)));
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  const ask = async (path: string) => (await fetch(`${url}${path}`, { headers })).json();
  const page = (await ask('/v1/operator/audit')) as { acts: { act: string; outcome?: string }[] };
  const { isWhole } = (await ask('/v1/operator/audit/verification')) as { isWhole: boolean };
  const acts = page.acts.map(({ act, outcome }) => (outcome ? `${act} ${outcome}` : act));
  return { acts, isWhole };
}

/** The same, of a data folder whose cluster is stopped. */
async function logIn(dataDir: string) {
  const root = openRootKeys(readConfig(rootKey));
  const reread = () => readSecrets(join(dataDir, 'secrets.json'), root);
  const parts = { sealer: createSealer(reread(), reread), clock: systemClock, log: silentLog };
  const stores = await openDurableStores({ dataDir, ...parts });
  const chain = createAuditChain(reread());
  const log = openAuditLog({ store: stores.audit, chain, ...parts });
  const { lines } = await log.lines({ limit: 50 });
  const { faults } = await log.verify();
  await stores.close();
  const acts = lines.map(({ act, outcome }) => `${act} ${outcome}`);
  return { acts, isWhole: faults.length === 0 };
}

describe('a backup', () => {
  it('taken under load loses nothing acknowledged, and no key is handed out twice', async () => {
    const dataDir = join(root, 'first');
    const env = { ...rootKey, ALDIS_QUEUE_DWELL_MS: '1500', ALDIS_PERSIST_EVERY_MS: '300' };
    const first = await startTestCluster({ workers: 2, dataDir, unlimited: true, env });
    const port = new URL(first.url).port;
    const ann = await TestPerson.register(first, folder.path('ann'));
    const ben = await TestPerson.register(first, folder.path('ben'));
    const eve = await TestPerson.register(first, folder.path('eve'));
    const cat = await TestPerson.register(first, folder.path('cat'));
    await cat.offline();
    const caller = await registerPlainDevice(first.url, first.invitation);
    await ben.client.connect();
    await friendsBy(first, caller, ben.client.account);
    await ben.client.friend(caller.account);
    const handedOut = [await takenBy(first, caller, ben.client.account)];
    await Promise.all([ann.client.connect(), eve.client.connect()]);
    await eve.client.send(ben.client.account, 'from one who goes');
    await ben.hears(1);
    await ben.offline();
    const early = ['one for later', 'and another'];
    for (const text of early) await ann.client.send(cat.client.account, text);
    await ann.client.send(caller.account, 'for a program');
    const [waited = ''] = await waitingFor(first, caller);

    // Under load: what was said before the backup began, and on while it is made.
    const sent: string[] = [];
    let saying = true;
    const load = (async () => {
      for (let n = 0; saying; n++) {
        await ann.client.send(ben.client.account, `word ${n}`);
        sent.push(`word ${n}`);
      }
    })();
    while (sent.length < 60) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = [...sent];
    const made = await command(backupFile, dataDir, ['--json']);
    saying = false;
    await load;
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { file } = JSON.parse(made.stdout) as { file: string };
    expect(existsSync(file)).toBe(true);
    expect([join(dataDir, 'secrets.json'), key].map(rootOf)).toEqual(['command', 'command']);

    // Afterwards keys are handed out that the backup still holds, and an account goes.
    handedOut.push(await takenBy(first, caller, ben.client.account));
    await eve.client.deleteAccount();
    // What waited is fetched and acknowledged after the backup that has it.
    await acknowledged(first, caller, [waited]);
    expect(await waitingFor(first, caller)).toEqual([]);
    await cat.online();
    await cat.hears(early.length);
    await cat.offline();
    await Promise.all([ann.offline(), eve.offline().catch(() => undefined)]);
    const running = await command(restoreFile, dataDir, [file, '--replace']);
    expect(running.code).toBe(1);
    expect(running.stderr).toMatch(/Another Aldis/);
    expect(await first.stop()).toBe(0);
    const refused = await command(restoreFile, dataDir, [file]);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(/--replace/);

    // Another disk: the archive, its key and the copied log of deletions are all there is.
    const other = join(root, 'other');
    const beside = join(root, 'elsewhere');
    cpSync(join(file, '..'), beside, { recursive: true });
    cpSync(join(dataDir, 'tombstones'), join(beside, 'tombstones'));
    const [name] = readdirSync(beside).filter((one) => one.endsWith('.backup'));
    const restored = await command(restoreFile, other, [join(beside, name ?? ''), '--json']);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(restored.stdout)).toMatchObject({ epoch: 1, accounts: 4, buried: 1 });

    const second = await startTestCluster({
      ...{ workers: 2, dataDir: other, unlimited: true, env: { ...env, PORT: port } },
    });
    handedOut.push(await takenBy(second, caller, ben.client.account));
    // What operators had done by then is in the restored log, and so is the restore.
    const { acts, isWhole } = await actsOf(second, other);
    expect(acts).toContain('backup.make');
    expect(acts).toContain('backup.restore done');
    expect(isWhole).toBe(true);
    await ben.online();
    const words = () => new Set(ben.texts);
    for (let tries = 0; tries < 500 && !before.every((one) => words().has(one)); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(before.filter((one) => !words().has(one))).toEqual([]);
    // What it had acknowledged before the backup does not come twice.
    expect(ben.texts.filter((one) => one === 'from one who goes')).toHaveLength(1);
    expect(ben.texts.length).toBe(words().size);
    for (let tries = 0; tries < 500; tries++) {
      const { preKey } = await takenBy(second, caller, ben.client.account);
      if (preKey) {
        handedOut.push({ preKey });
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const keys = handedOut.flatMap(({ preKey }) => preKey?.publicKey ?? []);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(3);
    await ann.online();
    await ann.client.send(ben.client.account, 'after all that');
    await ben.hears(words().size + 1).catch(() => undefined);
    expect(ben.texts).toContain('after all that');
    // It waits again, under its guid, before what comes from then on; who knew it has it once.
    expect(await waitingFor(second, caller)).toEqual([waited]);
    await ann.client.send(caller.account, 'one more');
    await ann.client.send(cat.client.account, 'one more');
    const again = await waitingFor(second, caller);
    expect([again[0], again.length]).toEqual([waited, 2]);
    await cat.online();
    await cat.hears(early.length + 1);
    await cat.client.send(ann.client.account, 'all of it');
    expect(cat.texts).toEqual([...early, 'one more']);
    await Promise.all([ann.offline(), ben.offline(), cat.offline()]);
    expect(await second.stop()).toBe(0);

    // On the same disk it goes on with the log that was there: no act is taken back.
    const replaced = await command(restoreFile, dataDir, [file, '--replace', '--json']);
    expect(replaced).toMatchObject({ code: 0, stderr: '' });
    const { acts: all, isWhole: isStillWhole } = await logIn(dataDir);
    expect(all.slice(0, 2)).toEqual(['backup.restore done', 'backup.make done']);
    expect(all).toContain('invitation.make done');
    expect(isStillWhole).toBe(true);
  }, 300_000);

  it('whose account keys are not there, or are of before it, changes nothing', async () => {
    const source = readdirSync(join(root, 'elsewhere')).find((one) => one.endsWith('.backup'));
    const alone = join(root, 'alone');
    mkdirSync(alone);
    const file = join(alone, 'one.backup');
    cpSync(join(root, 'elsewhere', source ?? ''), file);
    const dataDir = join(root, 'without-keys');
    const secretsFile = join(root, 'first', 'secrets.json');
    const secrets = readSecrets(secretsFile, openRootKeys(readConfig(rootKey)));
    const place = { folder: alone, tag: accountKeysTagOf(secrets), mayBeFormer: false };
    const refused = async (sentence: RegExp) => {
      const outcome = await command(restoreFile, dataDir, [file]);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toMatch(sentence);
      expect(readdirSync(dataDir)).toEqual([]);
    };
    await refused(/needs a file `account-keys` that is no older/);
    await changeAccountKeys(place, () => [`backup ${'0'.repeat(32)}`]);
    await refused(/needs a file `account-keys` that is no older/);
    const keys = readFileSync(join(root, 'elsewhere', 'account-keys'));
    keys[keys.length - 100] = (keys.at(-100) ?? 0) ^ 1;
    writeFileSync(join(alone, 'account-keys'), keys);
    await refused(/account-keys are damaged/);
  });

  it('that is damaged changes nothing', async () => {
    const source = readdirSync(join(root, 'elsewhere')).find((one) => one.endsWith('.backup'));
    const whole = readFileSync(join(root, 'elsewhere', source ?? ''));
    const cut = join(root, 'cut.backup');
    writeFileSync(cut, whole.subarray(0, whole.length - 5));
    const dataDir = join(root, 'untouched');
    const outcome = await command(restoreFile, dataDir, [cut]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/end is missing/);
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('that was put back in part lets no cluster start on it', async () => {
    const at = join(root, 'part.backup');
    mkdirSync(join(key, '..'), { recursive: true, mode: 0o700 });
    const [sealing] = createBackupKeys(key, Date.now(), openRootKeys(rootKey));
    if (!sealing) throw new Error('no key');
    const facts = { format: 1, release: '0', madeAtMs: 1, store: 'embedded', redis: 1 } as const;
    const entry = (name: string) => ({ name, read: () => parts(Buffer.from('no such file')) });
    const entries = parts(...['redis/0.rdb', 'store/durable.lmdb', 'secrets.json'].map(entry));
    const plain = writeEntries({ ...facts, isOneMoment: true }, entries);
    const sealed = sealArchive(plain, sealing, { madeAtMs: 1, release: '0' });
    writeFileSync(at, await buffer(sealed));
    const dataDir = join(root, 'part');
    expect((await command(restoreFile, dataDir, [at])).code).toBe(1);
    const started = await command(startFile, dataDir, []);
    expect(started.code).toBe(1);
    expect(started.stderr).toMatch(/A restore into .* was cut short; run it again/);
  }, 120_000);
});
