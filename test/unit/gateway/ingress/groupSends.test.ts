// One upload for everybody of a group: who may send it, what becomes of it at each recipient, and
// in what shape the answer is at each door.

import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '#actors';
import type { AccountId, SendGroupFrame, ShardId } from '#protocol';
import { decodeEnvelope, limits, refuse, shardOf } from '#protocol';
import { metrics } from '#runtime';
import { leaveToWrite, Person, SecretGroup } from '#lab/groupPeople.ts';
import { sharedSendsBurst } from '../../../../src/actors/account/sharedPermits.ts';
import { AnonymousPort } from '../../../../src/gateway/ingress/anonymous.ts';
import { GroupSends } from '../../../../src/gateway/ingress/groupSends.ts';
import { uploadWaitMsMax } from '../../../../src/gateway/ingress/uploadTurns.ts';
import { ask, join } from '../../../support/apiClient.ts';
import { counted } from '../../../support/counted.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { testGroupKeys } from '../../../support/groupKeys.ts';
import { makeUpload } from '#lab/groupUploads.ts';
import { newAccount } from '../../../support/storeSubjects.ts';

const ip = '192.0.2.7';
const path = '/v1/messages/multi_recipient';
const timestamp = 1_700_000_000_000;
let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let port: AnonymousPort;
let group: SecretGroup;
let people: Person[];
/** Whoever sends, and the account that is nobody's. */
const [sender, nobody] = [new Person(), new Person()];

beforeAll(() => {
  group = new SecretGroup();
});

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  port = new AnonymousPort(test.services);
  people = [];
  for (let n = 0; n < 3; n++) people.push(new Person((await join(api, operatorToken)).account));
  test.taken.length = 0;
});

const tokenFor = async (some: readonly Person[]) =>
  (await leaveToWrite(testGroupKeys, group, [sender, ...some], test.clock.now())).token;
const uploadFor = (some: readonly Person[], more = {}, registrationId = 11) =>
  makeUpload(
    some.map(({ account }) => ({ account, devices: [[1, registrationId]] })),
    more,
  );

async function frame(more: Partial<SendGroupFrame> = {}): Promise<SendGroupFrame> {
  const token = more.token ?? (await tokenFor(people));
  return { upload: uploadFor(people), timestamp, ephemeral: false, urgent: true, ...more, token };
}

async function outcomeOf(sent: SendGroupFrame, from = ip) {
  const result = await port.sendGroup(sent, from);
  return result.ok ? result.value : result.refusal.code;
}
const ids = (some: readonly Person[]): AccountId[] => some.map(({ account }) => account);

describe('an upload for a group', () => {
  it('is an envelope for each, of which nobody is the source', async () => {
    const key = randomBytes(48);
    const shared = randomBytes(300);
    const named = people.map(({ account }) => ({ account, devices: [[1, 11]] as const, key }));
    const upload = makeUpload(named, { shared });
    const before = test.inserted.length;
    const answer = await outcomeOf(await frame({ upload, urgent: false }));
    expect(answer).toEqual({ serverTimestamp: test.clock.now(), ...nothing });
    const envelopes = test.inserted.slice(before).map(decodeWhole(shared));
    expect(envelopes.map((one) => one.destinationServiceId).sort()).toEqual(ids(people).sort());
    for (const envelope of envelopes) {
      expect(envelope).toMatchObject({ type: 6, clientTimestamp: timestamp, urgent: false });
      const content = Buffer.concat([Uint8Array.of(0x22), key, shared]);
      expect(Buffer.from(envelope.content)).toEqual(content);
      expect(envelope).not.toHaveProperty('sourceServiceId');
      expect(envelope).not.toHaveProperty('sourceDevice');
    }
    const guids = new Set(envelopes.map((one) => Buffer.from(one.serverGuid).toString('hex')));
    expect(guids.size).toBe(people.length);
  });

  it('is one ask for all recipients of a shard', async () => {
    const asked: ShardId[][] = [];
    test.router.fault = (command: Command) => {
      asked.push((command.each ?? []).map(({ id }) => shardOf({ type: 'account', id })));
      return undefined;
    };
    const others = Array.from({ length: 40 }, () => new Person());
    const all = [...people, ...others];
    const sent = await frame({ upload: uploadFor(all), token: await tokenFor(all) });
    expect(await outcomeOf(sent)).toMatchObject({ unknown: ids(others), mismatches: [], held: [] });
    expect(test.inserted).toHaveLength(people.length);
    expect(asked.flat()).toHaveLength(all.length);
    expect(asked.every((shards) => new Set(shards).size === 1)).toBe(true);
    expect(asked).toHaveLength(new Set(asked.flat()).size);
  });

  it('is the same message when it comes again, and another when a byte differs', async () => {
    const upload = uploadFor(people);
    const guids = async (bytes: Uint8Array) => {
      const before = test.inserted.length;
      await port.sendGroup(await frame({ upload: bytes }), ip);
      const shared = bytes.subarray(bytes.length - 80);
      const envelopes = test.inserted.slice(before).map(decodeWhole(shared));
      return envelopes.map((one) => Buffer.from(one.serverGuid).toString('hex')).sort();
    };
    const first = await guids(upload);
    expect(await guids(upload)).toEqual(first);
    upload[upload.length - 1] = (upload.at(-1) ?? 0) ^ 1;
    const other = await guids(upload);
    expect(other.some((guid) => first.includes(guid))).toBe(false);
  });

  it('comes again later while too much waits to be checked', async () => {
    const busy = { ...test.services, groupKeys: Object.create(testGroupKeys) };
    Object.defineProperty(busy.groupKeys, 'isBusy', { value: true });
    port = new AnonymousPort(busy);
    expect(await outcomeOf(await frame())).toBe('server.busy');
    expect(test.inserted).toHaveLength(0);
  });

  it('is not checked where it would be sent away whatever its token is', async () => {
    let checked = 0;
    const maySend = () => Promise.resolve(++checked > 0);
    // Nobody answers: what has begun stays under way.
    const router = { ask: () => new Promise<never>(() => undefined) };
    const groupKeys = { ...testGroupKeys, isBusy: false, maySend };
    const services = { ...test.services, router, groupKeys } as unknown as typeof test.services;
    const sends = new GroupSends(
      { ...services, take: async () => undefined },
      { add: () => undefined },
    );
    const accounts = Array.from({ length: 1000 }, () => ({
      account: newAccount().id,
      devices: [[1, 11]] as const,
    }));
    const sent = await frame({ upload: makeUpload(accounts) });
    const enough = (uploadWaitMsMax / 1000) * 5;
    for (let n = 0; n <= enough; n++) void sends.send(sent, ip, undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(checked).toBe(enough + 1);
    const refused = await sends.send(sent, ip, undefined);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'server.busy' } });
    expect(checked).toBe(enough + 1);
  });

  it('needs a token for exactly those whom it names, excluded ones too', async () => {
    const [first, ...others] = people as [Person, ...Person[]];
    expect(await outcomeOf(await frame({ token: new Uint8Array(0) }))).toBe('auth.required');
    for (const token of [randomBytes(33), await tokenFor(others), await tokenFor([nobody])]) {
      expect(await outcomeOf(await frame({ token }))).toBe('auth.invalid');
    }
    const excluding = uploadFor(others, { excluded: [first.account] });
    expect(await outcomeOf(await frame({ upload: excluding }))).toMatchObject(nothing);
    const token = await tokenFor(others);
    expect(await outcomeOf(await frame({ upload: excluding, token }))).toBe('auth.invalid');
    const whole = await frame();
    test.clock.advance(50 * 60 * 60 * 1000);
    expect(await outcomeOf(whole)).toBe('auth.invalid');
    expect(test.inserted).toHaveLength(others.length);
  });

  it('is stored for all whom it fits, and names the others', async () => {
    const [first, second, third] = people as [Person, Person, Person];
    const all = [...people, nobody];
    const upload = makeUpload([
      {
        account: first.account,
        devices: [
          [1, 11],
          [2, 5],
        ],
      },
      { account: second.account, devices: [[1, 12]] },
      { account: third.account, devices: [[1, 11]] },
      { account: nobody.account, devices: [[1, 11]] },
    ]);
    const sent = await frame({ upload, token: await tokenFor(all) });
    expect(await outcomeOf(sent)).toMatchObject({
      mismatches: [
        { account: first.account, devices: { missing: [], extra: [2], stale: [] } },
        { account: second.account, devices: { missing: [], extra: [], stale: [1] } },
      ],
      unknown: [nobody.account],
      held: [],
    });
    expect(test.inserted).toHaveLength(1);
  });

  it('counts for whom it was stored, and as refused whom it was not stored for', async () => {
    const [refused, uploads, recipients] = [
      await counted(metrics.refusals, { code: 'account.not_found' }),
      await counted(metrics.groupUploads),
      await counted(metrics.groupRecipients),
    ];
    const all = [...people, nobody];
    const sent = await frame({ upload: uploadFor(all), token: await tokenFor(all) });
    expect(await outcomeOf(sent)).toMatchObject({ unknown: [nobody.account] });
    const figures = [await refused(), await uploads(), await recipients()];
    expect(figures).toEqual([1, 1, people.length]);
  });

  it('is not held up by one who takes no more, who is named', async () => {
    const [first, ...others] = people as [Person, ...Person[]];
    const toFirst = await frame({ upload: uploadFor([first]), token: await tokenFor([first]) });
    for (let n = 0; n < sharedSendsBurst; n++) await port.sendGroup(toFirst, ip);
    expect(await outcomeOf(await frame())).toMatchObject({ ...nothing, held: [first.account] });
    expect(new Set(test.inserted.slice(-others.length)).size).toBe(others.length);
    test.clock.advance(10_000);
    expect(await outcomeOf(await frame())).toMatchObject(nothing);
  });

  it('is refused whole where it is not known what became of it', async () => {
    const [first] = people as [Person];
    let faults = 1;
    test.router.fault = (command) =>
      command.type === 'sendShared' && faults-- > 0 ? refuse('server.timeout') : undefined;
    const sent = await frame({
      upload: uploadFor([...people, nobody]),
      token: await tokenFor([...people, nobody]),
    });
    expect(await outcomeOf(sent)).toBe('server.timeout');
    expect(await outcomeOf(sent)).toMatchObject({ unknown: [nobody.account] });
    expect(first).toBeDefined();
  });

  it('is refused for its own faults before anybody is asked', async () => {
    test.router.fault = (command) => {
      throw new Error(command.type);
    };
    const code = async (more: Partial<SendGroupFrame>) => outcomeOf(await frame(more));
    expect(await code({ timestamp: 0 })).toBe('request.invalid');
    expect(await code({ upload: randomBytes(200) })).toBe('request.malformed');
    const shared = randomBytes(limits.envelopeBytesMax);
    expect(await code({ upload: uploadFor(people, { shared }) })).toBe('message.too_large');
  });

  it('costs its address what a wrong key does where its token is none', async () => {
    const { anonymous } = test.services.limits;
    const limits = { ...test.services.limits, anonymous: { ...anonymous, burst: 45 } };
    port = new AnonymousPort({ ...test.services, limits });
    const codes: unknown[] = [];
    for (let n = 0; n < 6; n++)
      codes.push(await outcomeOf(await frame({ token: randomBytes(33) })));
    expect(codes.slice(0, 2)).toEqual(['auth.invalid', 'auth.invalid']);
    expect(codes.slice(3)).toEqual(['rate.limited', 'rate.limited', 'rate.limited']);
    expect(await outcomeOf(await frame(), '192.0.2.8')).toMatchObject(nothing);
  });

  it('costs its address a permit a recipient, and its bytes', async () => {
    const { groupSends } = test.services.limits;
    const services = {
      ...test.services,
      limits: { ...test.services.limits, groupSends: { ...groupSends, burst: 7 } },
    };
    port = new AnonymousPort(services);
    expect(await outcomeOf(await frame())).toMatchObject(nothing);
    expect(await outcomeOf(await frame({ token: randomBytes(33) }))).toBe('auth.invalid');
    expect(await outcomeOf(await frame())).toBe('rate.limited');
    expect(await outcomeOf(await frame(), '192.0.2.8')).toMatchObject(nothing);
    expect(test.taken.every((one) => !people.some(({ account }) => one.includes(account)))).toBe(
      true,
    );
  });
});

describe('the route of Signal', () => {
  const put = async (
    upload: Uint8Array,
    token: Uint8Array | undefined,
    headers: Record<string, string> = {},
    query = `?ts=${timestamp}`,
  ) => {
    const shown = token ? { 'group-send-token': Buffer.from(token).toString('base64') } : {};
    const asked = { raw: upload, headers: { ...shown, ...headers } };
    const { status, headers: out, json } = await ask(api, 'PUT', `${path}${query}`, asked);
    return { status, code: out['x-aldis-code'], at: out['x-signal-timestamp'], json };
  };

  it('takes an upload, and says whom it does not know', async () => {
    const all = [...people, nobody];
    const answer = await put(uploadFor(all), await tokenFor(all));
    expect(answer).toMatchObject({
      status: 200,
      at: String(test.clock.now()),
      json: { uuids404: [nobody.account], uuids429: [] },
    });
    expect(test.inserted).toHaveLength(people.length);
  });

  it('answers 409 for devices that differ, before 410 for those installed again', async () => {
    const [first, second] = people as [Person, Person];
    const two = [first, second];
    const token = await tokenFor(two);
    const differing = makeUpload([
      { account: first.account, devices: [[2, 11]] },
      { account: second.account, devices: [[1, 9]] },
    ]);
    expect(await put(differing, token)).toMatchObject({
      status: 409,
      json: [{ uuid: first.account, devices: { missingDevices: [1], extraDevices: [2] } }],
    });
    expect(await put(uploadFor(two, {}, 9), token)).toMatchObject({
      status: 410,
      json: two.map(({ account }) => ({ uuid: account, devices: { staleDevices: [1] } })),
    });
  });

  it('wants a token alone, and a time', async () => {
    const upload = uploadFor(people);
    const token = await tokenFor(people);
    expect(await put(upload, undefined)).toMatchObject({ status: 401, code: 'auth.required' });
    expect(await put(upload, randomBytes(32))).toMatchObject({ code: 'auth.invalid' });
    expect(await put(upload, randomBytes(33))).toMatchObject({ status: 401, code: 'auth.invalid' });
    for (const name of ['authorization', 'unidentified-access-key']) {
      expect(await put(upload, token, { [name]: 'x' })).toMatchObject({
        code: 'request.malformed',
      });
    }
    for (const query of ['', '?ts=', '?ts=0', '?ts=x', `?ts=${timestamp}&online=1`]) {
      expect(await put(upload, token, {}, query)).toMatchObject({ code: 'request.invalid' });
    }
    const query = `?ts=${timestamp}&online=true&urgent=false`;
    expect((await put(upload, token, {}, query)).status).toBe(200);
    expect(test.inserted).toHaveLength(0);
  });
});

const nothing = { mismatches: [], unknown: [], held: [] };

/** Reads what was stored of an envelope, with what others have as well. */
function decodeWhole(shared: Uint8Array) {
  return (bytes: Uint8Array) => decodeEnvelope(Buffer.concat([bytes, shared]));
}
