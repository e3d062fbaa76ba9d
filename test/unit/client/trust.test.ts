// What a person accepts or notes as compared is a key, not an account: whatever a server puts in
// its place in between is refused.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { ClientEvents } from '#client';
import { Intruder } from './intruder.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let changes: ClientEvents['identityChanged'][];

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  changes = [];
  ana.client.on('identityChanged', (change) => changes.push(change));
});

afterEach(() => scene.end());

const intruder = () => new Intruder(scene.server, ben.id, 1);
const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const accept = (compared: string | Uint8Array) =>
  codeOf(() => ana.client.acceptIdentity(ben.id, compared));
const verify = (compared: string | Uint8Array) => codeOf(() => ana.client.verify(ben.id, compared));

/** A server that shows this key under Ben's account, first to whoever writes to him. */
async function show(posing: Intruder): Promise<void> {
  posing.serve();
  await ana.client.send(ben.id, 'seen by nobody').catch(() => undefined);
  if (ana.client.identity(ben.id)?.blocked) return;
  await posing.write(scene.server.device(ana.id), 'new key', scene.clock.now());
  await scene.settle();
}

test('verify holds for the number that was compared, and for no other', async () => {
  expect(await verify('1'.repeat(60))).toBe('identity.unknown');
  await talk(ana, ben, 'start');
  const number = await ana.client.safetyNumber(ben.id);
  expect(await verify('1'.repeat(60))).toBe('identity.mismatch');
  expect(await verify(number.scannable)).toBe('identity.mismatch');
  expect(ana.client.identity(ben.id)?.verified).toBe(false);
  expect(await verify((await ben.client.safetyNumber(ana.id)).scannable)).toBe('done');
  expect(ana.client.identity(ben.id)?.verified).toBe(true);
  expect(await verify(number.groups.join(' '))).toBe('done');
});

test('a key that changed after the comparison is neither verified nor accepted', async () => {
  await talk(ana, ben, 'start');
  const [first, second] = [intruder(), intruder()];
  const genuine = (await ana.client.safetyNumber(ben.id)).digits;
  await show(first);
  expect(await verify(genuine)).toBe('identity.changed');
  const shown = (await ana.client.safetyNumber(ben.id)).digits;
  expect(shown).not.toBe(genuine);
  await second.write(scene.server.device(ana.id), 'another key', scene.clock.now());
  await scene.settle();
  expect(changes).toHaveLength(2);
  expect(await accept(shown)).toBe('identity.mismatch');
  expect(ana.client.identity(ben.id)?.blocked).toBe(true);
  expect(await accept(genuine)).toBe('done');
  expect(ana.client.identity(ben.id)).toMatchObject({ blocked: false, verified: false });
  expect(await verify(shown)).toBe('identity.mismatch');
  expect(await verify(genuine)).toBe('done');
});

test('whoever keeps the old key keeps what was verified', async () => {
  await talk(ana, ben, 'start');
  const genuine = (await ana.client.safetyNumber(ben.id)).digits;
  expect(await verify(genuine)).toBe('done');
  await show(intruder());
  expect(await accept(genuine)).toBe('done');
  expect(ana.client.identity(ben.id)).toMatchObject({ verified: true, blocked: false });
});

test('a friend with a new phone is read and answered once the new key is accepted', async () => {
  await talk(ana, ben, 'start');
  const receipts: number[] = [];
  const phone = intruder();
  phone.serve();
  await phone.write(scene.server.device(ana.id), 'it is me', scene.clock.now());
  await phone.write(scene.server.device(ana.id), 'on a new phone', scene.clock.now() + 1);
  await scene.settle();
  expect(ana.texts).toEqual(['start b']);
  expect(changes).toEqual([{ account: ben.id }]);
  await ana.restart();
  await scene.settle();
  expect(ana.texts).toEqual(['start b']);
  expect(ana.client.identity(ben.id)?.blocked).toBe(true);
  expect(ana.client.sessions()).toMatchObject([{ account: ben.id, state: 'suspended' }]);
  scene.server.cuts.sent = (frame) => {
    if (frame.destination === ben.id) receipts.push(frame.timestamp);
  };
  expect(await accept((await ana.client.safetyNumber(ben.id)).digits)).toBe('done');
  await scene.until(() => ana.texts.length === 3, 'the texts that waited');
  expect(ana.texts).toEqual(['start b', 'it is me', 'on a new phone']);
  await scene.until(() => receipts.length > 0, 'their receipts');
  await ana.restart();
  await scene.settle();
  expect(ana.texts).toHaveLength(3);
  // The old phone, or whoever has it, is nobody any more.
  await ben.client.send(ana.id, 'from the old phone');
  await scene.settle();
  expect(ana.texts).toHaveLength(3);
});

test('the key of a first contact cannot change between its lookup and the sealing', async () => {
  const posing = intruder();
  posing.serve();
  const { request } = scene.server.cuts;
  let wrote: Promise<unknown> | undefined;
  scene.server.cuts.request = (ask) => {
    const answer = request?.(ask);
    // While the answer is on its way, the real Ben writes.
    if (answer) wrote ??= ben.client.send(ana.id, 'first');
    return answer;
  };
  const stolen: Promise<unknown>[] = [];
  scene.server.cuts.sent = (frame) => void stolen.push(posing.read(frame, ana.id));
  let hold: (() => void) | undefined;
  const transport = ana.connection;
  if (!transport) throw new Error('Ana is not connected.');
  const ask = transport.request.bind(transport);
  transport.request = async (what) => {
    const answer = await ask(what);
    if (what.path.includes(ben.id)) await new Promise<void>((go) => (hold = go));
    return answer;
  };
  const sent = codeOf(() => ana.client.send(ben.id, 'mine'));
  await scene.until(() => ana.texts.includes('first') && hold !== undefined, 'the first text');
  hold?.();
  expect(await sent).toBe('identity.changed');
  await wrote;
  await Promise.all(stolen);
  expect(posing.stolen).toEqual([]);
  expect(changes).toEqual([{ account: ben.id }]);
});

test('a look at the safety number does not replace a key that came first', async () => {
  const posing = intruder();
  posing.serve();
  const looked = ana.client.safetyNumber(ben.id);
  const wrote = ben.client.send(ana.id, 'first');
  const shown = (await looked).digits;
  await wrote;
  await scene.until(() => changes.length === 1, 'the change');
  const genuine = (await ben.client.safetyNumber(ana.id)).digits;
  expect(shown).not.toBe(genuine);
  expect(ana.client.identity(ben.id)?.blocked).toBe(true);
  expect(await accept(genuine)).toBe('done');
  await scene.until(() => ana.texts.includes('first'), 'the text of the real one');
});

test('a program that decides at once, in the listener, loses no text', async () => {
  await talk(ana, ben, 'start');
  const genuine = (await ana.client.safetyNumber(ben.id)).digits;
  const posing = intruder();
  let decided: Promise<void> | undefined;
  ana.client.on('identityChanged', () => {
    posing.withdraw();
    decided = ana.client.acceptIdentity(ben.id, genuine);
  });
  posing.serve();
  await ana.client.send(ben.id, 'kept').catch(() => undefined);
  await decided;
  await scene.until(() => ben.texts.includes('kept'), 'the text');
  expect(ana.client.history(ben.id).map((one) => one.status)).not.toContain('failed');
});

test('a change that nobody has decided on is told again by the next start', async () => {
  await talk(ana, ben, 'start');
  await show(intruder());
  await ana.client.close();
  const seen: string[] = [];
  ana.client = AldisClient.open(ana.profile, { network: scene.server, clock: scene.clock });
  ana.client.on('identityChanged', ({ account }) => seen.push(account));
  await ana.client.connect();
  ana.connection?.restart();
  await scene.settle();
  expect(seen).toEqual([ben.id]);
});
