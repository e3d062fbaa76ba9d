// One profile, several programs: a daemon, a chat or a listener holds it and all other commands
// work through that process, whatever ends it.

import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { answers } from '../../client/cli/answers.ts';
import { startTestCluster } from '../support/cluster.ts';
import { rpcProgram } from '../support/rpcProgram.ts';

const runTimeoutMs = 60_000;
const testTimeoutMs = 400_000;
const main = join(import.meta.dirname, '../../client/cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'aldis-daemon-'));
const home = join(folder, 'home');
const socketOf = (name: string) => join(home, 'profiles', name, 'daemon.sock');
let cluster: Awaited<ReturnType<typeof startTestCluster>>;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function aldis(name: string, words: readonly string[], input = ''): Promise<Ran> {
  const all = [main, '--home', home, '--profile', name, ...words];
  const running = promisify(execFile)(process.execPath, all, { timeout: runTimeoutMs });
  running.child.stdin?.end(input);
  return running.then(
    (ran) => ({ code: 0, ...ran }),
    (error: Ran) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

async function as(name: string, ...words: string[]): Promise<string> {
  const ran = await aldis(name, words);
  if (ran.code !== 0) throw new Error(`${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

/** A command that stays. */
function staying(name: string, ...words: string[]) {
  const all = [main, '--home', home, '--profile', name, ...words];
  const child = spawn(process.execPath, all, { stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  }
  onTestFinished(() => void child.kill('SIGKILL'));
  const see = (pattern: RegExp) =>
    until(
      () => pattern.test(said),
      () => said,
    );
  return { child, see, said: () => said, ended: endOf(child) };
}

const endOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const deadline = Date.now() + runTimeoutMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`It never came to that: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function daemon(name: string, ...words: string[]) {
  const one = staying(name, ...words, 'daemon');
  await one.see(/Holding/);
  return one;
}

const program = (name: string) => rpcProgram(socketOf(name));

beforeAll(async () => {
  cluster = await startTestCluster();
  for (const name of ['ana', 'ben', 'cara']) {
    await as(name, 'register', name, '--server', cluster.url, '--invite', cluster.invitation);
  }
}, testTimeoutMs);

afterAll(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

test(
  'commands work while a daemon and a listener hold their profiles, through them',
  async () => {
    const held = await daemon('ana');
    const ear = staying('ben', 'listen');
    await ear.see(/Listening as ben/);
    expect(statSync(socketOf('ana')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'profiles/ana')).mode & 0o777).toBe(0o700);

    await as('ana', 'send', 'ben', 'one');
    expect((await aldis('ana', ['send', 'ben'], 'two by a pipe\n')).code).toBe(0);
    expect((await aldis('ana', ['send', 'ben', '-'], 'three by a pipe\n')).code).toBe(0);
    await ear.see(/ana: one\n.*ana: two by a pipe\n.*ana: three by a pipe/s);

    const second = staying('ana', 'listen', '--count', '1');
    await second.see(/Listening as ana/);
    await as('ben', 'send', 'ana', 'and back');
    await second.see(/ben: and back/);
    expect(await second.ended).toBe(0);
    expect(await as('ana', 'history', 'ben')).toMatch(/#\d+ .*ana: one\n.*ben: and back/s);
    expect(await as('ana', '--json', 'conversations')).toContain('"name":"ben","unread":1');

    const unknown = await aldis('ana', ['--json', 'send', 'nobody', 'hi']);
    expect(unknown.code).toBe(2);
    expect(JSON.parse(unknown.stderr)).toMatchObject({ error: { code: 'who.unknown' } });

    const waiting = staying('ana', 'listen');
    await waiting.see(/Listening as ana/);
    waiting.child.kill('SIGINT');
    expect(await waiting.ended).toBe(0);

    const another = await aldis('ana', ['daemon']);
    expect([another.code, another.stderr]).toEqual([1, expect.stringContaining('close it first')]);
    held.child.kill('SIGTERM');
    expect(await held.ended).toBe(0);
    expect(existsSync(socketOf('ana'))).toBe(false);
    await as('ana', 'send', 'ben', 'four');
    await ear.see(/ana: four/);
    ear.child.kill('SIGINT');
    expect(await ear.ended).toBe(0);
  },
  testTimeoutMs,
);

test(
  'of two daemons that start at once one wins',
  async () => {
    const both = [staying('cara', 'daemon'), staying('cara', 'daemon')];
    const first = await Promise.race(both.map(({ ended }, index) => ended.then(() => index)));
    const [lost, won] = [both[first], both[1 - first]];
    expect(lost?.said()).toContain('close it first');
    await won?.see(/Holding cara/);
    expect(await as('cara', 'conversations')).toBe('');
    won?.child.kill('SIGTERM');
    expect(await won?.ended).toBe(0);
  },
  testTimeoutMs,
);

test(
  'programs call what the page says, and are answered what it says',
  async () => {
    const held = await daemon('ana');
    const ear = await daemon('ben');
    const [ana, ben] = [program('ana'), program('ben')];
    const asked = new Set<string>();
    const call = async (method: string, params: object = {}) => {
      const answer = await ana.call(method, params);
      if (answer?.error) throw new Error(`${method}: ${answer.error.message}`);
      asked.add(method);
      const { shape, isList } = answers[method] ?? { shape: z.unknown(), isList: false };
      (isList ? z.array(shape) : shape).parse(answer?.result);
      return answer?.result;
    };
    const discovered = await call('rpc.discover');
    expect(discovered).toMatchObject({ info: { version: '1.0' } });
    await ben.call('subscribe', { events: ['message', 'typing', 'reaction', 'edited', 'deleted'] });
    await call('subscribe', { events: ['receipt', 'sent', 'state'] });
    await call('send', { who: 'ben', text: 'by a program' });
    await call('typing', { who: 'ben', started: true });
    for (const [method, params] of [
      ['react', { message: 'last', emoji: '👍' }],
      ['reply', { message: 'last', text: 'to myself' }],
      ['edit', { message: 'last', text: 'to you' }],
      ['delete', { message: 'last' }],
      ['timer', {}],
      ['timer', { time: '1h' }],
      ['history', { limit: 5 }],
      ['search', undefined],
      ['read', {}],
      ['friend', {}],
      ['friends', undefined],
      ['unfriend', {}],
      ['contacts.name', { name: 'Ben' }],
      ['contacts.note', { text: ['of', 'Lisbon'] }],
      ['contacts.list', undefined],
      ['requests.list', undefined],
      ['block', {}],
      ['unblock', {}],
      ['safety-number', {}],
      ['profile', {}],
      ['profile', undefined],
      ['privacy', { switch: 'typing', to: 'on' }],
      ['devices.list', undefined],
      ['devices.rename', { name: 'the desk' }],
      ['conversations', undefined],
      ['read', undefined],
      ['whoami', undefined],
      ['state', undefined],
    ] as const) {
      const withWho = params && !['privacy', 'devices.rename'].includes(method);
      const what = method === 'search' ? { text: 'to', in: 'ben' } : {};
      await call(method, { ...params, ...what, ...(withWho ? { who: 'ben' } : {}) });
    }
    const made = z.object({ id: z.string() }).parse(await call('group.create', { title: 'Lamps' }));
    const group = made.id;
    await call('group.add', { group, who: 'ben' });
    await call('group.send', { group, text: 'hello, all' });
    await call('group.list');
    await call('group.show', { group });
    await call('group.title', { group, title: 'Lights' });
    await call('group.describe', { group, text: 'for lamps' });
    await call('group.announcements', { group, to: 'on' });
    await call('group.link', { group, how: 'open' });
    await call('group.history', { group });
    expect(asked.size).toBeGreaterThan(35);
    await until(
      () => ben.told.some(({ method }) => method === 'event.deleted'),
      () => JSON.stringify(ben.told),
    );
    const heard = new Set(ben.told.map(({ method }) => method));
    for (const name of ['message', 'typing', 'reaction', 'edited']) {
      expect([...heard]).toContain(`event.${name}`);
    }
    expect(ben.told.find(({ method }) => method === 'event.message')).toMatchObject({
      params: { text: 'by a program' },
    });
    expect(ana.told.map(({ method }) => method)).toContain('event.sent');
    const refused = await ana.call('edit', { who: 'ben', message: '999', text: 'x' });
    expect(refused?.error).toMatchObject({ code: -32000, data: { code: 'usage' } });
    const empty = await ana.call('send', { who: 'ben', text: '' });
    expect(empty?.error).toMatchObject({ data: { code: 'text.empty' } });
    for (const one of [held, ear]) one.child.kill('SIGTERM');
    await Promise.all([held.ended, ear.ended, ana.gone]);
  },
  testTimeoutMs,
);

test(
  'nothing is lost or said twice when the daemon is killed in the middle of sends',
  async () => {
    const ear = await daemon('ben');
    const ben = program('ben');
    await ben.call('subscribe', { events: ['message'] });
    const said = new Map<string, 'done' | 'waits' | 'unknown'>();
    for (let round = 0; round < 3; round += 1) {
      const held = await daemon('ana');
      const ana = program('ana');
      const commands = [1, 2].map(async (one) => {
        const text = `command ${round}.${one}`;
        const { code } = await aldis('ana', ['send', 'ben', text]);
        said.set(text, code === 0 ? 'done' : code === 75 ? 'waits' : 'unknown');
      });
      let count = 0;
      const sends = Array.from({ length: 40 }, async (_, one) => {
        const text = `${round}.${one}`;
        const answer = await ana.call('send', { who: 'ben', text });
        said.set(text, answer?.result ? 'done' : 'unknown');
        count += 1;
        if (count === 10) held.child.kill('SIGKILL');
      });
      await Promise.all([...sends, held.ended]);
      // A command that comes between finds the socket that was left, and takes it away.
      await as('ana', 'send', 'ben', `between ${round}`);
      said.set(`between ${round}`, 'done');
      expect(existsSync(socketOf('ana'))).toBe(false);
      await Promise.all(commands);
    }
    const again = await daemon('ana');
    const ana = program('ana');
    const empty = async () =>
      z.object({ waiting: z.number() }).parse((await ana.call('state'))?.result).waiting === 0;
    for (const end = Date.now() + runTimeoutMs; !(await empty()) && Date.now() < end; );
    const kept = z
      .array(z.looseObject({ text: z.string(), mine: z.boolean() }))
      .parse((await ana.call('history', { who: 'ben', limit: 500 }))?.result)
      .filter(({ mine, text }) => mine && said.has(text))
      .map(({ text }) => text);
    const heard = () =>
      ben.told.flatMap(({ params }) => {
        const { text } = z.object({ text: z.string() }).parse(params);
        return said.has(text) ? [text] : [];
      });
    await until(
      () => new Set(heard()).size >= new Set(kept).size,
      () => `${heard().length} of ${kept.length}`,
    );
    expect(heard().toSorted()).toEqual(kept.toSorted());
    expect(new Set(heard()).size).toBe(heard().length);
    for (const [text, state] of said) if (state !== 'unknown') expect(kept).toContain(text);
    expect([...said.values()].filter((one) => one === 'unknown').length).toBeGreaterThan(0);
    for (const one of [again, ear]) one.child.kill('SIGTERM');
    await Promise.all([again.ended, ear.ended]);
  },
  testTimeoutMs,
);

test(
  'a locked profile is asked for once, by the process that holds it',
  async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'correct horse battery\n', { mode: 0o600 });
    await as('cara', 'lock', '--new-passphrase-file', secret);
    expect((await aldis('cara', ['conversations'])).code).toBe(1);
    const held = await daemon('cara', '--passphrase-file', secret);
    await as('cara', 'send', 'ben', 'from a locked one');
    held.child.kill('SIGTERM');
    await held.ended;
    expect((await aldis('cara', ['conversations'])).code).toBe(1);
    await as('cara', '--passphrase-file', secret, 'unlock');
  },
  testTimeoutMs,
);

test(
  'on its standard input and output it answers, and ends with them',
  async () => {
    const one = staying('cara', 'daemon', '--stdio');
    const call = { jsonrpc: '2.0', id: 1, method: 'send', params: { who: 'ben', text: 'piped' } };
    one.child.stdin?.end(`${JSON.stringify(call)}\n`);
    expect(await one.ended).toBe(0);
    expect(one.said()).toMatch(/"id":1,"result":\{"to":/);
  },
  testTimeoutMs,
);

test(
  'a text waits in the outbox of a daemon whose server is away, and leaves with it',
  async () => {
    await as('cara', 'server', 'http://127.0.0.1:9');
    const held = await daemon('cara');
    const away = await aldis('cara', ['--json', 'send', 'ben', 'later', '--wait', '1s']);
    expect(away.code).toBe(75);
    expect(JSON.parse(away.stderr)).toMatchObject({ error: { code: 'outbox.waits' } });
    const moved = await aldis('cara', ['server', cluster.url]);
    const holds = `The process ${held.child.pid} (aldis daemon, chat or listen) holds the profile`;
    expect([moved.code, moved.stderr]).toEqual([1, expect.stringContaining(holds)]);
    expect(await as('cara', 'server')).toBe('http://127.0.0.1:9\n');
    held.child.kill('SIGTERM');
    await held.ended;
    await as('cara', 'server', cluster.url);
    await as('cara', 'send', 'ben', 'now');
    const ear = staying('ben', 'listen');
    await ear.see(/cara: later\n.*cara: now/s);
    ear.child.kill('SIGINT');
    await ear.ended;
    expect(await as('ben', 'history', 'cara')).toMatch(/cara: later\n.*cara: now/s);
  },
  testTimeoutMs,
);

test.skipIf(!existsSync('/usr/bin/script'))(
  'a chat in a terminal runs in the daemon, and leaves the terminal as it was',
  async () => {
    const held = await daemon('ana');
    const quoted = [process.execPath, main, '--home', home, '--profile', 'ana', 'chat', 'ben'];
    const command = quoted.map((word) => `'${word}'`).join(' ');
    const script = `stty -a > ${folder}/b; ${command}; echo "left $?"; stty -a | cmp ${folder}/b`;
    const child = spawn('script', ['-qfec', script, '/dev/null'], { stdio: 'pipe' });
    let shown = '';
    child.stdout.on('data', (bytes: Buffer) => {
      shown += bytes.toString();
    });
    onTestFinished(() => void child.kill());
    const see = (pattern: RegExp) =>
      until(
        () => pattern.test(shown),
        () => shown,
      );
    await see(/Talking with ben.*ben.*> /is);
    child.stdin.write('typed in a chat\r');
    await see(/ben ✓/i);
    await as('ana', 'send', 'ben', 'sent beside it');
    await as('ben', 'send', 'ana', 'heard in it');
    await see(/ben: heard in it/i);
    child.stdin.write('\u0004');
    await endOf(child);
    expect(shown).toMatch(/left 0/);
    expect(shown).not.toMatch(/differ/);
    const history = await as('ben', 'history', 'ana');
    expect(history).toMatch(/typed in a chat[^\n]*\n.*sent beside it/s);
    held.child.kill('SIGTERM');
    await held.ended;
  },
  testTimeoutMs,
);
