// What others are told of an account: each switch holds where the thing is told, on every device of
// the account, and stays as it was put.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HttpAsk, PrivacyView } from '#client';
import { newCertificates } from './anonymousTwin.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
});

afterEach(() => scene.end());

const first: PrivacyView = {
  readReceipts: true,
  viewedReceipts: true,
  typing: true,
  presence: false,
  foundByNumber: false,
  relayCalls: false,
};
const switches = Object.keys(first) as (keyof PrivacyView)[];

async function linked(): Promise<Person> {
  const tab = await scene.link(ana, 'tab');
  const isContact = () => tab.client.contacts.list().some(({ account }) => account === ben.id);
  await scene.until(isContact, 'the record is read');
  await scene.settle();
  return tab;
}

/** What the server was told of being found, from now on. */
function told(): unknown[] {
  const all: unknown[] = [];
  scene.server.cuts.request = ({ path, body }: HttpAsk) => {
    const said = body as { discoverableByPhoneNumber?: boolean } | undefined;
    if (path === '/v1/accounts/attributes') all.push(said?.discoverableByPhoneNumber);
    return undefined;
  };
  return all;
}

test('each is as it is first, changes alone, and is kept', async () => {
  expect(ana.client.privacy.get()).toEqual(first);
  let now = first;
  for (const one of switches) {
    now = { ...now, [one]: !now[one] };
    ana.client.privacy.set({ [one]: now[one] });
    expect(ana.client.privacy.get()).toEqual(now);
  }
  await ana.restart();
  expect(ana.client.privacy.get()).toEqual(now);
});

test('one that there is not, or that is put to neither, is refused and changes nothing', () => {
  const wrong = [{ readReceipt: false }, { typing: 'off' }, { typing: 0 }, { type: 'own' }];
  for (const change of [...wrong, { typing: false, nope: true }] as never[]) {
    const refused = expect.objectContaining({ code: 'argument.invalid' });
    expect(() => ana.client.privacy.set(change)).toThrow(refused);
  }
  expect(ana.client.privacy.get()).toEqual(first);
});

test('each is on all devices what it was put to on one', async () => {
  const tab = await linked();
  for (const one of switches) {
    tab.client.privacy.set({ [one]: !first[one] });
    await scene.until(() => ana.client.privacy.get()[one] !== first[one], one);
    ana.client.privacy.set({ [one]: first[one] });
    await scene.until(() => tab.client.privacy.get()[one] === first[one], one);
  }
  expect(tab.client.privacy.get()).toEqual(first);
});

test('two that are put on two devices at once hold both', async () => {
  const tab = await linked();
  await tab.client.close();
  ana.client.privacy.set({ presence: true, typing: false });
  await scene.settle();
  await tab.restart();
  tab.client.privacy.set({ foundByNumber: true });
  const all = { ...first, presence: true, typing: false, foundByNumber: true };
  const isSame = (one: Person) => JSON.stringify(one.client.privacy.get()) === JSON.stringify(all);
  await scene.until(() => isSame(ana) && isSame(tab), 'both');
});

test('typing and reading are told from no device of an account that has them off', async () => {
  const tab = await linked();
  const heard: string[] = [];
  ben.client.on('typing', () => heard.push('typing'));
  ben.client.on('receipt', ({ type }) => heard.push(type));
  ana.client.privacy.set({ typing: false, readReceipts: false });
  await scene.until(() => !tab.client.privacy.get().typing, 'it is off there');
  await ben.client.send(ana.id, 'are you there?');
  await scene.until(() => tab.texts.includes('are you there?'), 'the text');
  tab.client.conversation(ben.id).typing(true);
  tab.client.conversation(ben.id).markRead();
  await scene.settle();
  expect(new Set(heard)).toEqual(new Set(['delivery']));
  ana.client.privacy.set({ typing: true });
  await scene.until(() => tab.client.privacy.get().typing, 'it is on again');
  tab.client.conversation(ben.id).typing(true);
  await scene.until(() => heard.includes('typing'), 'Ben hears of it');
});

test('being found is told to the server, by the primary, whichever has put it', async () => {
  const tab = await linked();
  const said = told();
  tab.client.privacy.set({ foundByNumber: true });
  await scene.until(() => said.length > 0, 'the server is told');
  await scene.settle();
  expect(said).toEqual([true]);
  ana.client.privacy.set({ foundByNumber: false });
  await scene.until(() => said.length > 1, 'the server is told');
  await scene.settle();
  expect(said).toEqual([true, false]);
  // Nothing that is not of it tells the server anything.
  ana.client.privacy.set({ typing: false });
  await scene.settle();
  expect(said).toHaveLength(2);
});

test('being found is told to a server that was away, later', async () => {
  ana.connection?.cut();
  ana.client.privacy.set({ foundByNumber: true });
  const said = told();
  await ana.restart();
  await scene.until(() => said.length > 0, 'the server is told');
  expect(said).toEqual([true]);
});
