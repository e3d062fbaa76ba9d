// One upload to a group over a whole cluster: everybody's libsignal reads it, whatever becomes of
// it at one of them, when a worker dies meanwhile, and until the last has acknowledged it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GroupKeys } from '#crypto';
import { createGroupKeys } from '#crypto';
import type { SendGroupAnswer } from '#protocol';
import { decodeDeliver, decodeEnvelope, encodeAck } from '#protocol';
import type { RedisClient } from '#runtime';
import { SealingMember } from '#lab/sealingMember.ts';
import { leaveToWrite, Person, SecretGroup } from '#lab/groupPeople.ts';
import { Nameless } from '#lab/nameless.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { launchCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';
import type { RedisServer } from '../support/servers.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';

const membersCount = 20;
const group = new SecretGroup();
let redis: RedisServer;
let store: RedisClient;
let cluster: LaunchedCluster;
let keys: GroupKeys;
let nameless: Nameless;
let sender: SealingMember;
let others: SealingMember[];
let number = 0;

/** A member's device that is connected. */
class Ear {
  readonly member: SealingMember;
  readonly socket: Socket;
  readonly texts: string[] = [];
  readonly guids: Uint8Array[] = [];
  readonly faults: unknown[] = [];

  constructor(member: SealingMember) {
    this.member = member;
    this.socket = io(cluster.url, {
      auth: member.auth,
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.socket.on('deliver', (bytes: Uint8Array) => void this.#heard(new Uint8Array(bytes)));
  }

  async #heard(bytes: Uint8Array): Promise<void> {
    for (const one of decodeDeliver(bytes)) {
      const envelope = decodeEnvelope(one);
      if (this.guids.some((known) => Buffer.from(known).equals(envelope.serverGuid))) continue;
      this.guids.push(envelope.serverGuid);
      if (envelope.sourceServiceId !== undefined) this.faults.push('a source');
      try {
        const { from, text } = await this.member.open(envelope.content);
        if (from !== sender.account) this.faults.push(from);
        this.texts.push(text);
      } catch (error) {
        this.faults.push(error);
      }
    }
  }

  acknowledge(): Promise<unknown> {
    const body = Buffer.from(encodeAck(this.guids));
    return this.socket.timeout(20_000).emitWithAck('ack', body);
  }
}

const tokenFor = async (some: readonly SealingMember[]) => {
  const people = [sender.person, ...some.map(({ person }) => person)];
  return (await leaveToWrite(keys, group, people, Date.now())).token;
};
const seal = (some = others) => sender.seal(cluster.url, `text ${++number}`, some);
const fits = { mismatches: [], unknown: [], held: [] };

/** Resolves with what each has heard of so many, and nothing that could not be read. */
async function heardBy(ears: readonly Ear[], count: number): Promise<Set<string>> {
  await until(() => ears.every((ear) => ear.texts.length >= count), `${count} texts each`);
  for (const ear of ears) expect(ear.faults).toEqual([]);
  return new Set(ears.map(({ texts }) => texts.join('|')));
}

const open = (members: readonly SealingMember[]) => members.map((member) => new Ear(member));
const close = (ears: readonly Ear[]) => ears.forEach(({ socket }) => void socket.disconnect());

async function payloads(): Promise<string[]> {
  return (await store.keys('*')).filter((name) => /:(m|v):|:views$/.test(name));
}

beforeAll(async () => {
  redis = await startRedis({ persistent: true });
  store = await openTestRedis(redis, 'look');
  const env = { ALDIS_LOG: 'info', REDIS_URL: `unix://${redis.address}` };
  cluster = await launchCluster({ workers: 2, env, unlimited: true });
  const secrets = JSON.parse(readFileSync(join(cluster.dataDir, 'secrets.json'), 'utf8'));
  keys = createGroupKeys(secrets as { indexKey: string });
  nameless = await Nameless.connect(cluster.url);
  const register = () => SealingMember.register(cluster.url, cluster.invitation);
  sender = await register();
  others = [];
  for (let n = 1; n < membersCount; n++) others.push(await register());
  await sender.meet(others);
  await sender.distribute(others);
});

afterAll(async () => {
  nameless?.close();
  expect(await cluster?.stop()).toBe(0);
  store.disconnect();
  await redis.stop();
});

beforeEach(async () => {
  // Who was away for the test before hears nothing of it.
  const ears = open(others);
  await until(() => ears.every(({ socket }) => socket.connected), 'all are connected');
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (const ear of ears) if (ear.guids.length > 0) await ear.acknowledge();
  close(ears);
});

describe('one upload to a group', () => {
  it('is read by everybody, connected or not, and kept once until the last has it', async () => {
    const half = others.slice(0, 10);
    const present = open(half);
    await until(() => present.every(({ socket }) => socket.connected), 'half are connected');
    const upload = await seal();
    const answer = await nameless.sendGroup({ upload, token: await tokenFor(others) });
    expect(answer).toMatchObject(fits);
    expect([...(await heardBy(present, 1))]).toEqual([`text ${number}`]);
    const shared = (await payloads()).filter((name) => name.includes(':m:'));
    expect(shared.length).toBeGreaterThan(0);
    expect(shared.length).toBeLessThanOrEqual(others.length);
    const late = open(others.slice(10));
    expect([...(await heardBy(late, 1))]).toEqual([`text ${number}`]);
    const ears = [...present, ...late];
    for (const ear of ears.slice(1)) await ear.acknowledge();
    expect((await payloads()).some((name) => name.includes(':m:'))).toBe(true);
    await ears[0]?.acknowledge();
    await until(async () => (await payloads()).length === 0, 'nothing is left of it');
    close(ears);
  });

  it('is the same message when it comes again, at any worker', async () => {
    const ears = open(others);
    const upload = await seal();
    const token = await tokenFor(others);
    const first = await nameless.sendGroup({ upload, token });
    for (let again = 0; again < 4; again++) {
      const other = await Nameless.connect(cluster.url);
      expect(await other.sendGroup({ upload, token })).toMatchObject(fits);
      other.close();
    }
    expect(first).toMatchObject(fits);
    await heardBy(ears, 1);
    await nameless.sendGroup({ upload: await seal(), token });
    const heard = await heardBy(ears, 2);
    expect([...heard]).toEqual([`text ${number - 1}|text ${number}`]);
    close(ears);
  });

  it('reaches all but the account that differs, which is named and sent to alone', async () => {
    // Sealed for a device that has been installed again since.
    const upload = Buffer.from(await seal());
    const [first] = others as [SealingMember];
    const at = upload.indexOf(Buffer.from(first.account.replaceAll('-', ''), 'hex')) + 17;
    upload.writeUInt16BE((first.registrationId + 1) % 0x3fff, at);
    const ears = open(others);
    const answer = await nameless.sendGroup({ upload, token: await tokenFor(others) });
    const devices = { missing: [], extra: [], stale: [1] };
    expect(answer).toMatchObject({ ...fits, mismatches: [{ account: first.account, devices }] });
    await heardBy(ears.slice(1), 1);
    expect(ears[0]?.texts).toEqual([]);
    const anew = await seal([first]);
    expect(
      await nameless.sendGroup({ upload: anew, token: await tokenFor([first]) }),
    ).toMatchObject(fits);
    await heardBy(ears, 1);
    close(ears);
  });

  it('is refused with a token for others, or one that is over', async () => {
    const upload = await seal();
    const code = (answer: SendGroupAnswer) => answer.refusal?.code;
    const fewer = await tokenFor(others.slice(1));
    const more = [...others.map(({ person }) => person), new Person()];
    const { token: toMore } = await leaveToWrite(keys, group, [sender.person, ...more], Date.now());
    const before = Date.now() - 3 * 24 * 60 * 60 * 1000;
    const people = [sender.person, ...others.map(({ person }) => person)];
    const { token: over } = await leaveToWrite(keys, group, people, before);
    for (const token of [fewer, toMore, over]) {
      expect(code(await nameless.sendGroup({ upload, token }))).toBe('auth.invalid');
    }
    expect(code(await nameless.sendGroup({ upload }))).toBe('auth.required');
    expect(await payloads()).toEqual([]);
  });

  it('goes over HTTP in Signal’s shape', async () => {
    const ears = open(others);
    const headers = {
      'content-type': 'application/vnd.signal-messenger.mrm',
      'group-send-token': Buffer.from(await tokenFor(others)).toString('base64'),
    };
    const url = `${cluster.url}/v1/messages/multi_recipient?ts=${Date.now()}&urgent=false`;
    const body = Buffer.from(await seal());
    const answer = await fetch(url, { method: 'PUT', headers, body });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ uuids404: [], uuids429: [] });
    await heardBy(ears, 1);
    close(ears);
  });
});

describe('a worker that is killed while uploads are under way', () => {
  it('loses none of them and doubles none, as each is sent again until it is taken', async () => {
    const ears = open(others);
    await until(() => ears.every(({ socket }) => socket.connected), 'all are connected');
    const token = await tokenFor(others);
    const uploads: Uint8Array[] = [];
    const firstNumber = number + 1;
    for (let n = 0; n < 10; n++) uploads.push(await seal());
    const victim = cluster.facts().workers[1]?.pid ?? 0;
    let taken = 0;
    const lane = (async () => {
      for (const upload of uploads) {
        for (;;) {
          const answer = await sendAnywhere(upload, token);
          if (answer && !answer.refusal) {
            expect(answer).toMatchObject(fits);
            break;
          }
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        taken++;
      }
    })();
    await until(() => taken >= 3, 'some were taken');
    process.kill(victim, 'SIGKILL');
    await lane;
    const heard = await heardBy(ears, uploads.length);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const expected = uploads.map((_, n) => `text ${firstNumber + n}`);
    for (const ear of ears) expect([...ear.texts].sort(byNumber)).toEqual(expected);
    expect(heard.size).toBeGreaterThan(0);
    close(ears);
  }, 90_000);
});

const byNumber = (a: string, b: string) => Number(a.slice(5)) - Number(b.slice(5));

/** Over a connection of its own, to whichever worker takes it; undefined when that is lost. */
async function sendAnywhere(upload: Uint8Array, token: Uint8Array) {
  let connection: Nameless | undefined;
  try {
    connection = await Nameless.connect(cluster.url);
    return await connection.sendGroup({ upload, token });
  } catch {
    return undefined;
  } finally {
    connection?.close();
  }
}
