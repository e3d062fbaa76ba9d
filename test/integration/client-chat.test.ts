// The command line as people use it: a chat in a real terminal over several conversations, groups
// by their titles in every command, what is left where the server is away, and a locked profile.

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTestCluster } from '../support/cluster.ts';

const runTimeoutMs = 60_000;
/** Of some thirty commands, each a process of its own. */
const chatTimeoutMs = 480_000;
const main = join(import.meta.dirname, '../../client/cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'aldis-chat-'));
const home = join(folder, 'home');
let cluster: Awaited<ReturnType<typeof startTestCluster>>;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command to its end, with something on its standard input. */
async function aldis(words: readonly string[], input = '', more = {}): Promise<Ran> {
  const all = [main, '--home', home, ...words];
  const env = { ...process.env, ...more };
  const running = promisify(execFile)(process.execPath, all, { timeout: runTimeoutMs, env });
  running.child.stdin?.end(input);
  return running.then(
    (ran) => ({ code: 0, ...ran }),
    (error: Ran) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

async function as(name: string, ...words: string[]): Promise<string> {
  const ran = await aldis(['--profile', name, ...words]);
  if (ran.code !== 0) throw new Error(`${words.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

async function until(isSo: () => boolean, what: () => string): Promise<void> {
  const deadline = Date.now() + runTimeoutMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`It never came to that: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeAll(async () => {
  cluster = await startTestCluster();
  for (const name of ['ana', 'ben', 'clara']) {
    await as(name, 'register', name, '--server', cluster.url, '--invite', cluster.invitation).catch(
      () => undefined,
    );
  }
}, chatTimeoutMs);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

/** What stands on the screen: a row that is begun again takes the place of what stood there. */
function seen(raw: string): string {
  const plain = raw.replace(/\u001b\[1?G/g, '\r').replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
  const rows = plain.split('\n').map((row) => row.replace(/\r+$/, ''));
  return rows.map((row) => row.slice(row.lastIndexOf('\r') + 1)).join('\n');
}

/** A command in a pseudo terminal of its own, whose settings are noted before and after. */
function terminal(name: string, ...words: string[]) {
  const [before, after] = ['before', 'after'].map((when) => join(folder, `${name}.${when}`));
  const quoted = [process.execPath, main, '--home', home, '--profile', name, ...words];
  const command = quoted.map((word) => `'${word}'`).join(' ');
  const left = `echo "left $?"; stty -a > ${after}`;
  const script = `stty cols 100; stty -a > ${before}; ${command}; ${left}`;
  const child = spawn('script', ['-qfec', script, '/dev/null'], { stdio: 'pipe' });
  let raw = '';
  child.stdout.on('data', (bytes: Buffer) => {
    raw += bytes.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(() => void child.kill());
  const shown = () => seen(raw);
  return {
    type: (text: string) => child.stdin.write(text),
    shown,
    see: (pattern: RegExp) =>
      until(
        () => pattern.test(shown()),
        () => shown().slice(-1500),
      ),
    /** Resolves when it is over; then the terminal has to be as it was. */
    async left(): Promise<string> {
      await ended;
      expect(readFileSync(after ?? '', 'utf8')).toBe(readFileSync(before ?? '', 'utf8'));
      return shown();
    },
  };
}

test.skipIf(!existsSync('/usr/bin/script'))(
  'a chat in a terminal holds people and groups, and leaves it as it was',
  async () => {
    await as('ana', 'group', 'create', 'Lamps', 'ben');
    await as('ben', 'group', 'accept', 'Lamps');
    await as('ana', 'send', 'ben', 'first of all');
    const chat = terminal('ana', 'chat', 'ben');
    await chat.see(/Talking with ben\. .*\n#\d+ \d\d:\d\d ana: first of all/s);
    chat.type('half a line');
    await as('ben', 'send', 'ana', 'hello there');
    await chat.see(/^#\d+ \d\d:\d\d ben: hello there/m);
    await as('clara', 'send', 'ana', 'psst');
    await chat.see(/^» clara · \d\d:\d\d clara: psst {2}\(\/with clara\)$/m);
    await chat.see(/ben \+1 > half a line/);
    chat.type(' and the rest\r');
    await chat.see(/ben \+1 ✓.* > /);
    chat.type('/next\r');
    await chat.see(/Talking with clara\..*— unread —\n#\d+ \d\d:\d\d clara: psst/s);
    chat.type('/with Lam\r');
    await chat.see(/Talking with Lamps \(group\)\./);
    chat.type('good evening\r');
    await chat.see(/Lamps \(group\) ✓/);
    const heard = await as('ben', 'listen', '--count', '3');
    expect(heard).toMatch(/^\d\d:\d\d ana: half a line and the rest$/m);
    expect(heard).toMatch(/^\d\d:\d\d Lamps \(group\) · ana: good evening$/m);
    await as('ben', 'reply', 'Lamps', 'last', 'and to you');
    await as('ben', 'react', 'Lam', 'last', '🏮');
    await chat.see(/#\d+ \d\d:\d\d ben \(to “good evening”\): and to you/);
    await chat.see(/ben: 🏮 to #\d+/);
    chat.type('/edit last good evening, all\r');
    await chat.see(/^✓$/m);
    chat.type('/timer 1h\r');
    await chat.see(/Messages disappear after: 1h/);
    chat.type('/safety\r');
    await chat.see(/! People have safety numbers, and groups have none/);
    chat.type('//list is an order\r');
    await chat.see(/Lamps \(group\) ✓/);
    chat.type('not to be sent\u0003');
    expect(await chat.left()).toMatch(/left 0\n$/);
    const said = await as('ana', 'history', 'Lamps');
    expect(said).toMatch(/ana: good evening, all \(edited\)/);
    expect(said).toContain('ana: /list is an order (for 1h)');
    expect(said).not.toContain('not to be sent');
    const again = terminal('ana', 'chat');
    await again.see(/^ {2}1 {2}Lamps \(group\).*: \/list is an order/m);
    again.type('/with 1\r');
    await again.see(/Talking with Lamps/);
    again.type('\u0004');
    expect(await again.left()).toMatch(/left 0\n$/);
  },
  chatTimeoutMs,
);

test(
  'reply, delete, timer, read and history take a group by its title',
  async () => {
    await as('ana', 'group', 'create', 'Quay', 'ben');
    await as('ben', 'group', 'accept', 'Quay');
    await as('ben', 'send', 'Quay', 'a word');
    await as('ben', 'send', 'Quay', 'one too many');
    await as('ben', 'delete', 'Quay', 'last');
    expect(await as('ana', 'timer', 'Quay', '1d')).toContain('done');
    expect(await as('ana', 'timer', 'Quay')).toBe('1d\n');
    await as('ana', 'listen', '--count', '1');
    expect(await as('ana', 'read')).toMatch(/\d {2}Quay \(group\)/);
    expect(await as('ana', 'read', 'Quay')).toMatch(/✓ \d read of Quay \(group\)/);
    expect(await as('ana', 'read')).not.toContain('Quay');
    const piped = await aldis(['--profile', 'ana', 'send', 'Qua'], 'two\nlines\n');
    expect(piped).toMatchObject({ code: 0, stdout: expect.stringContaining('to Quay (group)') });
    const last = await as('ana', '--json', 'history', 'Quay', '--limit', '1');
    expect(JSON.parse(last)).toMatchObject({ text: 'two\nlines', mine: true });
    expect(await as('ben', 'history', 'Quay')).toContain('ben: (deleted)');
    const several = await aldis(['--profile', 'ana', '--json', 'send', 'zzz', 'x']);
    expect(several.code).toBe(2);
    expect(JSON.parse(several.stderr)).toMatchObject({ error: { code: 'who.unknown' } });
  },
  chatTimeoutMs,
);

test(
  'what is sent without a server waits, and leaves with the next command',
  async () => {
    const told = ['--json', '--profile', 'clara'];
    await as('clara', 'server', 'http://127.0.0.1:9');
    const away = await aldis([...told, 'send', 'ben', '--wait', '1s', 'are you there?']);
    expect(away.code).toBe(75);
    expect(JSON.parse(away.stderr)).toMatchObject({ error: { code: 'outbox.waits' } });
    expect(await as('clara', 'history', 'ben')).toContain('are you there?');
    await as('clara', 'server', cluster.url);
    await as('clara', 'send', 'ben', 'now I am');
    // Two of the groups wait before it.
    const heard = await as('ben', 'listen', '--count', '4');
    expect(heard).toMatch(/clara: are you there\?\n.*clara: now I am\n/);
    const path = await aldis([...told, 'server', `${cluster.url}/path`]);
    expect([path.code, JSON.parse(path.stderr).error.code]).toEqual([2, 'usage']);
    const asked = await aldis([...told, 'delete-account']);
    expect([asked.code, JSON.parse(asked.stderr).error.code]).toEqual([2, 'usage']);
    expect(await as('clara', 'delete-account', '--yes')).toContain('no account any more');
    expect(await as('ben', 'profiles')).not.toContain('clara');
    expect((await aldis(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  },
  chatTimeoutMs,
);

const passphrase = 'correct horse battery';
const another = 'another horse entirely';

test(
  'a locked profile is opened by a file, and where none is named by nothing',
  async () => {
    const file = join(folder, 'passphrase');
    writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
    const at = ['--server', cluster.url, '--invite', cluster.invitation];
    const made = await aldis(['register', 'dora', ...at, '--passphrase-file', file]);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('Next:')]);
    const dora = ['--json', '--profile', 'dora'];
    const refused = await aldis([...dora, 'history', 'ben']);
    expect([refused.code, JSON.parse(refused.stderr).error.code]).toEqual([1, 'profile.locked']);
    await as('ben', 'send', 'dora', 'behind a lock');
    const heard = await aldis([...dora, 'listen', '--count', '1', '--passphrase-file', file]);
    expect(JSON.parse(heard.stdout)).toMatchObject({ text: 'behind a lock' });
    const read = await aldis([...dora, 'history', 'ben'], '', { ALDIS_PASSPHRASE_FILE: file });
    expect(JSON.parse(read.stdout)).toMatchObject({ text: 'behind a lock' });
    const store = readFileSync(join(home, 'profiles/dora/store.sqlite'));
    expect(store.includes('behind a lock')).toBe(false);
  },
  chatTimeoutMs,
);

test.skipIf(!existsSync('/usr/bin/script'))(
  'a passphrase is typed at a terminal, is not shown, and a chat goes on from there',
  async () => {
    const changing = terminal('dora', 'lock');
    await changing.see(/The passphrase of dora: $/);
    changing.type(`${passphrase}\r`);
    await changing.see(/A new passphrase for dora: $/);
    changing.type(`${another}\r`);
    await changing.see(/The same once more: $/);
    changing.type(`${another}\r`);
    const changed = await changing.left();
    expect(changed).toMatch(/dora has another passphrase\.\nleft 0\n$/);
    const chat = terminal('dora', 'chat', 'ben');
    await chat.see(/The passphrase of dora: $/);
    chat.type(`${passphrase}\r`);
    await chat.see(/That is not it\. The passphrase of dora: $/);
    chat.type(`${another}\r`);
    await chat.see(/Talking with ben\./);
    chat.type('good evening\r');
    await chat.see(/ben ✓/);
    chat.type('\u0004');
    const shown = await chat.left();
    expect(shown).toMatch(/left 0\n$/);
    expect(`${changed}${shown}`).not.toContain('horse');
    const leaving = terminal('dora', 'unlock');
    await leaving.see(/The passphrase of dora: $/);
    leaving.type('half\u0003');
    expect(await leaving.left()).toMatch(/Nothing was done\.\nleft 2\n$/);
    const unlocking = terminal('dora', 'unlock');
    await unlocking.see(/The passphrase of dora: $/);
    unlocking.type(`${another}\r`);
    expect(await unlocking.left()).toMatch(/dora is locked no more.*\nleft 0\n$/s);
    expect(await as('dora', 'history', 'ben')).toContain('good evening');
  },
  chatTimeoutMs,
);
