// Whatever a server or a peer says, in any field of any answer and event: each command of the
// command line prints as many lines as for harmless words, and none of them steers the terminal.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { AldisClient, ClientError, printable } from '#client';
import type { AccountId } from '#protocol';
import { printableJson } from '#protocol';
import { ChatOrders } from '../../../client/cli/chatOrders.ts';
import * as commands from '../../../client/cli/commands.ts';
import * as groups from '../../../client/cli/groups.ts';
import type { Cli } from '../../../client/cli/cli.ts';
import { continues, folded } from '../../../client/cli/fold.ts';
import { requests } from '../../../client/cli/contacts.ts';
import { friend, friends, unfriend } from '../../../client/cli/friends.ts';
import { chat, listen } from '../../../client/cli/listening.ts';
import { Names } from '../../../client/cli/names.ts';
import { Output, fail } from '../../../client/cli/output.ts';
import { lines, plain } from '../../../client/cli/plain.ts';
import { profile } from '../../../client/cli/profile.ts';
import { Profiles } from '../../../client/cli/profiles.ts';
import * as talking from '../../../client/cli/talking.ts';
import * as trusting from '../../../client/cli/trusting.ts';
import { readPicture } from '../../../client/profiles/pictures.ts';
import { group, KindParrot, other, Parrot, turns } from './parrot.ts';

const seed = Number(process.env['FC_SEED'] ?? 20261127);
const steers =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** Any text, rich in what must not come through. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', '\u001b[2J', '\u001b]0;x\u0007', '\u009b1m', '\u0085'),
      fc.constantFrom('\u2028', '\u2029', '\u202e', '\u2066', '\u200f', '\u061c', '\b', '\u007f'),
      fc.constantFrom('12:00 ana: send money', '\u2028> ', '{', '"', '\\', '\ud800'),
      fc.integer({ min: 0, max: 0x20ff }).map((code) => String.fromCharCode(code)),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const orders: readonly string[] = [
  'hello',
  '/safety',
  '/verify 1',
  '/accept 1',
  '/help',
  '/what ever',
  '/list',
  '/history',
  '/reply 1 yes',
  '/react #1 x',
  '/edit last y',
  '/delete 1',
  '/timer 1h',
  '/timer soon',
  '/with ben',
  '/with nobody',
  '//slash',
];

let home: string;
let written: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'aldis-cli-'));
});

afterAll(() => rmSync(home, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

function cli(word: string, json: boolean): Cli {
  const folder = join(home, 'profiles', 'ana');
  mkdirSync(folder, { recursive: true });
  const card = { account: '00000000-0000-4000-8000-000000000001', server: word };
  writeFileSync(join(folder, 'profile.json'), JSON.stringify(card));
  writeFileSync(join(folder, 'contacts.json'), JSON.stringify({ [word]: other, ben: other }));
  return {
    output: new Output(json),
    profiles: new Profiles(home),
    profile: 'ana',
    insecure: false,
  };
}

/** Runs one command to its end and returns all that it wrote. */
async function run(
  command: (cli: Cli) => unknown,
  client: Parrot,
  word: string,
  json = false,
): Promise<string> {
  written = '';
  const keep = (chunk: unknown) => {
    written += String(chunk);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((out) =>
    vi.spyOn(out, 'write').mockImplementation(keep as never),
  );
  vi.spyOn(AldisClient, 'open').mockReturnValue(client as unknown as AldisClient);
  vi.spyOn(AldisClient, 'register').mockResolvedValue(client as unknown as AldisClient);
  const input = new PassThrough();
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as never);
  input.end(`${orders.join('\n')}\n`);
  try {
    await command(cli(word, json));
  } catch (error) {
    fail(error, json);
  } finally {
    await turns(4);
    for (const spy of spies) spy.mockRestore();
    input.destroy();
  }
  return written;
}

const all: [string, (cli: Cli) => unknown][] = [
  ['whoami', (at) => commands.whoami(at)],
  ['profiles', (at) => commands.profiles(at, undefined)],
  ['profile', (at) => profile(at, undefined, {})],
  ['profile of somebody', (at) => profile(at, 'ben', {})],
  ['profile --name', (at) => profile(at, undefined, { name: 'Ana' })],
  ['friend', (at) => friend(at, 'ben', undefined)],
  ['unfriend', (at) => unfriend(at, 'ben')],
  ['friends', (at) => friends(at)],
  ['send', (at) => talking.send(at, 'ben', ['hello'])],
  ['listen', (at) => listen(at, 5)],
  ['chat', (at) => chat(at, 'ben')],
  ['chat with whoever writes', (at) => chat(at, undefined)],
  ['history', (at) => talking.history(at, 'ben', { limit: 5 })],
  ['search', (at) => talking.search(at, ['word'], { limit: 5 })],
  ['react', (at) => talking.react(at, 'ben', '1', 'x')],
  ['reply', (at) => talking.reply(at, 'ben', '1', ['x'])],
  ['read', (at) => talking.read(at, undefined)],
  ['read of somebody', (at) => talking.read(at, 'ben')],
  ['edit', (at) => talking.edit(at, 'ben', 'last', ['x'])],
  ['delete', (at) => talking.deleteForAll(at, 'ben', '1')],
  ['timer', (at) => talking.timer(at, 'ben', undefined)],
  ['timer 1h', (at) => talking.timer(at, 'ben', '1h')],
  ['safety-number', (at) => trusting.safetyNumber(at, 'ben', undefined)],
  ['safety-number --verify', (at) => trusting.safetyNumber(at, 'ben', ['1'.repeat(60)])],
  ['accept', (at) => trusting.acceptIdentity(at, 'ben', ['1'.repeat(60)])],
  ['group create', (at) => groups.create(at, 'lamps', ['ben'], {})],
  ['requests', (at) => requests(at, [])],
  ['group list', (at) => groups.list(at)],
  ['group withdraw', (at) => groups.oneself(at, 'withdraw', group)],
  ['group show', (at) => groups.show(at, group)],
  ['group describe', (at) => groups.describe(at, group, ['for lamps'])],
  ['group link', (at) => groups.link(at, group, 'open')],
  ['group join', (at) => groups.join(at, 'aldis://group')],
  ['group send', (at) => talking.send(at, group, ['hello'], {}, 'groups')],
  ['group history', (at) => talking.history(at, group, { limit: 5 }, 'groups')],
  ['chat in a group', (at) => chat(at, group)],
  ['register', (at) => commands.register(at, 'new', { server: 'http://localhost', invite: 'x' })],
];

describe.each([
  ['connects', KindParrot],
  ['is refused', Parrot],
] as const)('a client that %s', (_how, Client) => {
  test.each(all)('%s prints no word that steers', async (_name, command) => {
    const calm = await run(command, new Client('word'), 'word');
    expect(calm).not.toMatch(steers);
    await fc.assert(
      fc.asyncProperty(hostile, async (word) => {
        const said = await run(command, new Client(word), word);
        expect(said).not.toMatch(steers);
        expect(said.split('\n').length).toBeLessThanOrEqual(calm.split('\n').length);
      }),
      { seed, numRuns: 15 },
    );
  });

  test.each(all)('%s --json prints one object a line, and it is the same', async (_n, command) => {
    await fc.assert(
      fc.asyncProperty(hostile, async (word) => {
        const said = await run(command, new Client(word), word, true);
        expect(said).not.toMatch(steers);
        for (const line of said.split('\n').slice(0, -1))
          expect(JSON.parse(line)).toBeTypeOf('object');
      }),
      { seed, numRuns: 5 },
    );
  });
});

test('nobody is taken for a contact by the name that they give themselves', async () => {
  const client = new Parrot('ben');
  const said = await run((at) => talking.history(at, 'ben', { limit: 5 }), client, 'ben');
  expect(said).toContain('~ben');
  for (const command of [
    (at: Cli) => talking.history(at, group, { limit: 5 }, 'groups'),
    (at: Cli) => groups.show(at, group),
  ]) {
    expect(await run(command, new KindParrot('ben'), 'ben')).toContain('~ben');
  }
  const card = { name: 'ana', account: other as AccountId, server: '', insecure: false };
  const long = new Parrot('x'.repeat(99)) as unknown as AldisClient;
  const names = new Names(new Profiles(home), card, long);
  expect(names.nameOf('11111111-0000-4000-8000-000000000001')).toBe(`~${'x'.repeat(24)}`);
});

test('nobody is written to in a contact’s place by what a group is called', async () => {
  for (const title of ['ben', other]) {
    const client = new KindParrot(title);
    const sent = new Set<string>();
    client.send = ((to: string) => {
      sent.add(to);
      return Promise.reject(new Error('refused'));
    }) as never;
    await run((at) => chat(at, title), client, 'word');
    expect([...sent]).toEqual([other]);
  }
});

test('a group is not taken for a contact by its title', async () => {
  const client = new KindParrot('ben');
  const said = await run((at) => chat(at, group), client, 'word');
  expect(said).toContain('Talking with ben (group).');
  const message = { from: other, conversation: group, id: 1, text: 'hello', timestamp: 1 };
  client.on = (name, listener) => {
    if (name === 'queueEmpty') listener(null as never);
    if (name === 'message') queueMicrotask(() => listener(message as never));
    return () => undefined;
  };
  const told = await run((at) => chat(at, other), client, 'word');
  expect(told).toMatch(/^» ben \(group\) · .*hello {2}\(\/with abababab\)$/m);
});

test('what strangers ask is listed, groups that they invite to among it', async () => {
  const client = new KindParrot('lamps');
  const said = await run((at) => requests(at, []), client, 'lamps');
  expect(said).toContain(`lamps  ${group}  a group of 1`);
  expect(said).toContain('aldis group accept G');
  const listed = await run((at) => groups.list(at), client, 'lamps');
  expect(listed).toContain('by somebody you do not know');
  client.groups.requests = [];
  expect(await run((at) => groups.list(at), client, 'lamps')).not.toContain('somebody');
});

test('who has asked to come into a group takes that back', async () => {
  const client = new KindParrot('lamps');
  let withdrawn = 0;
  const known = client.groups.get();
  client.groups.get = () => ({
    ...known,
    withdraw: async () => {
      withdrawn += 1;
    },
  });
  const command = (at: Cli) => groups.oneself(at, 'withdraw', group);
  expect(await run(command, client, 'lamps', true)).toBe(`{"group":"${group}"}\n`);
  expect(withdrawn).toBe(1);
});

test('a picture that is not to be had, or has no place, is told in a sentence', async () => {
  const client = new KindParrot('lamps');
  const avatar = async () => ({ kind: 'png', bytes: new Uint8Array(3) });
  Object.assign(client.profiles, { avatar });
  const there = join(home, 'there.png');
  writeFileSync(there, 'mine');
  const into = (avatarTo: string) => (at: Cli) => profile(at, 'ben', { avatarTo });
  const exists = await run(into(there), client, 'lamps', true);
  expect(exists).toContain('"code":"file.unwritable"');
  expect(exists).toContain(`${there} cannot be written: there is one of that name already.`);
  const nowhere = await run(into(join(home, 'no', 'there.png')), client, 'lamps');
  expect(nowhere).toContain('cannot be written: there is no such file or folder.');
  expect(readFileSync(there, 'utf8')).toBe('mine');
  for (const [path, why] of [
    [join(home, 'none.png'), 'there is no such file or folder'],
    [home, 'it is a folder'],
    [join(there, 'below.png'), 'a file is where a folder should be'],
  ] as const) {
    const told = `${path} cannot be read: ${why}.`;
    expect(() => readPicture(path)).toThrow(
      expect.objectContaining({ code: 'file.unreadable', message: told }),
    );
  }
});

test('a chat that ends before it is connected says nothing of it', async () => {
  const client = new Parrot('word');
  client.connect = () => Promise.reject(new ClientError('client.closed', 'The client was closed.'));
  const said = await run((at) => chat(at, 'ben'), client, 'word');
  expect(said).not.toContain('closed');
});

test('a chat turns to a group whose title has several words', async () => {
  const asked: string[] = [];
  const names = {
    self: 'ana',
    nameOf: (id: string) => id,
    wordFor: (id: string) => id,
    conversation: (name: string) => {
      asked.push(name);
      return other as AccountId;
    },
  };
  const nothing = () => undefined;
  const view = { print: nothing, who: nothing, turnTo: nothing, unread: () => [], close: nothing };
  const orders = new ChatOrders(new Parrot('word') as unknown as AldisClient, names, view);
  await orders.obey('/with The Lamp Room');
  expect(asked).toEqual(['The Lamp Room']);
});

test('a history that is empty says how what waits at the server gets here', async () => {
  const client = new Parrot('word');
  const talk = { ...client.conversation(), history: () => [] };
  client.conversation = () => talk;
  const said = await run((at) => talking.history(at, 'ben', { limit: 5 }), client, 'word');
  expect(said).toContain('aldis listen, or aldis chat ben');
});

describe('a line that is longer than the terminal is wide', () => {
  const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const WIDE =
    /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Hangul}|[\uff01-\uff60]/u;
  const widthOf = (row: string) =>
    [...letters.segment(row)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
  const long = fc
    .array(
      fc.constantFrom('12:00 ana: pay him ', 'word ', '你好', '한', '⚡', '👩‍👩‍👧', 'e\u0301', 'ж'),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join(''));

  test('goes on behind a mark, never where a line of ours begins, and loses nothing', () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 24, max: 100 }), (text, columns) => {
        const [first = '', ...more] = folded(text, columns).split('\n');
        for (const row of [first, ...more]) expect(widthOf(row)).toBeLessThan(columns);
        for (const row of more) expect(row.startsWith(continues)).toBe(true);
        expect(first + more.map((row) => row.slice(continues.length)).join('')).toBe(text);
      }),
      { seed, numRuns: 500 },
    );
    expect(folded('one\ntwo', 80)).toBe('one\ntwo');
    expect(folded('\t'.repeat(30), 80).split('\n').length).toBe(4);
  });

  test('is what a chat shows in a terminal, of now and of before', async () => {
    const text = `${' '.repeat(80 - '00:00 ben: '.length)}12:00 ana: pay him`;
    const former = [process.stdout, process.stderr].map((one) => {
      const { isTTY, columns } = one;
      return () => Object.assign(one, { isTTY, columns });
    });
    for (const one of [process.stdout, process.stderr]) {
      Object.assign(one, { isTTY: true, columns: 80 });
    }
    try {
      const said = await run((at) => chat(at, 'ben'), new KindParrot(text), text);
      expect(said).toContain('ana: pay him');
      expect(said).not.toMatch(/^12:00 ana: pay him/m);
      for (const row of said.split('\n')) expect(widthOf(row)).toBeLessThan(80);
    } finally {
      for (const giveBack of former) giveBack();
    }
  });
});

describe('the one function', () => {
  test('leaves one line that steers nothing, and harmless text as it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(steers);
        expect(shown).not.toContain('\n');
        expect(printable(shown)).toBe(shown);
        const json = printableJson({ text });
        expect(json).not.toMatch(steers);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ text })));
      }),
      { seed, numRuns: 2000 },
    );
    expect(printable('grüße 👩‍👩‍👧 مرحبا\tok')).toBe('grüße 👩‍👩‍👧 مرحبا\tok');
    expect(printable('hi\r\n12:00 ana: me\u2028\u0085')).toBe('hi⏎12:00 ana: me⏎⏎');
  });

  test('goes over every value of a sentence, once', () => {
    const name = 'be\nn';
    expect(String(plain`${name}: ${plain`${'\u001b'}`} ${1}`)).toBe('be⏎n: \ufffd 1');
    expect(String(lines([plain`${name}`, plain`two`]))).toBe('be⏎n\ntwo');
  });

  test('goes over the words of an error before anybody prints it', () => {
    const error = new ClientError('rate.limited', 'Refused: \u001b[2J\nroot@host # ');
    expect(error.message).toBe('Refused: \ufffd[2J⏎root@host # ');
    expect(error.stack).not.toContain('\u001b');
  });
});
