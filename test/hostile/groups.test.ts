// A group on a running cluster: whoever was removed has no access on any worker, and what is on
// disk tells nothing of it.

import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayOf, groupAuthorization, Person, SecretGroup } from '#lab/groupPeople.ts';
import { HostileScene } from './scene/scene.ts';

type Json = Record<string, unknown>;

let scene: HostileScene;
const group = new SecretGroup();
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

interface Member {
  readonly person: Person;
  readonly authorization: string;
}

/** Somebody with an account and what they show the group today, by the cluster's own doors. */
async function member(): Promise<Member> {
  const { authorization, username } = await scene.register();
  const today = dayOf(Date.now());
  const query = `redemptionStartSeconds=${today}&redemptionEndSeconds=${today}`;
  const path = `/v1/certificate/auth/group?${query}`;
  const issued = JSON.parse((await scene.ask('GET', path, { authorization })).text) as {
    credentials: { redemptionTime: number; credential: string }[];
    pni: string;
  };
  const config = JSON.parse((await scene.ask('GET', '/v2/config')).text) as Json;
  const publicParams = Buffer.from(String(config['groupPublicParams']), 'base64');
  const person = new Person(username.replace(/\.\d+$/, ''), issued.pni);
  const credential = Buffer.from(issued.credentials[0]?.credential ?? '', 'base64');
  const shown = group.present(publicParams, person, today, credential);
  return { person, authorization: groupAuthorization(group.params, shown) };
}

const name = ({ person }: Member) => base64(group.nameOf(person));
const profileKey = ({ person }: Member) => base64(group.profileKeyOf(person));
const change = ({ authorization }: Member, version: number, ...actions: object[]) =>
  scene.ask('POST', '/v2/groups', { authorization, body: { version, actions } });

beforeAll(async () => {
  scene = await HostileScene.open();
}, 120_000);

afterAll(async () => {
  await scene?.close();
}, 60_000);

it('a removed member is out on every worker at once; what is on disk tells nothing', async () => {
  const [ada, ben] = [await member(), await member()];
  const made = await scene.ask('PUT', '/v2/groups', {
    authorization: ada.authorization,
    body: {
      attributes: { title: base64(group.seal('the lamp room')) },
      access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' },
      profileKey: profileKey(ada),
      invite: [{ userId: name(ben), role: 'MEMBER' }],
    },
  });
  expect(made.status).toBe(200);
  const accepted = await change(ben, 1, { type: 'accept', profileKey: profileKey(ben) });
  expect(accepted.status).toBe(200);
  const looks = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        scene.ask('GET', n % 2 ? '/v2/groups/logs/0' : '/v2/groups', {
          authorization: ben.authorization,
        }),
      ),
    );
  expect((await looks(20)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect((await change(ada, 2, { type: 'remove', userId: name(ben) })).status).toBe(200);
  // A connection each, so that both workers are asked.
  const after = await looks(40);
  expect(new Set(after.map(({ code }) => code))).toEqual(new Set(['group.not_member']));
  expect((await change(ben, 3, { type: 'setAnnouncementsOnly', value: true })).code).toBe(
    'group.not_member',
  );
  const forms = ['the lamp room', name(ada), name(ben), profileKey(ada), group.id];
  const held = bytesBelow(scene.cluster.dataDir);
  for (const form of forms) {
    if (form === group.id) continue;
    expect(held).not.toContain(form);
  }
  for (const { person } of [ada, ben]) {
    const key = Buffer.from(person.profileKey.serialize());
    expect(held).not.toContain(key.toString('latin1'));
    expect(held).not.toContain(key.toString('base64'));
  }
  const log = readFileSync(scene.cluster.logFile, 'latin1');
  for (const form of forms) expect(log).not.toContain(form);
  expect(scene.defects()).toEqual([]);
}, 120_000);

it('guesses at a link open nothing', async () => {
  const eve = await member();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      scene.ask('GET', `/v2/groups/join/${randomBytes(16).toString('base64url')}`, {
        authorization: eve.authorization,
      }),
    ),
  );
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['group.link_invalid']));
}, 60_000);

/** All that the cluster has on disk, as one text. */
function bytesBelow(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
