// What the views of people, groups, devices, settings and search stand on: what they ask of the
// process that holds the profile, and what they make of its answers.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Avatars } from '../../../../client/desk/page/model/avatars.ts';
import { Devices } from '../../../../client/desk/page/model/devices.ts';
import { FirstRun } from '../../../../client/desk/page/model/firstRun.ts';
import { Groups } from '../../../../client/desk/page/model/groups.ts';
import { Names } from '../../../../client/desk/page/model/names.ts';
import { People } from '../../../../client/desk/page/model/people.ts';
import { Search } from '../../../../client/desk/page/model/search.ts';
import { Settings } from '../../../../client/desk/page/model/settings.ts';
import { cellsOf } from '../../../../client/desk/page/parts/qrCells.ts';
import type { Rpc } from '../../../../client/desk/page/rpc.ts';
import { failureWords, sentences } from '../../../../client/desk/page/words/failures.ts';

type Answer = (params: Record<string, unknown>) => unknown;

/** The other side: answers as it is told, and remembers what it was asked. */
function wire(answers: Record<string, Answer>) {
  const asked: [string, object][] = [];
  const told = new Map<string, (params: object) => void>();
  const rpc = {
    async call(method: string, params: Record<string, unknown> = {}) {
      asked.push([method, params]);
      const answer = answers[method];
      if (!answer) throw Object.assign(new Error('no such method'), { code: 'desk.failed' });
      return answer(params);
    },
    on: (event: string, listener: (params: object) => void) => told.set(event, listener),
  } as unknown as Rpc;
  return { rpc, asked, tell: (event: string, params: object) => told.get(event)?.(params) };
}

const until = async (isSo: () => boolean) => {
  for (let round = 0; !isSo(); round += 1) {
    if (round > 500) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

test('names are asked for together, once, and again when they change', async () => {
  let called = 'Ben';
  const { rpc, asked, tell } = wire({
    names: ({ ids }) => (ids as string[]).map((id) => ({ id, name: `${called} ${id}` })),
  });
  const names = new Names(rpc);
  expect([names.of('1'), names.of('2'), names.of('1')]).toEqual(['1', '2', '1']);
  await until(() => names.of('2') === 'Ben 2');
  expect(names.of('1')).toBe('Ben 1');
  expect(asked).toEqual([['names', { ids: ['1', '2'] }]]);
  called = 'Benedict';
  tell('event.contact', {});
  await until(() => names.of('1') === 'Benedict 1');
});

test('people are contacts and those who ask; invitations of strangers are none', async () => {
  const { rpc, asked, tell } = wire({
    'contacts.list': () => [{ account: 'b', name: 'Ben', accepted: true, blocked: false }],
    'requests.list': () => [{ account: 'e', name: '~eve', text: 'hi' }, { group: 'g' }],
    'contacts.name': () => ({ account: 'b' }),
    accept: () => ({ account: 'b' }),
    'safety-number': () => ({ digits: '1', blocked: false }),
  });
  const people = new People(rpc, new Names(rpc));
  await people.read();
  expect(people.get('b')?.name).toBe('Ben');
  expect(people.requests.value).toEqual([{ account: 'e', text: 'hi' }]);
  expect([people.isAsking('e'), people.isAsking('b')]).toEqual([true, false]);
  expect(await people.add('ben', 'Ben')).toBe('b');
  tell('event.identityChanged', { account: 'b' });
  expect(people.changed.value.has('b')).toBe(true);
  await people.acceptIdentity('b', '12345');
  expect(people.changed.value.has('b')).toBe(false);
  expect(asked).toContainEqual(['accept', { who: 'b', digits: '12345' }]);
});

test('a group is shown as the last answer says, in the order of titles', async () => {
  const group = (id: string, title: string) => ({ id, title, members: [] });
  const { rpc, asked } = wire({
    'group.list': () => [group('2', 'Lamps'), group('3', 'Quay')],
    'group.create': ({ title }) => group('1', String(title)),
    'group.title': ({ title }) => group('2', String(title)),
    'group.show': () => group('2', 'Lights'),
    'group.link': () => ({ group: '2', link: 'aldis:' }),
  });
  const groups = new Groups(rpc);
  await groups.read();
  const made = { title: 'Harbour', description: '', who: ['b'], announcements: false };
  expect(await groups.make(made)).toBe('1');
  expect(asked).toContainEqual(['group.create', { title: 'Harbour', who: ['b'] }]);
  await groups.title('2', 'Zinc');
  expect(groups.all.value.map(({ title }) => title)).toEqual(['Harbour', 'Quay', 'Zinc']);
  expect(await groups.link('2', 'open')).toBe('aldis:');
  expect(groups.get('2')?.title).toBe('Lights');
});

test('what was found is of what was typed last, and goes on where it ended', async () => {
  const late: (() => void)[] = [];
  const { rpc, asked } = wire({
    search: ({ text, before }) => {
      const first = before === undefined ? 100 : Number(before) - 1;
      const page = Array.from({ length: 50 }, (_, at) => ({ id: first - at, text }));
      if (text !== 'slow') return page;
      return new Promise((resolve) => late.push(() => resolve(page)));
    },
  });
  const search = new Search(rpc);
  await search.look();
  expect(search.found.value).toBeUndefined();
  search.text.value = 'slow';
  const slow = search.look();
  search.text.value = ' lamp ';
  await search.look();
  for (const answer of late) answer();
  await slow;
  expect(search.found.value?.[0]).toMatchObject({ text: 'lamp' });
  expect(search.hasMore.value).toBe(true);
  await search.more();
  expect(search.found.value?.map(({ id }) => id)).toEqual(
    [...Array(100).keys()].map((at) => 100 - at),
  );
  expect(asked.at(-1)).toEqual(['search', { text: 'lamp', limit: 50, before: 51 }]);
});

test('switches, devices and the first run ask in the words of the commands', async () => {
  const { rpc, asked, tell } = wire({
    privacy: () => ({ typing: false }),
    state: () => ({ locked: true }),
    whoami: () => ({ server: 'http://here' }),
    'devices.list': () => [{ id: 1, isThis: true, isPrimary: true, addedAt: 0 }],
    'devices.remove': () => ({}),
    'desk.offered': () => ({
      ...{ name: 'ana', server: 'http://here', isInvited: true },
      recoveries: [{ name: 'ana', account: 'a', readyAt: 1 }],
    }),
    'desk.login': () => ({}),
    'desk.register-number': ({ code }) =>
      code === undefined ? { isMade: false, wanted: 'code' } : { isMade: true },
    'desk.recover': () => ({ account: 'a', recovered: false }),
    'desk.link': () => {
      tell('link.shown', { link: 'aldis:link' });
      return new Promise(() => undefined);
    },
  });
  const settings = new Settings(rpc);
  // What is not known yet is not shown as off, and can't be switched.
  expect([settings.privacy.value, settings.isLocked.value]).toEqual([undefined, undefined]);
  await settings.switch('readReceipts', false);
  expect(asked).toEqual([]);
  await settings.read();
  expect(settings.isLocked.value).toBe(true);
  await settings.switch('readReceipts', false);
  expect(asked.at(-1)).toEqual(['privacy', { switch: 'read-receipts', to: 'off' }]);
  expect(settings.privacy.value).toEqual({ typing: false });
  const devices = new Devices(rpc);
  await devices.remove(2, true);
  const params = { number: '2', stolen: true, yes: true };
  expect(asked).toContainEqual(['devices.remove', params]);
  expect(devices.self.value?.id).toBe(1);
  const first = new FirstRun(rpc);
  await first.read();
  expect([first.name.value, first.isInvited.value]).toEqual(['ana', true]);
  expect(await first.byNumber.ask('+1 202 555 0123')).toBe(false);
  expect(await first.byNumber.go({ code: '123456' })).toBe(true);
  const number = '+12025550123';
  expect(asked.slice(-2)).toEqual([
    ['desk.register-number', { name: 'ana', server: 'http://here', number }],
    ['desk.register-number', { name: 'ana', server: 'http://here', number, code: '123456' }],
  ]);
  await first.logIn('ada', 'a password', '123456');
  expect(asked.at(-1)).toEqual([
    'desk.login',
    { name: 'ana', server: 'http://here', as: 'ada', password: 'a password', code: '123456' },
  ]);
  await first.beginRecovery({ account: 'a', key: 'k', backupCode: 'b', approval: '' });
  expect(first.recoveries.value).toEqual([{ name: 'ana', account: 'a', readyAt: 1 }]);
  await first.endRecovery('ana', '');
  expect(asked.at(-1)).toEqual(['desk.recover', { name: 'ana', code: '' }]);
  void first.linkIt();
  expect(first.link.value).toBe('aldis:link');
});

test('a picture is put together of its parts', async () => {
  const whole = 'a picture in three parts';
  const { rpc } = wire({
    avatar: ({ who, from }) => {
      if (who !== 'b') return null;
      const bytes = btoa(whole.slice(Number(from), Number(from) + 10));
      return { kind: 'png', length: whole.length, bytes };
    },
  });
  const avatars = new Avatars(rpc);
  expect(avatars.of('b')).toBeUndefined();
  await until(() => avatars.of('b') !== undefined);
  const shown = await fetch(avatars.of('b') ?? '');
  expect(await shown.text()).toBe(whole);
  avatars.of('e');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(avatars.of('e')).toBeUndefined();
});

test('pictures are asked for a few at a time, and again where they did not come', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  let isAway = false;
  const { rpc, tell } = wire({
    avatar: ({ who }) => {
      asked.push(String(who));
      const picture = { kind: 'png', length: 1, bytes: btoa('p') };
      if (isAway) throw new Error('The process is away.');
      return new Promise((resolve) => answers.push(() => resolve(picture)));
    },
  });
  const avatars = new Avatars(rpc);
  const all = [...Array(9).keys()].map((number) => `b${number}`);
  for (const one of all) avatars.of(one);
  expect(asked).toEqual(all.slice(0, 4));
  while (asked.length < all.length || answers.length > 0) {
    answers.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(asked).toEqual(all);
  expect(all.map((one) => avatars.of(one)?.slice(0, 5))).toEqual(all.map(() => 'blob:'));

  isAway = true;
  avatars.of('lamps');
  tell('event.group', { group: 'b0' });
  await until(() => asked.length === all.length + 2);
  await new Promise((resolve) => setTimeout(resolve, 20));
  isAway = false;
  // What was shown stays, and who had none is asked for as if never seen.
  expect([avatars.of('b0')?.slice(0, 5), avatars.of('lamps')]).toEqual(['blob:', undefined]);
  await until(() => answers.length > 0);
  answers.shift()?.();
  await until(() => avatars.of('lamps') !== undefined);
});

test('a failure is a sentence, known by its code or as it was said, and never endless', () => {
  expect(failureWords({ code: 'link.expired', message: 'x' })).toMatch(/Show a new one/);
  expect(failureWords({ code: 'constructor', message: 'That is odd.' })).toBe('That is odd.');
  expect(failureWords(new Error('x'.repeat(1_000))).length).toBe(300);
  expect(failureWords({})).toBe('That failed.');
});

test('sentences are of failures that there are', () => {
  const root = join(import.meta.dirname, '../../../..');
  const places = [
    'src/protocol/errors.ts',
    'client/*.ts',
    'client/cli/*.ts',
    'client/desk/**/*.ts',
  ];
  const paths = globSync(places, { cwd: root }).filter((path) => !path.endsWith('failures.ts'));
  const all = paths.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  const codes = Object.keys(sentences);
  expect(codes.length).toBeGreaterThan(40);
  expect(codes.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});

test('the cells of a code are drawn where they are dark', () => {
  expect(
    cellsOf([
      [true, false],
      [false, true],
    ]),
  ).toBe('M0 0h1v1h-1zM1 1h1v1h-1z');
});
