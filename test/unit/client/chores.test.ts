// What the client does on its own account may fail; it tells of it and never ends the program.
// (An error that nobody caught fails the whole run.)

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Chores } from '../../../client/chores.ts';
import { Events } from '../../../client/events.ts';
import { KeyTable } from '../../../client/store/keyTable.ts';
import { ArrivalTable } from '../../../client/store/arrivalTable.ts';
import { MessageTable } from '../../../client/store/messageTable.ts';
import { OutboxTable } from '../../../client/store/outboxTable.ts';
import { SessionTable } from '../../../client/store/sessionTable.ts';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let troubles: string[];

const broken = () => {
  throw new Error('the disk is gone');
};

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  troubles = [];
});

afterEach(() => {
  vi.restoreAllMocks();
  return scene.end();
});

const listen = (person: Person) =>
  person.client.on('trouble', ({ message }) => troubles.push(message));

test('a timer whose work fails tells of it: receipts that cannot be read', async () => {
  listen(ben);
  const reading = vi.spyOn(ArrivalTable.prototype, 'owed').mockImplementation(broken);
  await ana.client.send(ben.id, 'hello');
  await scene.until(() => troubles.length > 0, 'trouble');
  expect(troubles).toEqual(['the disk is gone']);
  reading.mockRestore();
  const receipts: unknown[] = [];
  ana.client.on('receipt', (receipt) => receipts.push(receipt));
  await ana.client.send(ben.id, 'and again');
  await scene.until(() => receipts.length > 0, 'receipts');
});

test('a listener added later hears of the inbox that cannot be read as trouble', async () => {
  listen(ben);
  vi.spyOn(MessageTable.prototype, 'unshown').mockImplementation(broken);
  ben.client.on('message', () => undefined);
  await scene.until(() => troubles.length > 0, 'trouble');
});

test.each([
  ['the inbox', MessageTable.prototype, 'unshown'],
  ['receipts', ArrivalTable.prototype, 'owed'],
  ['the outbox', OutboxTable.prototype, 'accounts'],
  ['sessions', SessionTable.prototype, 'all'],
  ['keys', KeyTable.prototype, 'newest'],
] as const)('a connection stands though %s cannot be read', async (_what, table, method) => {
  await scene.settle();
  listen(ben);
  const tables = table as unknown as Record<string, () => never>;
  const reading = vi.spyOn(tables, method).mockImplementation(broken);
  ben.connection?.restart();
  await scene.until(() => troubles.length > 0, 'trouble');
  expect(ben.client.state).toBe('connected');
  reading.mockRestore();
  await ana.client.send(ben.id, 'heard');
  await scene.until(() => ben.texts.includes('heard'));
});

test('a listener that throws is told as trouble, and its text is kept for later', async () => {
  await ben.client.close();
  await ben.restart();
  listen(ben);
  const off = ben.client.on('message', broken);
  await ana.client.send(ben.id, 'hard to show');
  await scene.until(() => troubles.length > 0, 'trouble');
  off();
  expect(ben.client.inbox().map(({ text }) => text)).toEqual(['hard to show']);
});

test('what fails once the client closes is not told', async () => {
  const events = new Events();
  const chores = new Chores(events);
  const told: unknown[] = [];
  events.on('trouble', (error) => told.push(error));
  chores.run(() => Promise.reject(new Error('late')));
  chores.run(broken);
  chores.next(broken);
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toHaveLength(3);
  chores.stop();
  chores.run(broken);
  expect(told).toHaveLength(3);
});
