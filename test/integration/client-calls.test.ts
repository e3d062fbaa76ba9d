// Calls of the SDK over a real cluster with real media workers: three people of a group who open
// each other's frames, a fourth who opens none; leaving and being removed; and calls of two that
// ring on two devices. The frames themselves are handed over here: the SDK carries none in Node.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call, ClientEvents } from '#client';
import { AldisClient, CallFrames, FramePlace } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { linkFurther } from '../support/furtherDevice.ts';
import { until as untilSo } from '../support/people.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-client-calls-'));
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
const open: AldisClient[] = [];

type Frame = Uint8Array<ArrayBuffer>;

const until = (isSo: () => boolean | Promise<boolean>) => untilSo(isSo, String(isSo), 30_000);

/** Keeps whatever it was ever given. */
class Hoarder extends FramePlace {
  override forget(): void {}
  override close(): void {}
}

interface Person {
  readonly client: AldisClient;
  readonly rings: ClientEvents['callRinging'][];
  readonly ends: ClientEvents['callEnded'][];
  readonly missed: ClientEvents['callMissed'][];
}

beforeAll(async () => {
  cluster = await startTestCluster({ workers: 2, unlimited: true, env: { ALDIS_VOICE: 'on' } });
}, 240_000);

afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function listen(client: AldisClient): Promise<Person> {
  open.push(client);
  const person: Person = { client, rings: [], ends: [], missed: [] };
  client.on('callRinging', (event) => person.rings.push(event));
  client.on('callEnded', (event) => person.ends.push(event));
  client.on('callMissed', (event) => person.missed.push(event));
  await client.connect();
  return person;
}

async function person(name: string): Promise<Person> {
  const { url: server, invitation } = cluster;
  const profile = join(folder, `${name}.aldis`);
  return listen(await AldisClient.register({ server, invitation, profile }));
}

async function further(owner: Person, name: string): Promise<Person> {
  const device = { server: cluster.url, profile: join(folder, `${name}.aldis`), name };
  return listen(await linkFurther(owner.client, device));
}

/** Each has written to the other, so that both are known. */
async function know(one: Person, other: Person): Promise<void> {
  await one.client.send(other.client.account, 'hello');
  await other.client.send(one.client.account, 'hello');
}

function framesOf({ media }: Call): CallFrames {
  if (!(media instanceof FramePlace)) throw new Error('It has no place.');
  return media.frames;
}

/** What is opened of a sender's frames: it keeps those that are before their key. */
function ear(frames: CallFrames, sender: Call): { hear(frame: Frame): Promise<string[]> } {
  const opened: string[] = [];
  const track = frames.track<Frame>({
    ...{ mediaId: sender.mediaId ?? 0, kind: 'audio', bytesOf: (frame) => frame },
    opened: (_frame, bytes) => opened.push(Buffer.from(bytes).toString()),
  });
  return {
    hear: async (frame) => {
      await track.hear(frame);
      return opened;
    },
  };
}

async function say(call: Call, word: string): Promise<Frame> {
  const frame = await framesOf(call).seal('audio', new Uint8Array(Buffer.from(word)));
  if (!frame) throw new Error('It has no key yet.');
  return frame;
}

/** A frame comes again until its key is there. */
async function hears(listener: Call, speaker: Call, word: string): Promise<void> {
  const { hear } = ear(framesOf(listener), speaker);
  await until(async () => (await hear(await say(speaker, word))).includes(word));
}

const isWhole = (calls: readonly Call[]) =>
  calls.every(({ members }) => {
    return members.filter(({ device }) => device !== undefined).length === calls.length - 1;
  });

describe('the call of a group', () => {
  test('is heard by its members alone, and by nobody who left or was removed', async () => {
    const people = [await person('ana'), await person('ben'), await person('cem')];
    const [ana, ben, cem] = people as [Person, Person, Person];
    const dora = await person('dora');
    for (const one of [ben, cem]) await know(ana, one);
    const members = [ben, cem].map(({ client }) => client.account);
    const group = await ana.client.groups.create({ title: 'Lamps', members });
    for (const { client } of [ben, cem]) {
      await until(() => client.groups.list().some(({ id }) => id === group.id));
      const known = client.groups.get(group.id);
      if (known.state().standing === 'invited') await known.accept();
    }
    await until(async () => (await group.refresh()).members.length === 3);
    cem.client.calls.use({ open: (options) => new Hoarder(options) });
    const calls: Call[] = [];
    for (const { client } of people) {
      const call = await client.calls.join(group.id);
      await call.speak();
      calls.push(call);
    }
    const [a, b, c] = calls as [Call, Call, Call];
    await until(() => isWhole(calls));
    for (const one of calls) {
      for (const other of calls) if (one !== other) await hears(one, other, `${other.mediaId}`);
    }
    // Who is no member does not come in, and opens nothing of what she gets hold of.
    await expect(dora.client.calls.join(group.id)).rejects.toMatchObject({
      code: 'group.not_found',
    });
    const stranger = new CallFrames({
      ...{ callId: a.id, now: () => performance.now(), spent: () => {}, missing: () => {} },
    });
    for (const one of calls) expect(await ear(stranger, one).hear(await say(one, 'x'))).toEqual([]);

    // Who leaves and comes again is given keys of then.
    b.leave();
    await until(() => a.members.length === 2 && c.members.length === 2);
    const again = await ben.client.calls.join(group.id);
    await until(() => isWhole([a, c, again]));
    await hears(again, a, 'again');

    // Who is removed from the group is out, whatever he has kept.
    const former = framesOf(c);
    const { hear } = ear(former, a);
    await until(async () => (await hear(await say(a, 'before'))).includes('before'));
    await group.remove([cem.client.account]);
    await until(() => {
      const place = a.members.find(({ mediaId }) => mediaId === c.mediaId);
      return place?.device === undefined;
    });
    // The bound of docs/voice-keys.md, and a moment.
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    expect(await hear(await say(a, 'after'))).not.toContain('after');
    await hears(again, a, 'after still');
    a.leave();
    again.leave();
  }, 120_000);
});

describe('a call of two', () => {
  test('rings on all devices: answered elsewhere, declined, busy and missed', async () => {
    const [eva, fay] = [await person('eva'), await person('fay')];
    const gus = await person('gus');
    await know(eva, fay);
    await know(gus, fay);
    const tablet = await further(fay, 'tablet');
    const outcomes = (one: Person, other: Person) =>
      one.client
        .conversation(other.client.account)
        .history()
        .flatMap(({ call }) => call?.outcome ?? []);
    const ring = async (by: Person) => {
      const call = by.client.calls.ring(fay.client.account);
      const rung = ({ rings }: Person) => rings.some((one) => one.call === call);
      await until(() => rung(fay) && rung(tablet));
      return call;
    };
    const end = ({ ends }: Person, call: string) => ends.find((one) => one.call === call)?.why;

    const first = await ring(eva);
    const theirs = await tablet.client.calls.answer(first);
    await until(() => eva.client.calls.get(first)?.mediaId !== undefined);
    const ours = eva.client.calls.get(first) as Call;
    await until(() => end(fay, first) === 'answeredElsewhere');
    await ours.speak();
    await theirs.speak();
    await hears(theirs, ours, 'hello');
    await hears(ours, theirs, 'hi');

    // Whoever talks is busy, on every device.
    const busy = gus.client.calls.ring(fay.client.account);
    await until(() => end(gus, busy) === 'busy');
    await until(() => outcomes(tablet, gus).includes('missed'));
    await until(() => outcomes(fay, gus).includes('missed'));
    eva.client.calls.hangUp(first);
    await until(() => end(tablet, first) === 'ended');

    const second = await ring(eva);
    fay.client.calls.decline(second);
    await until(() => end(eva, second) === 'declined');
    await until(() => end(tablet, second) === 'declinedElsewhere');

    const third = await ring(eva);
    eva.client.calls.hangUp(third);
    for (const one of [fay, tablet]) {
      await until(() => one.missed.some(({ call }) => call === third));
      await until(() => outcomes(one, eva).join() === 'answered,declined,missed');
    }
    expect(outcomes(eva, fay)).toEqual(['answered', 'declined', 'unanswered']);
    for (const one of [eva, fay, tablet, gus]) expect(one.client.calls.all).toEqual([]);
  }, 120_000);
});

describe('a call of a group that rings', () => {
  test('rings on all devices, and stops with who joins or declines alone', async () => {
    const [hal, ida, jon] = [await person('hal'), await person('ida'), await person('jon')];
    const others = [ida, jon].map(({ client }) => client.account);
    const group = await hal.client.groups.create({ title: 'Ring', members: others });
    for (const { client } of [ida, jon]) {
      await until(() => client.groups.invitations.some(({ id }) => id === group.id));
      await client.groups.get(group.id).accept();
    }
    const tablet = await further(ida, 'ringing tablet');
    const knowsAll = ({ client }: Person) =>
      client.groups.list().find(({ id }) => id === group.id)?.members.length === 3;
    await until(() => [hal, ida, jon, tablet].every(knowsAll));
    const call = hal.client.calls.idOf(group.id);
    await hal.client.calls.join(group.id);
    const askedAt = performance.now();
    hal.client.calls.ringGroup(group.id);
    const rung = ({ rings }: Person) => rings.some((one) => one.group === group.id);
    await until(() => [ida, tablet, jon].every(rung));
    console.log(
      `a group rang on three devices after ${Math.round(performance.now() - askedAt)} ms`,
    );
    jon.client.calls.decline(call);
    await tablet.client.calls.answer(call);
    const end = ({ ends }: Person) => ends.find((one) => one.call === call)?.why;
    await until(() => end(ida) === 'answeredElsewhere');
    expect([end(jon), end(tablet), end(hal)]).toEqual(['declined', undefined, undefined]);
    await until(() => hal.client.calls.get(call)?.members.length === 2);
    hal.client.calls.hangUp(call);
    tablet.client.calls.hangUp(call);
  }, 120_000);
});
