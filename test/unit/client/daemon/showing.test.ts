// What a program that shows a profile asks for beside the commands, of a profile that is open.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Cli } from '../../../../client/cli/cli.ts';
import { lockWith } from '../../../../client/cli/locking.ts';
import { Names } from '../../../../client/cli/names.ts';
import { Answers } from '../../../../client/cli/output.ts';
import { Profiles } from '../../../../client/cli/profiles.ts';
import { noTerminal } from '../../../../client/cli/remoteTerminal.ts';
import { showingMethods } from '../../../../client/cli/showingMethods.ts';
import { history, search } from '../../../../client/cli/talking.ts';
import { Carrying } from '../../../../client/daemon/carrying.ts';
import { answerBy } from '../../../../client/daemon/methods.ts';
import type { Peer } from '../../../../client/daemon/peer.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

const png = Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  Buffer.alloc(600 * 1024, 7),
]);

let scene: Scene;
let ana: Person;
let ben: Person;
let profiles: Profiles;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  profiles = new Profiles(scene.folder);
});

afterEach(() => scene.end());

const self = () => ({
  name: 'ana',
  account: ana.client.account,
  server: 'http://twin',
  insecure: false,
});

function call(method: string, params: object): Promise<unknown> {
  const { client } = ana;
  const output = new Answers(() => undefined, noTerminal());
  const table = showingMethods(() => ({
    client,
    names: new Names(profiles, self(), client),
    lock: (passphrase) => lockWith({ profiles, output }, self(), client, passphrase),
  }));
  return answerBy(table, method, params, {} as Peer);
}

/** What a command answers a program. */
async function answered<Told>(work: (cli: Cli) => Promise<void>): Promise<Told[]> {
  const said: object[] = [];
  const { client } = ana;
  const borrow = () => ({ client, giveBack() {} });
  const held = { self: self(), profiles, carrying: new Carrying(client), borrow };
  const output = new Answers((one) => void said.push(one), noTerminal());
  await work({ output, profiles, profile: 'ana', insecure: false, held });
  return said as Told[];
}

interface Told {
  readonly id: number;
  readonly text: string;
  readonly name?: string;
}

test('names stand for ids, and a message is found by its number', async () => {
  ana.client.contacts.set(ben.id, { name: 'Ben' });
  await scene.ended(ana.client.send(ben.id, 'hello'));
  const ids = [ben.id, ana.id];
  const names = [
    { id: ben.id, name: 'Ben' },
    { id: ana.id, name: 'ana' },
  ];
  expect(await call('names', { ids })).toEqual(names);
  const [said] = ana.client.conversation(ben.id).history();
  expect(await call('message', { id: said?.id })).toEqual(said);
  expect(await call('message', { id: 999 })).toBeNull();
  await expect(call('names', { ids: Array(1001).fill(ben.id) })).rejects.toThrow(/ids/);
});

test('a picture is given as bytes and comes back part by part', async () => {
  expect(await call('avatar', {})).toBeNull();
  const bytes = png.subarray(0, 512 * 1024).toString('base64');
  const tooMany = png.subarray(0, 512 * 1024 + 3).toString('base64');
  await expect(call('avatar.set', { bytes: tooMany })).rejects.toThrow(/bytes/);
  await expect(call('avatar.set', { bytes: 'AAAA' })).rejects.toMatchObject({
    code: 'content.invalid',
  });
  await scene.ended(call('avatar.set', { bytes }));
  expect(await call('avatar', {})).toMatchObject({ account: ana.id, kind: 'png', bytes });
  await scene.ended(ana.client.profiles.set({ avatar: png }));
  const first = await call('avatar', {});
  expect(first).toMatchObject({ length: png.length });
  const part = (told: unknown) => Buffer.from((told as { bytes: string }).bytes, 'base64');
  const rest = await call('avatar', { from: part(first).length });
  expect(Buffer.concat([part(first), part(rest)]).equals(png)).toBe(true);
  await scene.ended(call('avatar.set', {}));
  expect(await call('avatar', {})).toBeNull();
});

test('the picture of a group is one as those of people are', async () => {
  const group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members: [] }));
  expect(await scene.ended(call('avatar', { who: 'Lamps' }))).toBeNull();
  await scene.ended(group.setAvatar(png.subarray(0, 4_096)));
  const shown = await scene.ended(call('avatar', { who: group.id }));
  const bytes = png.subarray(0, 4_096).toString('base64');
  expect(shown).toMatchObject({ account: group.id, kind: 'png', bytes });
});

test('a profile is locked with what was typed elsewhere, and unlocked', async () => {
  await expect(call('lock', { passphrase: 'x' })).rejects.toMatchObject({
    code: 'passphrase.length',
  });
  expect(await call('lock', { passphrase: 'correct horse battery' })).toEqual({ locked: true });
  expect(ana.client.lock.isSet).toBe(true);
  expect(await call('unlock', {})).toEqual({ locked: false });
  expect(ana.client.lock.isSet).toBe(false);
});

test('a history is read page by page, none of them longer than an answer may be', async () => {
  const long = 'long '.repeat(8_000);
  for (const number of [...Array(16).keys()]) {
    scene.clock.advance(1);
    await scene.ended(ana.client.send(ben.id, `${number} ${long}`));
  }
  const read: number[] = [];
  let before: number | undefined;
  for (let pages = 0; ; pages += 1) {
    const page = { limit: 100, ...(before === undefined ? {} : { before }) };
    const told = await answered<Told>((cli) => history(cli, ben.id, page));
    expect(JSON.stringify(told).length).toBeLessThan(1024 * 1024);
    if (told.length === 0) {
      expect(pages).toBe(2);
      break;
    }
    read.unshift(...told.map(({ text }) => Number.parseInt(text, 10)));
    before = told[0]?.id;
  }
  expect(read).toEqual([...Array(16).keys()]);
  const found = await answered<Told>((cli) => search(cli, ['LONG', '7'], { limit: 5 }));
  expect(found.map(({ text }) => Number.parseInt(text, 10))).toEqual([7]);
  expect(found[0]?.name).toBe(ben.id.slice(0, 8));
  await expect(
    answered((cli) => history(cli, ben.id, { limit: 5, before: 999 })),
  ).rejects.toMatchObject({ code: 'usage' });
});
