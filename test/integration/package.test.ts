// The SDK in a project of somebody else's: installed from its package, its page's program and those
// of the cookbook compiled and run, each against a cluster.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import { Store } from '../../client/store/store.ts';
import { startTestCluster } from '../support/cluster.ts';
import { InstalledSdk, typesMaker } from '../support/installedSdk.ts';
import { until } from '../support/people.ts';

const root = join(import.meta.dirname, '../..');
/** The package and all that npm fetched for it. */
const installedBytesMax = 60e6;
/** A machine that does much else meanwhile. */
const installTimeoutMs = 600_000;
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
let sdk: InstalledSdk;
const open: AldisClient[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
  sdk = await InstalledSdk.install({
    ALDIS_URL: cluster.url,
    ALDIS_INVITATION: cluster.invitation,
  });
}, installTimeoutMs);

afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  await sdk.close();
  await cluster.stop();
});

/** What the page's further examples take for granted. */
const granted = `import type { AldisClient, Group } from 'aldis-client';
declare global {
  const ana: AldisClient, ben: AldisClient, clara: AldisClient, phone: AldisClient;
  const group: Group;
  const server: string, profile: string, path: string, url: string, account: string;
  const ask: (question: string) => void, show: (link: string) => void;
}
`;

/** Its further examples, each as a program, with what they take for granted. */
function examplesOf(page: string): [string, string][] {
  const [, ...further] = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)];
  const programs = further.map(([, source], at): [string, string] => {
    return [`example${at}.ts`, `${source}export {};\n`];
  });
  return [['granted.d.ts', granted], ...programs];
}

interface Person {
  readonly client: AldisClient;
  readonly account: string;
  readonly texts: string[];
}

async function person(name: string): Promise<Person> {
  const { url: server, invitation } = cluster;
  const client = await AldisClient.register({ server, invitation, profile: sdk.path(name) });
  open.push(client);
  const texts: string[] = [];
  client.on('message', (message) => texts.push(message.text));
  await client.connect();
  return { client, account: client.account, texts };
}

test(
  'what is installed is small, compiles strictly, and is a command line as well',
  async () => {
    const page = readFileSync(join(root, 'docs/client.md'), 'utf8');
    const source = /^# The client\n\n```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
    writeFileSync(sdk.path('hello.ts'), source);
    const examples = examplesOf(page);
    expect(examples.length).toBeGreaterThan(5);
    for (const [name, program] of examples) writeFileSync(sdk.path(name), program);
    const modules = sdk.path('node_modules');
    const files = readdirSync(modules, { recursive: true, withFileTypes: true });
    const sizes = files
      .filter((file) => file.isFile())
      .map((file) => {
        return statSync(join(file.parentPath, file.name)).size;
      });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(installedBytesMax);
    expect(existsSync(join(modules, 'fastify'))).toBe(false);
    const program = readFileSync(sdk.path('web-session.ts'), 'utf8');
    expect(program).toContain(
      `npx ${typesMaker} "$ALDIS_URL/openapi.json" --output aldis-api.d.ts`,
    );
    await sdk.makeTypes(cluster.url);
    expect(await sdk.compile()).toBe('');
    const aldis = join(modules, 'aldis-client/aldis.js');
    const told = (option: string) =>
      execFileSync(process.execPath, [aldis, option], { encoding: 'utf8' });
    expect(told('--help')).toContain('Usage: aldis');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(told('--version').trim()).toBe(version);
  },
  installTimeoutMs,
);

test('its pages lead to nothing but what is in it', () => {
  const there = sdk.path('node_modules/aldis-client');
  const names = readdirSync(there, { recursive: true, encoding: 'utf8' });
  const pages = names.filter((name) => name.endsWith('.md') && !name.includes('node_modules'));
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/errors.md']));
  const links = pages.flatMap((name) => {
    const page = readFileSync(join(there, name), 'utf8');
    const targets = [...page.matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)].map(([, target = '']) => target);
    const inside = targets.filter((target) => !/^[a-z]+:/.test(target));
    return inside.map((target) => [name, join(there, dirname(name), target)] as const);
  });
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter(([, path]) => !existsSync(path))).toEqual([]);
});

test('the command line that is installed holds a profile, and answers programs', async () => {
  const aldis = join(sdk.path('node_modules'), 'aldis-client/aldis.js');
  const run = (words: readonly string[], input = '') =>
    execFileSync(process.execPath, [aldis, '--home', sdk.path('home'), ...words], {
      encoding: 'utf8',
      input,
    });
  run(['register', 'zoe', '--server', cluster.url, '--invite', cluster.invitation]);
  const call = { jsonrpc: '2.0', id: 1, method: 'state' };
  const answer: unknown = JSON.parse(run(['daemon', '--stdio'], `${JSON.stringify(call)}\n`));
  expect(answer).toMatchObject({ id: 1, result: { profile: 'zoe', device: 1 } });
});

test('the command line that is installed opens the desk, whose page is built', async () => {
  const aldis = join(sdk.path('node_modules'), 'aldis-client/aldis.js');
  const words = [aldis, '--home', sdk.path('home'), '--profile', 'zoe', '--json', 'desk'];
  const desk = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => desk.once('exit', resolve));
  try {
    const line = await new Promise<string>((resolve, reject) => {
      desk.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString()));
      void ended.then((code) => reject(new Error(`it ended with ${code}`)));
    });
    const page = await fetch(new URL('/main.js', (JSON.parse(line) as { url: string }).url));
    expect(page.status).toBe(200);
    expect((await page.text()).length).toBeGreaterThan(10_000);
  } finally {
    desk.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
});

test('the page opens with a program of 20 lines that registers, sends and receives', async () => {
  const hello = sdk.start('hello.ts', sdk.folder);
  expect(await hello.line(/^ben heard: (.*)$/)).toBe('Hello, Ben.');
  expect(await hello.ended).toBe(0);
});

/** What keeps a profile is younger in it, and binds and iterates in its own way. */
const oldestNode = '22.13.0';
const oldestProgram = `
import { AldisClient } from 'aldis-client';
const { ALDIS_URL: server, ALDIS_INVITATION: invitation } = process.env;
const make = (profile) => AldisClient.register({ server, invitation, profile });
const [una, vic] = [await make('una.aldis'), await make('vic.aldis')];
for (const one of [una, vic]) {
  one.on('trouble', (error) => console.log(error.stack));
  await one.connect();
}
vic.on('request', ({ account }) => vic.contacts.accept(account));
const heard = new Promise((resolve) => vic.on('message', resolve));
await una.send(vic.account, 'to the oldest');
console.log(process.version, (await heard).text, vic.search('oldest').length);
await vic.lock.set('correct horse battery');
await vic.close();
const again = await AldisClient.openLocked('vic.aldis', { passphrase: 'correct horse battery' });
console.log(again.history(una.account).map(({ text }) => text).join());
await again.close();
await una.close();
`;

test('works with the oldest Node that it names', async () => {
  writeFileSync(sdk.path('oldest.mjs'), oldestProgram);
  const said = await sdk.runWith(await sdk.fetchNode(oldestNode), 'oldest.mjs');
  rmSync(sdk.path('oldest.mjs'));
  expect(said).toBe(`v${oldestNode} to the oldest 1\nto the oldest\n`);
}, 300_000);

test('say.mjs says, and tells a failure by its code', async () => {
  const sue = await person('sue.aldis');
  const said = sdk.start('say.mjs', 'say.aldis', sue.account, 'two', 'words');
  expect(await said.line(/^arrived (.*)$/)).toBe(await said.line(/^stored (.*)$/));
  expect(sue.texts).toEqual(['two words']);
  expect(await said.ended).toBe(0);
  const failed = sdk.start('say.mjs', 'say.aldis', 'nobody', 'hears');
  await failed.line(/^account\.unreadable: /);
  expect(await failed.ended).toBe(1);
});

test('say.mjs takes no receipt of former words for one of these', async () => {
  const tam = await person('tam.aldis');
  await tam.client.close();
  const before = sdk.start('say.mjs', 'before.aldis', tam.account, 'former');
  await before.line(/^stored /);
  before.child.kill('SIGKILL');
  await before.ended;
  const again = AldisClient.open(sdk.path('tam.aldis'));
  open.push(again);
  again.on('message', ({ text: words }) => tam.texts.push(words));
  await again.connect();
  await until(() => tam.texts.includes('former'), 'the former words');
  const said = sdk.start('say.mjs', 'before.aldis', tam.account, 'these');
  expect(await said.line(/^arrived (.*)$/)).toBe(await said.line(/^stored (.*)$/));
  expect(tam.texts).toEqual(['former', 'these']);
});

test('echo-bot.ts answers a stranger', async () => {
  const bot = sdk.start('echo-bot.ts', 'bot.aldis');
  const account = await bot.line(/^bot (.*)$/);
  const tom = await person('tom.aldis');
  await tom.client.send(account, 'anybody there?');
  await until(() => tom.texts.includes('anybody there?'), 'the echo');
  expect(tom.client.history(account).at(-1)).toMatchObject({ text: 'anybody there?' });
  bot.child.kill('SIGTERM');
  expect(await bot.ended).toBe(0);
});

test('webhook-bridge.ts posts what is said, and says what is posted', async () => {
  const posted: { text: string }[] = [];
  const hook = createServer(async (request, response) => {
    posted.push(JSON.parse(await text(request)));
    response.end();
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/said`;
  const bridge = sdk.start('webhook-bridge.ts', 'bridge.aldis', url, '0');
  const [account = '', port] = (await bridge.line(/^bridge (.* \d+)$/)).split(' ');
  const cem = await person('cem.aldis');
  await cem.client.send(account, 'to the web');
  await until(() => posted.some((one) => one.text === 'to the web'), 'a post');
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(body), headers });
  expect((await post({ to: cem.account, text: 'from the web' })).status).toBe(200);
  await until(() => cem.texts.includes('from the web'), 'what was posted');
  expect((await post({ to: 'nobody', text: 'x' })).status).toBe(400);
  const page = { origin: 'https://evil.example' };
  expect((await post({ to: cem.account, text: 'from a page' }, page)).status).toBe(400);
  hook.close();
  bridge.child.kill('SIGTERM');
  expect(await bridge.ended).toBe(0);
});

test('reminder.ts says it later', async () => {
  const dan = await person('dan.aldis');
  const reminder = sdk.start('reminder.ts', 'reminder.aldis', dan.account, '1', 'stand up');
  await reminder.line(/^waiting 0$/);
  expect(reminder.lines.slice(0, 2)).toEqual(['waiting 1', 'waiting 0']);
  expect(await reminder.ended).toBe(0);
  await until(() => dan.texts.includes('stand up'), 'the reminder');
});

test('reminder.ts says what was due before, and waits for its own', async () => {
  const eli = await person('eli.aldis');
  const cut = sdk.start('reminder.ts', 'cut.aldis', eli.account, '5', 'first');
  await cut.line(/^waiting 1$/);
  cut.child.kill('SIGKILL');
  await cut.ended;
  const again = sdk.start('reminder.ts', 'cut.aldis', eli.account, '6', 'second');
  expect(await again.ended).toBe(0);
  await until(() => eli.texts.length > 1, 'both');
  expect(eli.texts).toEqual(['first', 'second']);
});

test('group-poll.ts counts the votes of all', async () => {
  const voters = [await person('eva.aldis'), await person('fay.aldis')];
  const accounts = voters.map(({ account }) => account);
  for (const [choice, { client }] of voters.entries()) {
    client.on('group', ({ group, standing }) => {
      if (standing === 'invited') void client.groups.get(group).accept();
    });
    client.on('message', ({ conversation, from, timestamp, poll }) => {
      const name = { author: from, sentAt: timestamp };
      if (poll) void client.conversation(conversation).vote(name, [choice]);
    });
  }
  const poll = sdk.start('group-poll.ts', 'poll.aldis', 'Where?', 'Here,There', ...accounts);
  expect(await poll.ended).toBe(0);
  expect(poll.lines.slice(1, 3)).toEqual(['Here: 1', 'There: 1']);
});

test('notice-board.ts tells whoever has joined by its link', async () => {
  const board = sdk.start('notice-board.ts', 'board.aldis', 'News');
  const gus = await person('gus.aldis');
  const joined = await gus.client.groups.join(await board.line(/^join (.*)$/));
  expect(joined.state()).toMatchObject({ title: 'News', announcementsOnly: true });
  board.child.stdin?.write('the lamp is lit\n');
  await until(() => gus.texts.includes('the lamp is lit'), 'the notice');
  await expect(joined.send('may I?')).rejects.toMatchObject({ code: /./ });
  board.child.stdin?.end();
  expect(await board.ended).toBe(0);
});

test('second-device.ts is linked and hears both sides', async () => {
  const [hal, ida] = [await person('hal.aldis'), await person('ida.aldis')];
  const second = sdk.start('second-device.ts', 'second.aldis');
  await hal.client.devices.link(await second.line(/^link (.*)$/));
  await second.line(/^device 2 of /);
  await hal.client.send(ida.account, 'from the first');
  await second.line(/^I said from the first$/);
  await ida.client.send(hal.account, 'to both');
  await second.line(/ said to both$/);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
});

test('export-history.ts writes all of it in order, over its pages', async () => {
  const [jan, kim] = [await person('jan.aldis'), await person('kim.aldis')];
  const texts = Array.from({ length: 60 }, (_, n) => `number ${n}`);
  await Promise.all(texts.map((words) => jan.client.send(kim.account, words)));
  await jan.client.close();
  const written = sdk.start('export-history.ts', 'jan.aldis', kim.account);
  expect(await written.ended).toBe(0);
  const lines = written.lines.filter((line) => line !== '(ended)');
  expect(lines.map((line) => JSON.parse(line).text)).toEqual(texts);
});

test('watch-friends.ts shows a friend that comes and goes', async () => {
  const lea = await person('lea.aldis');
  const watch = sdk.start('watch-friends.ts', 'watch.aldis', lea.account);
  const account = await watch.line(/^me (.*)$/);
  await watch.line(/: requested$/);
  await lea.client.friend(account);
  await lea.client.presence.show();
  await watch.line(/ is here$/);
  await lea.client.presence.hide();
  await watch.line(/ is away$/);
  watch.child.kill('SIGTERM');
  expect(await watch.ended).toBe(0);
});

test('check-numbers.ts speaks to nobody whose number is another', async () => {
  const [max, nia] = [await person('max.aldis'), await person('nia.aldis')];
  await max.client.send(nia.account, 'first words');
  await until(() => nia.texts.includes('first words'), 'an acquaintance');
  const { digits } = await nia.client.safetyNumber(max.account);
  await max.client.close();
  const wrong = digits.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
  const refused = sdk.start('check-numbers.ts', 'max.aldis', nia.account, wrong, 'secret');
  await refused.line(/^identity\.mismatch$/);
  expect(await refused.ended).toBe(1);
  const agreed = sdk.start('check-numbers.ts', 'max.aldis', nia.account, digits, 'secret');
  await agreed.line(/^the numbers agree/);
  expect(await agreed.ended).toBe(0);
  expect(nia.texts).toEqual(['first words', 'secret']);
});

test('web-session.ts needs the password once, goes on by tokens, and logs out', async () => {
  const uma = await person('uma.aldis');
  await uma.client.close();
  const store = new Store(sdk.path('uma.aldis'), 'existing');
  const { password } = store.profile.read();
  store.close();
  const run = async (said: RegExp, more: NodeJS.ProcessEnv = {}, ...words: string[]) => {
    const program = sdk.startWith(more, 'web-session.ts', 'uma.json', ...words);
    const found = await program.line(said);
    await program.ended;
    return found;
  };
  await run(/are needed once/);
  const login = { ALDIS_USER: `${uma.account}.1`, ALDIS_PASSWORD: password };
  const session = await run(/^0 friends, in session (\w+)$/, login);
  const used = readFileSync(sdk.path('uma.json'), 'utf8');
  expect(used).not.toContain(password);
  // Renewed twice, without the password.
  expect(await run(/^0 friends, in session (\w+)$/)).toBe(session);
  expect(await run(/^0 friends, in session (\w+)$/)).toBe(session);
  // Whoever has stolen the first refresh token ends the session by it.
  const kept = readFileSync(sdk.path('uma.json'), 'utf8');
  writeFileSync(sdk.path('uma.json'), used);
  await run(/^auth\.session_ended$/);
  writeFileSync(sdk.path('uma.json'), kept);
  await run(/^auth\.session_ended$/);
  rmSync(sdk.path('uma.json'));
  await run(/^0 friends, in session (\w+)$/, login);
  await run(/^logged out$/, {}, 'logout');
  await run(/^auth\.session_ended$/);
});
