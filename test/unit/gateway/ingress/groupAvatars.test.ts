// The picture of a group at the door: who gets leave to upload one, what may be named, and how long
// it stays.

import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { newBlobKey } from '#crypto';
import { groupAuthorization, Person, ProfileProofs, SecretGroup } from '#lab/groupPeople.ts';
import type { BlobPlan } from '#ports';
import type { BlobKey } from '#protocol';
import { limits } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { ask } from '../../../support/apiClient.ts';
import { apiOver, createTestServices } from '../../../support/gatewayServices.ts';
import { testGroupKeys as keys } from '../../../support/groupKeys.ts';

type State = Record<string, unknown> & { avatarBlob?: BlobKey };

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const proofs = new ProfileProofs(Buffer.alloc(32).toString('base64'));

let test: ReturnType<typeof createTestServices>;
let api: Api;
let group: SecretGroup;
let ada: Person;
let ben: Person;
let cid: Person;

beforeEach(() => {
  test = createTestServices();
  api = apiOver(test.services);
  group = new SecretGroup();
  [ada, ben, cid] = [new Person(), new Person(), new Person()];
});

const now = () => test.clock.now();
const name = (person: Person) => base64(group.nameOf(person));

async function asks(who: Person, verb: string, path: string, body?: object) {
  const authorization = groupAuthorization(group.params, group.presentOn(keys, who, now()));
  const answer = await ask(api, verb, path, { authorization, ...(body ? { body } : {}) });
  return { ...answer, code: answer.headers['x-aldis-code'] };
}
const create = (more: object = {}) =>
  asks(ada, 'PUT', '/v2/groups', {
    attributes: { title: base64(group.seal('lamps')) },
    access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' },
    profileKey: base64(group.profileKeyOf(ada)),
    add: [{ presentation: base64(proofs.present(group, ben, now())), role: 'MEMBER' }],
    ...more,
  });
const read = (who: Person) => asks(who, 'GET', '/v2/groups');
const change = (who: Person, version: number, ...actions: object[]) =>
  asks(who, 'POST', '/v2/groups', { version, actions });
const titled = { type: 'setAttribute', attribute: 'title', value: 'bW9yZQ==' };
const remove = (person: Person) => ({ type: 'remove', userId: name(person) });

describe('a picture of a group', () => {
  const pixels = randomBytes(1000);
  const form = async (who: Person) => {
    const { status, json, code } = await asks(who, 'GET', '/v2/groups/avatar/form');
    return { status, code, form: json as { key: BlobKey; headers: { Authorization: string } } };
  };

  /** As whoever has the form does it. */
  async function uploaded(who: Person, bytes: Uint8Array = pixels): Promise<BlobKey> {
    const { headers, key } = (await form(who)).form;
    const token = headers.Authorization.replace('Bearer ', '');
    const claims = await test.services.uploadTokens.verify(token, now());
    if (!claims.ok) throw new Error(claims.refusal.code);
    expect(claims.value).toMatchObject({ key, bytesMax: limits.avatarBlobBytesMax });
    return put({ ...claims.value, length: bytes.length }, bytes);
  }

  async function put(plan: BlobPlan, bytes: Uint8Array): Promise<BlobKey> {
    await test.blobs.begin(plan);
    await test.blobs.append(plan, 0, [bytes] as unknown as AsyncIterable<Uint8Array>);
    return plan.key;
  }

  const show = (blob?: BlobKey) => ({
    type: 'setAttribute',
    attribute: 'avatar',
    value: base64(group.seal('what opens it')),
    ...(blob && { blob }),
  });
  const isThere = async (blob: BlobKey) => (await test.blobs.open(blob)) !== undefined;
  const shownTo = async (who: Person) => ((await read(who)).json['state'] as State).avatarBlob;
  async function laterOn() {
    test.clock.advance(2 * limits.blobLifetimeMsMin);
    await test.blobs.expire();
  }

  it('stays while the state names it, and goes with the next one, or with none', async () => {
    await create();
    const [first, second] = [await uploaded(ada), await uploaded(ben)];
    expect((await change(ada, 1, show(first))).status).toBe(200);
    expect(await shownTo(ben)).toBe(first);
    await laterOn();
    expect([await isThere(first), await isThere(second)]).toEqual([true, false]);
    expect((await change(ben, 2, titled)).status).toBe(200);
    expect([await shownTo(ben), await isThere(first)]).toEqual([first, true]);
    const third = await uploaded(ben);
    expect((await change(ben, 3, show(third))).status).toBe(200);
    expect([await isThere(first), await isThere(third)]).toEqual([false, true]);
    expect((await change(ben, 4, show())).status).toBe(200);
    expect([await shownTo(ben), await isThere(third)]).toEqual([undefined, false]);
  });

  it('goes when nobody is left in the group', async () => {
    await create();
    const blob = await uploaded(ada);
    await change(ada, 1, show(blob), remove(ben));
    expect(await isThere(blob)).toBe(true);
    expect((await change(ada, 2, remove(ada))).status).toBe(200);
    expect(await isThere(blob)).toBe(false);
  });

  it('is there before it is named, and no larger than a picture', async () => {
    await create();
    const large = new Uint8Array(limits.avatarBlobBytesMax + 1);
    const owner = '0'.repeat(32);
    const plan = { owner, length: large.length, lifetimeMs: limits.blobLifetimeMsMin };
    const [none, archive] = [newBlobKey(), await put({ ...plan, key: newBlobKey() }, large)];
    expect((await change(ada, 1, show(none))).code).toBe('blob.not_found');
    expect((await change(ada, 1, show(archive))).code).toBe('blob.too_large');
    expect((await change(ada, 1, show('../keys' as BlobKey))).status).toBe(422);
    expect(await shownTo(ada)).toBeUndefined();
  });

  it('is one that was uploaded for it: nobody lets go what is another’s', async () => {
    await create();
    const [owner, lifetimeMs] = ['0'.repeat(32), limits.blobLifetimeMsMin];
    const plan = { owner, length: pixels.length, lifetimeMs };
    const attachment = await put({ ...plan, key: newBlobKey() }, pixels);
    const former = await uploaded(ada);
    group = new SecretGroup();
    await create();
    for (const blob of [attachment, former]) {
      expect((await change(ada, 1, show(blob))).code).toBe('blob.not_found');
    }
    expect((await change(ada, 1, show())).status).toBe(200);
    expect([await isThere(attachment), await isThere(former)]).toEqual([true, true]);
  });

  it('is for members: whoever is removed gets no leave, and hears of no later one', async () => {
    await create();
    expect((await form(cid)).code).toBe('group.not_member');
    expect((await form(ben)).status).toBe(200);
    await change(ada, 1, remove(ben));
    expect((await form(ben)).code).toBe('group.not_member');
    const blob = await uploaded(ada);
    await change(ada, 2, show(blob));
    expect((await read(ben)).code).toBe('group.not_member');
    expect((await asks(ben, 'GET', '/v2/groups/logs/0')).code).toBe('group.not_member');
    expect((await change(ben, 3, show(blob))).code).toBe('group.not_member');
  });

  it('is set by whoever may say what the group is', async () => {
    await create({ access: { attributes: 'ADMINISTRATOR', members: 'MEMBER', joinByLink: 'ANY' } });
    const blob = await uploaded(ben);
    expect((await change(ben, 1, show(blob))).code).toBe('group.forbidden');
    await laterOn();
    expect(await isThere(blob)).toBe(false);
  });

  it('is counted by the address as well: anybody may make groups', async () => {
    for (let made = 0; made < 3; made += 1) {
      group = new SecretGroup();
      await create();
      expect((await form(ada)).status).toBe(200);
    }
    const counted = test.taken.filter((one) => one.startsWith('groupPictures'));
    expect([counted.length, new Set(counted).size]).toEqual([3, 1]);
  });

  it('is charged to the member, by no account', async () => {
    await create();
    test.taken.length = 0;
    await uploaded(ben);
    const charged = test.taken.filter((one) => one.startsWith('uploadedBytes'));
    expect(charged).toEqual([`uploadedBytes ${group.id} ${name(ben)}`]);
    expect(test.taken.join()).not.toContain(ben.account);
  });
});
