// The SDK and the command line against a real cluster: other processes, real sockets, real files.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient, socketNetwork } from '#client';
import type { ConnectionState } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { nextNumber } from '../support/pageClient/town.ts';

const runTimeoutMs = 60_000;
/** How the printing verifier shows the codes it would send. */
const printedCodes = /DEVELOPMENT ONLY: .*\b(\d{6})\b/g;
const main = join(import.meta.dirname, '../../client/cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'aldis-client-'));
let cluster: Awaited<ReturnType<typeof startTestCluster>>;

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

const aldis = async (...words: string[]) => {
  const all = [main, '--home', join(folder, 'home'), ...words];
  const ran = await promisify(execFile)(process.execPath, all, { timeout: runTimeoutMs });
  return ran.stdout;
};

async function person(name: string, transports?: readonly ('websocket' | 'polling')[]) {
  return AldisClient.register({
    server: cluster.url,
    invitation: cluster.invitation,
    profile: join(folder, `${name}.aldis`),
    ...(transports ? { network: socketNetwork({ transports }) } : {}),
  });
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + runTimeoutMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('two people talk, one by WebSocket and one by long-polling', async () => {
  const [ana, ben] = await Promise.all([person('ana'), person('ben', ['polling'])]);
  const [toAna, toBen]: [string[], string[]] = [[], []];
  const receipts: number[] = [];
  ana.on('message', ({ text }) => toAna.push(text));
  ana.on('receipt', ({ timestamps }) => receipts.push(...timestamps));
  ben.on('message', ({ text }) => toBen.push(text));
  try {
    await Promise.all([ana.connect(), ben.connect()]);
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    await Promise.all(texts.map((text) => ana.send(ben.account, text)));
    await ben.send(ana.account, 'answer');
    await until(() => toBen.length === texts.length && toAna.length === 1);
    await until(() => receipts.length === texts.length);
    expect(toBen).toEqual(texts);
    expect(toAna).toEqual(['answer']);
    await ana.friend(ben.account);
    expect(await ben.friends()).toEqual([
      { account: ana.account, friendship: 'requested', asksUs: true },
    ]);
    expect(await ben.friend(ana.account)).toBe('accepted');
  } finally {
    await Promise.all([ana.close(), ben.close()]);
  }
});

test('two people react, edit, type, read and vote across the cluster', async () => {
  const [ivo, jana] = await Promise.all([person('ivo'), person('jana')]);
  const heard: Record<string, unknown[]> = {};
  const note = (client: AldisClient, name: 'typing' | 'receipt' | 'edited' | 'reaction' | 'vote') =>
    client.on(name, (event) => {
      heard[name] = [...(heard[name] ?? []), event];
    });
  try {
    await Promise.all([ivo.connect(), jana.connect()]);
    const [one, other] = [ivo.conversation(jana.account), jana.conversation(ivo.account)];
    note(jana, 'edited');
    for (const name of ['typing', 'receipt', 'reaction', 'vote'] as const) note(ivo, name);
    const { timestamp: sentAt } = await one.poll('tea or coffee?', ['tea', 'coffee']);
    const asked = Date.now();
    const poll = { author: ivo.account, sentAt };
    await until(() => other.message(poll) !== undefined);
    await until(() => one.message(poll)?.status === 'delivered');
    expect(Date.now() - asked).toBeLessThan(10_000);
    jana.contacts.accept(ivo.account);
    other.typing(true);
    await until(() => heard.typing?.length === 1);
    other.markRead();
    await until(() => one.message(poll)?.status === 'read');
    await other.vote(poll, [1]);
    await other.react(poll, '☕');
    await until(() => heard.vote?.length === 1 && heard.reaction?.length === 1);
    expect(one.message(poll)).toMatchObject({
      reactions: [{ author: jana.account, emoji: '☕' }],
      poll: { options: [{ voters: [] }, { voters: [jana.account] }] },
    });
    const text = await one.send('cofee it is');
    const name = { author: ivo.account, sentAt: text.timestamp };
    await one.edit(name, 'coffee it is');
    await one.deleteForAll(poll);
    await until(() => other.message(poll)?.deleted === true && heard.edited?.length === 1);
    expect(other.history().map((message) => message.text)).toEqual(['', 'coffee it is']);
  } finally {
    await Promise.all([ivo.close(), jana.close()]);
  }
});

test('the keys of a new device are published, checked and need no second look', async () => {
  const cara = await person('cara');
  const troubles: Error[] = [];
  cara.on('trouble', (trouble) => troubles.push(trouble));
  try {
    await cara.connect();
    await cara.publishKeys();
    await cara.publishKeys();
    expect(troubles).toEqual([]);
  } finally {
    await cara.close();
  }
});

test('a profile that connects elsewhere ends the older connection for good', async () => {
  const first = await person('dora');
  const states: [ConnectionState, string | undefined][] = [];
  first.on('state', ({ state, code }) => states.push([state, code]));
  await first.connect();
  const copy = join(folder, 'dora.copy');
  const { copyFile } = await import('node:fs/promises');
  for (const suffix of ['', '-wal']) {
    await copyFile(join(folder, `dora.aldis${suffix}`), copy + suffix);
  }
  const second = AldisClient.open(copy);
  try {
    await second.connect();
    await until(() => states.some(([state]) => state === 'closed'));
    expect(states.at(-1)).toEqual(['closed', 'device.replaced']);
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});

test('a friend who registers his number again is a stranger until he is accepted', async () => {
  const number = nextNumber();
  const code = async () => {
    const printed = () => [...readFileSync(cluster.logFile, 'utf8').matchAll(printedCodes)];
    await until(() => printed().length > codes);
    codes += 1;
    return printed()[codes - 1]?.[1] ?? '';
  };
  let codes = [...readFileSync(cluster.logFile, 'utf8').matchAll(printedCodes)].length;
  const phone = (name: string) =>
    AldisClient.register({
      server: cluster.url,
      profile: join(folder, `${name}.aldis`),
      number,
      code,
    });
  const [gina, hugo] = [await person('gina'), await phone('hugo')];
  const [toGina, toHugo, changed]: [string[], string[], string[]] = [[], [], []];
  gina.on('message', ({ text }) => toGina.push(text));
  gina.on('identityChanged', ({ account }) => changed.push(account));
  hugo.on('message', ({ text }) => toHugo.push(text));
  let again: AldisClient | undefined;
  try {
    await Promise.all([gina.connect(), hugo.connect()]);
    await gina.send(hugo.account, 'to the old phone');
    await until(() => toHugo.length === 1);
    again = await phone('hugo again');
    again.on('message', ({ text }) => toHugo.push(text));
    expect(again.account).toBe(hugo.account);
    const waits = gina.send(hugo.account, 'to whom?');
    await expect(waits).rejects.toMatchObject({ code: 'identity.changed' });
    await again.connect();
    await again.send(gina.account, 'from the new phone');
    expect([toGina, changed, gina.waiting]).toEqual([[], [hugo.account], 1]);
    const { digits } = await again.safetyNumber(gina.account);
    await gina.acceptIdentity(hugo.account, digits);
    await until(() => toGina.length === 1 && toHugo.length === 2);
    expect([toGina, toHugo[1]]).toEqual([['from the new phone'], 'to whom?']);
  } finally {
    await Promise.all([gina.close(), hugo.close(), again?.close()]);
  }
});

test('two profiles of one machine find each other by name on the command line', async () => {
  for (const name of ['erna', 'fred']) {
    const words = ['register', name, '--server', cluster.url, '--invite', cluster.invitation];
    expect(await aldis(...words)).toContain(`${name} is registered as`);
  }
  expect(await aldis('--profile', 'erna', 'send', 'fred', 'good', 'morning')).toContain('sent');
  const listened = await aldis('--json', '--profile', 'fred', 'listen', '--count', '1');
  expect(JSON.parse(listened)).toMatchObject({ text: 'good morning', name: 'erna' });
  const digits = async (who: string, other: string): Promise<string> =>
    JSON.parse(await aldis('--json', '--profile', who, 'safety-number', other)).digits;
  const compared = await digits('erna', 'fred');
  expect(compared).toBe(await digits('fred', 'erna'));
  const noting = (...words: string[]) =>
    aldis('--json', '--profile', 'erna', 'safety-number', 'fred', '--verify', ...words);
  const groups = compared.match(/.{5}/g) ?? [];
  expect(JSON.parse(await noting(...groups))).toMatchObject({ verified: true, blocked: false });
  await expect(noting('1'.repeat(60))).rejects.toMatchObject({ code: 1 });
  await expect(noting('12345')).rejects.toMatchObject({ code: 2 });
  const accept = (...words: string[]) => aldis('--profile', 'erna', 'accept', 'fred', ...words);
  expect(await accept(compared)).toContain('accepted');
  await expect(accept('1'.repeat(60))).rejects.toMatchObject({ code: 1 });
  await expect(accept()).rejects.toMatchObject({ code: 2 });
  await expect(aldis('--profile', 'nobody', 'whoami')).rejects.toMatchObject({ code: 2 });
  await expect(aldis('--profile', 'erna', 'send', 'erna', 'x')).rejects.toMatchObject({ code: 1 });
});

test('messages are reacted to, edited and deleted on the command line', async () => {
  const as = (name: string, ...words: string[]) => aldis('--profile', name, ...words);
  const numberOf = async (name: string, other: string, word: string): Promise<string> => {
    const said = (await as(name, 'history', other)).split('\n');
    return /^#\d+/.exec(said.find((line) => line.includes(word)) ?? '')?.[0] ?? 'none';
  };
  await as('erna', 'send', 'fred', 'the frist text');
  await as('erna', 'send', 'fred', 'a second one');
  await as('fred', 'listen', '--count', '2');
  await as('fred', 'react', 'erna', await numberOf('fred', 'erna', 'frist'), '👍');
  await as('fred', 'send', 'erna', 'seen');
  await as('erna', 'edit', 'fred', await numberOf('erna', 'fred', 'frist'), 'the first text');
  await as('erna', 'delete', 'fred', await numberOf('erna', 'fred', 'second'));
  await as('erna', 'timer', 'fred', '1h');
  await as('erna', 'send', 'fred', 'done');
  await Promise.all([as('erna', 'listen', '--count', '1'), as('fred', 'listen', '--count', '1')]);
  for (const [name, other] of [
    ['erna', 'fred'],
    ['fred', 'erna'],
  ] as const) {
    const said = await as(name, 'history', other);
    expect(said).toMatch(/erna: the first text \(edited\) {2}\[👍 fred\]/);
    expect(said).toContain('erna: (deleted)');
    expect(said).toContain('erna: done (for 1h)');
    expect(said).not.toContain('second');
    expect(await as(name, 'timer', other)).toBe('1h\n');
  }
  await as('erna', 'timer', 'fred', 'off');
  await expect(as('fred', 'edit', 'erna', '999', 'x')).rejects.toMatchObject({ code: 2 });
  await expect(as('fred', 'timer', 'erna', 'soon')).rejects.toMatchObject({ code: 2 });
  const last = await as('erna', '--json', 'history', 'fred', '--limit', '1');
  expect(JSON.parse(last)).toMatchObject({ text: 'done', disappearsAfter: 3600 });
}, 240_000);

test('a chat sends the lines it is given and shows what others say and do', async () => {
  const words = ['register', 'gerda', '--server', cluster.url, '--invite', cluster.invitation];
  await aldis(...words);
  const start = (name: string, ...words: string[]) => {
    const all = [main, '--home', join(folder, 'home'), '--profile', name, 'chat', ...words];
    const child = spawn(process.execPath, all, { stdio: ['pipe', 'pipe', 'inherit'] });
    let shown = '';
    child.stdout.on('data', (bytes: Buffer) => {
      shown += bytes.toString();
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    return { child, ended, shown: () => shown };
  };
  const [erna, fred] = [start('erna', 'fred'), start('fred')];
  erna.child.stdin.write('are you there?\n');
  await until(() => fred.shown().includes('erna: are you there?'));
  fred.child.stdin.write('yes\n');
  await until(() => erna.shown().includes('fred: yes'));
  erna.child.stdin.write('/verify\n');
  await until(() => erna.shown().includes('Look at /safety first'));
  erna.child.stdin.write('/safety\n');
  await until(() => /\d{5} \d{5}/.test(erna.shown()));
  erna.child.stdin.write('/verify\n');
  await until(() => erna.shown().includes('Noted as compared'));
  erna.child.stdin.write(`/accept ${'1'.repeat(60)}\n`);
  await until(() => erna.shown().includes('What you compared is not'));
  const numberOf = (word: string) => new RegExp(`#(\\d+) .*${word}`).exec(erna.shown())?.[1];
  erna.child.stdin.write(`/reply ${numberOf('fred: yes')} where?\n`);
  await until(() => fred.shown().includes('erna (to “yes”): where?'));
  erna.child.stdin.write(`/react ${numberOf('fred: yes')} 🎉\n/edit last where are you?\n`);
  await until(() => /erna: 🎉 to #\d+/.test(fred.shown()));
  await until(() => /erna changed #\d+ to: where are you\?/.test(fred.shown()));
  erna.child.stdin.write('//quit is how one leaves\n');
  await until(() => fred.shown().includes('erna: /quit is how one leaves'));
  erna.child.stdin.write('/delete last\n');
  await until(() => /erna deleted #\d+/.test(fred.shown()));
  const gerda = start('gerda', 'fred');
  gerda.child.stdin.end('hello, fred\n');
  await until(() => fred.shown().includes('gerda: hello, fred'));
  expect(await gerda.ended).toBe(0);
  fred.child.stdin.write('/list\n');
  await until(() => /1 {2}gerda \(1 unread\): hello, fred/.test(fred.shown()));
  fred.child.stdin.write('/with 1\n');
  await until(() => fred.shown().includes('Talking with gerda.'));
  fred.child.stdin.write('hello, gerda\n');
  erna.child.stdin.end('/quit\n');
  fred.child.stdin.end();
  // What erna asked wrongly is said by her exit code, as there is no terminal.
  expect(await Promise.all([erna.ended, fred.ended])).toEqual([1, 0]);
  const heard = await aldis('--json', '--profile', 'gerda', 'listen', '--count', '1');
  expect(JSON.parse(heard)).toMatchObject({ text: 'hello, gerda' });
}, 240_000);
