// A profile of an older schema goes on where it was: nothing of it is lost, and nothing of it is
// trusted more than before.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Intruder } from './intruder.ts';
import { asOldProfile } from './oldProfile.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
});

afterEach(() => scene.end());

async function migrate(person: Person, also = ''): Promise<void> {
  await person.client.close();
  asOldProfile(person.profile, 1, (db) => db.exec(also));
  await person.restart();
}

function tables(profile: string): unknown {
  const sqlite = new DatabaseSync(profile);
  const rows = sqlite
    .prepare(
      `SELECT m.name AS base, c.name, c.type, c."notnull", c.pk
       FROM sqlite_master m JOIN pragma_table_info(m.name) c
       WHERE m.type IN ('table', 'index') AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2`,
    )
    .all();
  sqlite.close();
  return rows;
}

test('an old profile gets the tables of a new one and keeps its texts and sessions', async () => {
  // Both were said in the same moment.
  const texts = () =>
    ana.client.history(ben.id).sort((one, other) => (one.text < other.text ? -1 : 1));
  const before = texts();
  expect(before).toHaveLength(2);
  await migrate(ana);
  expect(texts()).toEqual(before);
  expect(ana.client.identity(ben.id)).toEqual({ verified: false, blocked: false });
  expect(ana.client.sessions()).toMatchObject([{ account: ben.id, state: 'active' }]);
  scene.server.requests.length = 0;
  await talk(ana, ben, 'after');
  expect(scene.server.requests.filter((line) => line.includes(`/v2/keys/${ben.id}`))).toEqual([]);
  await ana.client.close();
  await ben.client.close();
  expect(tables(ana.profile)).toEqual(tables(ben.profile));
  await ana.restart();
});

test('what was sent before can still be sent again, to whom it was for', async () => {
  await ben.client.close();
  await ana.client.send(ben.id, 'unread');
  const sqlite = new DatabaseSync(ben.profile);
  sqlite.exec('DELETE FROM sessions');
  sqlite.close();
  await migrate(ana);
  await ben.restart();
  await scene.until(() => ben.texts.includes('unread'), 'the text');
});

test('texts that waited in an old profile go out once', async () => {
  ana.connection?.cut();
  ana.client.send(ben.id, 'waited').catch(() => undefined);
  await migrate(ana);
  await scene.until(() => ben.texts.includes('waited'), 'the text');
  await scene.settle();
  expect(ben.texts).toEqual(['start a', 'waited']);
});

test('an identity that was blocked is still blocked', async () => {
  const other = new Intruder(scene.server, ben.id, 1).identityKey;
  const pending = `UPDATE identities SET verified = 1, blocked = 1,
    pending_key = x'${Buffer.from(other).toString('hex')}' WHERE account = '${ben.id}'`;
  await migrate(ana, pending);
  expect(ana.client.identity(ben.id)).toMatchObject({ verified: true, blocked: true });
  const number = (await ben.client.safetyNumber(ana.id)).digits;
  expect((await ana.client.safetyNumber(ben.id)).digits).not.toBe(number);
  await ana.client.acceptIdentity(ben.id, number);
  await ana.client.send(ben.id, 'after');
  await scene.until(() => ben.texts.includes('after'));
});

test('a key that had changed by itself gets nothing of before, and its sessions end', async () => {
  await ben.client.close();
  const sent = await ana.client.send(ben.id, 'for the key of then');
  await migrate(
    ana,
    `UPDATE identities SET changed_at = 5, blocked = 1 WHERE account = '${ben.id}';
     INSERT INTO outbox (guid, account, kind, content, timestamp, created_at)
       SELECT randomblob(16), account, kind, content, timestamp, 1 FROM sent
       WHERE timestamp = ${sent.timestamp}`,
  );
  expect(ana.client.waiting).toBe(0);
  expect(ana.client.sessions()).toEqual([]);
  expect(ana.client.identity(ben.id)?.blocked).toBe(true);
  await ben.restart();
  await scene.until(() => ben.texts.includes('for the key of then'), 'the first copy');
  const number = (await ana.client.safetyNumber(ben.id)).digits;
  expect(number).toBe((await ben.client.safetyNumber(ana.id)).digits);
  await ana.client.acceptIdentity(ben.id, number);
  await talk(ana, ben, 'after');
});

test('a profile of schema 3 keeps what both sides said, its receipts, and what waits', async () => {
  const moment = () => scene.clock.advance(5);
  moment();
  const nobody = '00000000-0000-4000-8000-000000000000';
  await ana.client.send(nobody, 'to nobody').catch(() => undefined);
  moment();
  await ben.client.send(ana.id, 'last of ben');
  await scene.until(() => ana.texts.includes('last of ben'));
  await scene.settle();
  const told = ana.texts.length;
  ana.connection?.cut();
  ana.client.send(ben.id, 'waits').catch(() => undefined);
  const sorted = (account: string) =>
    ana.client.history(account).sort((one, other) => (one.text < other.text ? -1 : 1));
  const before = [sorted(ben.id), sorted(nobody)];
  expect(before.flat().map((one) => [one.text, one.status])).toEqual([
    ['last of ben', undefined],
    ['start a', 'delivered'],
    ['start b', undefined],
    ['to nobody', 'failed'],
  ]);
  await ana.client.close();
  asOldProfile(ana.profile, 3, (db) => {
    db.exec("UPDATE messages SET shown = 0 WHERE body = 'last of ben'");
    db.exec(`INSERT INTO receipts_due VALUES ('${ben.id}', 77)`);
  });
  const receipts: number[] = [];
  ben.client.on('receipt', ({ timestamps }) => receipts.push(...timestamps));
  await ana.restart();
  await scene.until(() => ben.texts.includes('waits'), 'what waited');
  await scene.settle();
  const [withBen, withNobody] = [sorted(ben.id), sorted(nobody)];
  expect([withBen.filter((one) => one.text !== 'waits'), withNobody]).toEqual(before);
  expect(withBen.at(-1)).toMatchObject({ text: 'waits', status: 'delivered' });
  expect(ana.texts.slice(told)).toEqual(['last of ben']);
  expect(ana.client.conversations().map((one) => [one.account, one.unread])).toEqual([
    [ben.id, 1],
    [nobody, 0],
  ]);
  await ana.client
    .conversation(ben.id)
    .react(ana.client.conversation(ben.id).history()[0] as never, '👍');
});
