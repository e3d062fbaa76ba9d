// Calls through the SDK, over a server in memory: in a group with keys from end to end, and between
// two who ring each other on all of their devices.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Call, ClientEvents, Group } from '#client';
import { FramePlace } from '#client';
import type { AccountId } from '#protocol';
import { leavesGatheredMs, freshKeyWaitsMs } from '../../../../client/media/keyLimits.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
});

afterEach(() => scene.end());

type Frame = Uint8Array<ArrayBuffer>;

/** Keeps whatever it was ever given. */
class Hoarder extends FramePlace {
  override forget(): void {}
  override close(): void {}
}

const frames = (call: Call) => {
  const { media } = call;
  if (!(media instanceof FramePlace)) throw new Error('It has no place.');
  return media.frames;
};

/** What one opens of another, of everything that it ever gets hold of. */
function ear(
  listener: Call,
  mediaId: number | undefined,
): { hear(frame: Frame): Promise<string[]> } {
  const opened: string[] = [];
  const track = frames(listener).track<Frame>({
    ...{ mediaId: mediaId ?? 0, kind: 'audio', bytesOf: (frame) => frame },
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
  const frame = await frames(call).seal('audio', new Uint8Array(Buffer.from(word)));
  if (!frame) throw new Error('It has no key yet.');
  return frame;
}

/** Whether one hears the other by now: the frame is tried until its key is there. */
async function hears(listener: Call, speaker: Call, word: string): Promise<boolean> {
  const heard = await heardBy(ear(listener, speaker.mediaId), await say(speaker, word));
  return heard.includes(word);
}

/** What an ear has opened in all; a frame is told it again while its key may be under way. */
async function heardBy({ hear }: ReturnType<typeof ear>, frame: Frame): Promise<string[]> {
  let heard: string[] = [];
  for (let round = 0; round < 8 && heard.length === 0; round += 1) {
    heard = await hear(frame);
    await scene.settle();
  }
  return heard;
}

describe('the call of a group', () => {
  let people: Person[];
  let group: Group;
  const of = (one: Person): Group => one.client.groups.get(group.id);

  beforeEach(async () => {
    people = [];
    for (const name of ['ana', 'ben', 'cem']) people.push(await scene.person(name));
    const [ana, ...others] = people as [Person, Person, Person];
    const members = others.map(({ id }) => id);
    group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members }));
    for (const one of others) {
      await scene.until(() => one.client.groups.invitations.length === 1, 'an invitation');
      await scene.ended(of(one).accept());
    }
    const knowAll = () => people.every((one) => of(one).state().members.length === 3);
    await scene.until(knowAll, 'three members everywhere');
    await scene.settle();
  });

  async function joined(): Promise<Call[]> {
    const calls: Call[] = [];
    for (const one of people) {
      const call = await scene.ended(one.client.calls.join(group.id));
      await scene.ended(call.speak());
      calls.push(call);
    }
    const isKnown = () =>
      calls.every(({ members }) => members.filter(({ device }) => device).length === 2);
    await scene.until(isKnown, 'everybody knows whose device is where');
    await scene.settle();
    return calls;
  }

  test('is heard by every member in it, and by nobody else', async () => {
    const calls = await joined();
    for (const one of calls) {
      for (const other of calls) {
        if (one !== other) expect(await hears(one, other, `${other.mediaId}`)).toBe(true);
      }
    }
    const [first] = calls as [Call];
    const shown = first.members.map(({ account, role }) => [account, role]);
    expect(shown).toEqual([
      [people[0]?.id, 'ADMINISTRATOR'],
      [people[1]?.id, 'MEMBER'],
      [people[2]?.id, 'MEMBER'],
    ]);
  });

  test('gives nothing to a place whose name is no member of the decrypted group', async () => {
    const dora = await scene.person('dora');
    await talk(people[0] as Person, dora, 'hello');
    const [call] = (await joined()) as [Call];
    const secrets = of(people[0] as Person);
    const { server } = scene;
    const forged = server.calls.pretend(call.id, new Uint8Array(randomBytes(65)));
    // She says in a session of hers that this place is her own.
    const asked: unknown[] = [];
    dora.client.calls.post.listen(call.id, (heard) => asked.push(heard));
    const hello = { callId: call.id, mediaId: forged, asks: true };
    dora.client.calls.post.introduce(people[0]?.id as never, hello);
    await scene.settle();
    expect(secrets.state().members).toHaveLength(3);
    const place = call.members.find(({ mediaId }) => mediaId === forged);
    expect(place?.account).toBeUndefined();
    expect(place?.device).toBeUndefined();
    expect(asked).toEqual([]);
    // Nor for a place that is another one's: his account has not said it.
    const ben = call.members.find(({ account }) => account === people[1]?.id);
    const other = { callId: call.id, mediaId: ben?.mediaId ?? 0, asks: true };
    dora.client.calls.post.introduce(people[0]?.id as never, other);
    await scene.settle();
    expect(asked).toEqual([]);
    expect(call.members.find(({ mediaId }) => mediaId === ben?.mediaId)).toEqual(ben);
  });

  test('is told of by nobody in it to who is no member, though they know its name', async () => {
    const [ana, ben] = people as [Person, Person];
    const dora = await scene.person('dora');
    await talk(ana, dora, 'hello');
    // A mere listener has no keys to give, and says who it is to whoever may be there.
    const call = await scene.ended(ana.client.calls.join(group.id));
    const heard: Person[] = [];
    for (const one of [dora, ben]) {
      one.client.calls.post.listen(call.id, () => heard.push(one));
      const asked = { callId: call.id, mediaId: 77, asks: true };
      one.client.calls.post.introduce(ana.id as AccountId, asked);
      await scene.settle();
    }
    expect(heard).toEqual([ben]);
  });

  test('changes its keys when somebody leaves, who opens nothing that comes after', async () => {
    people[2]?.client.calls.use({ open: (options) => new Hoarder(options) });
    const [a, b, c] = (await joined()) as [Call, Call, Call];
    const early = ear(c, a.mediaId);
    expect(await heardBy(early, await say(a, 'before'))).toEqual(['before']);
    c.leave();
    // The key that was given is used for a moment yet.
    expect(await early.hear(await say(a, 'at once'))).toEqual(['before', 'at once']);
    await scene.settle();
    scene.clock.advance(leavesGatheredMs + 2 * freshKeyWaitsMs);
    await scene.settle();
    await scene.settle();
    expect(await early.hear(await say(a, 'after'))).toEqual(['before', 'at once']);
    expect(await hears(b, a, 'after still')).toBe(true);
  });

  test('leaves out who is removed from the group, at once and without the server', async () => {
    people[2]?.client.calls.use({ open: (options) => new Hoarder(options) });
    const [a, b, c] = (await joined()) as [Call, Call, Call];
    const ofCem = ear(c, a.mediaId);
    expect(await heardBy(ofCem, await say(a, 'before'))).toEqual(['before']);
    const [, , cem] = people as [Person, Person, Person];
    const told = a.members.find(({ account }) => account === cem.id)?.mediaId;
    await scene.ended(of(people[0] as Person).remove([cem.id]));
    await scene.settle();
    // The server still says that he is there.
    const place = a.members.find(({ mediaId }) => mediaId === told);
    expect(place).toBeDefined();
    expect(place?.account).toBeUndefined();
    scene.clock.advance(leavesGatheredMs + 2 * freshKeyWaitsMs);
    await scene.settle();
    await scene.settle();
    expect(await ofCem.hear(await say(a, 'later'))).toEqual(['before']);
    expect(await hears(b, a, 'later still')).toBe(true);
  });

  test('is taken anew with fresh keys when the place is lost, or the connection', async () => {
    const [a, b] = (await joined()) as [Call, Call];
    const before = a.mediaId;
    scene.server.calls.lose(a.id);
    await scene.until(() => a.mediaId !== undefined && a.mediaId !== before, 'another place');
    // Who is not known yet is given no key of what is said now.
    const isKnown = ({ members }: Call) => members.filter(({ device }) => device).length === 2;
    await scene.until(() => isKnown(a) && isKnown(b), 'everybody knows whose device is where');
    await scene.settle();
    expect(await hears(b, a, 'again')).toBe(true);
    // With what it was told it has the same place after a connection.
    const same = a.mediaId;
    for (const one of scene.server.anonymous) one.renew();
    await scene.settle();
    expect(a.mediaId).toBe(same);
    expect(await hears(b, a, 'still')).toBe(true);
  });

  test('ends for whom a moderator removes, and only administrators may', async () => {
    const [a, b, c] = (await joined()) as [Call, Call, Call];
    const ends: ClientEvents['callEnded'][] = [];
    people[2]?.client.on('callEnded', (end) => ends.push(end));
    await expect(scene.ended(b.moderate(c.mediaId ?? 0, 'remove'))).rejects.toMatchObject({
      code: 'call.forbidden',
    });
    await scene.ended(a.moderate(c.mediaId ?? 0, 'remove'));
    await scene.until(() => ends.length > 0);
    expect(ends).toEqual([{ call: a.id, why: 'call.removed' }]);
    expect([c.isOver, people[2]?.client.calls.all]).toEqual([true, []]);
  });

  test('is not joined by who is no member, and refused where there are no media', async () => {
    const { calls } = (people[0] as Person).client;
    await expect(calls.join('00'.repeat(32))).rejects.toMatchObject({ code: 'group.not_found' });
    scene.server.calls.refuse = () => ({ code: 'media.unavailable' });
    await expect(scene.ended(calls.join(group.id))).rejects.toMatchObject({
      code: 'media.unavailable',
    });
  });
});

describe('a call of two', () => {
  let ana: Person;
  let ben: Person;
  let tablet: Person;
  const rings = new Map<Person, ClientEvents['callRinging'][]>();
  const ends = new Map<Person, ClientEvents['callEnded'][]>();
  const missed = new Map<Person, ClientEvents['callMissed'][]>();

  beforeEach(async () => {
    [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
    await talk(ana, ben, 'start');
    tablet = await scene.link(ben, 'tablet');
    await talk(ana, ben, 'again');
    for (const one of [ana, ben, tablet]) {
      rings.set(one, []);
      ends.set(one, []);
      missed.set(one, []);
      one.client.on('callRinging', (event) => rings.get(one)?.push(event));
      one.client.on('callEnded', (event) => ends.get(one)?.push(event));
      one.client.on('callMissed', (event) => missed.get(one)?.push(event));
    }
  });

  const outcomes = (one: Person, other: Person) =>
    one.client
      .conversation(other.id)
      .history()
      .flatMap(({ call }) => call?.outcome ?? []);

  async function ringing(): Promise<ClientEvents['callRinging']['call']> {
    const call = ana.client.calls.ring(ben.id);
    await scene.until(() => [ben, tablet].every((one) => rings.get(one)?.length === 1), 'rings');
    return call;
  }

  test('is answered on one device, stops on the other, and is heard both ways', async () => {
    const call = await ringing();
    expect(rings.get(ben)).toEqual([{ call, account: ana.id, media: 'audio' }]);
    const theirs = await scene.ended(tablet.client.calls.answer(call));
    await scene.until(() => ana.client.calls.get(call)?.mediaId !== undefined, 'joined');
    const ours = ana.client.calls.get(call) as Call;
    await scene.until(() => ends.get(ben)?.length === 1);
    expect(ends.get(ben)).toEqual([{ call, why: 'answeredElsewhere' }]);
    await scene.ended(ours.speak());
    await scene.ended(theirs.speak());
    await scene.settle();
    expect(await hears(theirs, ours, 'hello')).toBe(true);
    expect(await hears(ours, theirs, 'hi')).toBe(true);
    ana.client.calls.hangUp(call);
    await scene.until(() => ends.get(tablet)?.length === 1);
    expect(ends.get(tablet)).toEqual([{ call, why: 'ended' }]);
    await scene.settle();
    for (const one of [ben, tablet]) expect(outcomes(one, ana)).toEqual(['answered']);
    expect(outcomes(ana, ben)).toEqual(['answered']);
    expect([ana, ben, tablet].map((one) => one.client.calls.all)).toEqual([[], [], []]);
  });

  test('is declined once for all, and missed once when the caller gives up', async () => {
    const first = await ringing();
    ben.client.calls.decline(first);
    await scene.until(() => ends.get(tablet)?.length === 1 && ends.get(ana)?.length === 1);
    expect(ends.get(ana)).toEqual([{ call: first, why: 'declined' }]);
    expect(ends.get(tablet)).toEqual([{ call: first, why: 'declinedElsewhere' }]);
    await scene.settle();
    const second = ana.client.calls.ring(ben.id);
    await scene.until(() => rings.get(tablet)?.length === 2);
    ana.client.calls.hangUp(second);
    await scene.until(() => missed.get(tablet)?.length === 1 && missed.get(ben)?.length === 1);
    await scene.settle();
    expect(missed.get(ben)).toMatchObject([{ call: second, account: ana.id }]);
    for (const one of [ben, tablet]) expect(outcomes(one, ana)).toEqual(['declined', 'missed']);
    expect(outcomes(ana, ben)).toEqual(['declined', 'unanswered']);
    // A missed call is unread, what was done with the other is not.
    const [conversation] = ben.client.conversations();
    expect(conversation?.last.call?.outcome).toBe('missed');
    expect(conversation?.last.read).toBe(false);
  });

  test('is missed by a device that comes too late, also after it was killed', async () => {
    const call = ana.client.calls.ring(ben.id);
    await scene.until(() => rings.get(ben)?.length === 1);
    const copy = scene.snapshot(ben.profile);
    await ben.restart(copy);
    expect(outcomes(ben, ana)).toEqual(['missed']);
    ana.client.calls.hangUp(call);
    await scene.settle();
    expect(outcomes(ben, ana)).toEqual(['missed']);
    expect(outcomes(tablet, ana)).toEqual(['missed']);
  });

  test('rings no longer, and is over, once the caller is back who was killed', async () => {
    const first = await ringing();
    await ana.restart(scene.snapshot(ana.profile));
    await scene.until(() => [ben, tablet].every((one) => ends.get(one)?.length === 1), 'ends');
    expect(ends.get(ben)).toEqual([{ call: first, why: 'missed' }]);
    expect(outcomes(ana, ben)).toEqual(['unanswered']);
    const second = ana.client.calls.ring(ben.id);
    await scene.until(() => rings.get(ben)?.length === 2);
    await scene.ended(ben.client.calls.answer(second));
    await scene.until(() => ana.client.calls.get(second)?.mediaId !== undefined, 'joined');
    await ana.restart(scene.snapshot(ana.profile));
    await scene.until(() => ends.get(ben)?.length === 2, 'the end');
    expect(ends.get(ben)?.[1]).toEqual({ call: second, why: 'ended' });
    expect(outcomes(ana, ben)).toEqual(['unanswered', 'answered']);
  });

  test('rings nobody once the process of who called was killed', async () => {
    ana.connection?.cut();
    ana.client.calls.ring(ben.id);
    const copy = scene.snapshot(ana.profile);
    await ana.restart(copy);
    await scene.settle();
    expect([rings.get(ben), rings.get(tablet)]).toEqual([[], []]);
    expect(ana.client.waiting).toBe(0);
  });

  test('that both begin is one, on both sides the same', async () => {
    ana.client.calls.ring(ben.id);
    ben.client.calls.ring(ana.id);
    const joined = (one: Person) => one.client.calls.all.map(({ id }) => id);
    await scene.until(() => joined(ana).length === 1 && joined(ben).length === 1, 'one call');
    await scene.settle();
    expect(joined(ana)).toEqual(joined(ben));
    expect([...outcomes(ben, ana), ...outcomes(tablet, ana)]).not.toContain('missed');
    expect([missed.get(ana), missed.get(ben), missed.get(tablet)]).toEqual([[], [], []]);
  });

  test('does not ring for a stranger, nor for who is busy, blocked, or calls himself', async () => {
    const dora = await scene.person('dora');
    dora.client.calls.ring(ben.id);
    await scene.settle();
    expect([rings.get(ben), rings.get(tablet)]).toEqual([[], []]);
    expect(ben.client.conversations().map(({ account }) => account)).toEqual([ana.id]);
    const code = (work: () => unknown) => {
      try {
        return work();
      } catch (error) {
        return (error as { readonly code: string }).code;
      }
    };
    expect(code(() => dora.client.calls.ring(ana.id))).toBe('call.busy');
    expect(code(() => ana.client.calls.ring(ana.id))).toBe('relation.self');
    expect(code(() => ana.client.calls.decline('x' as never))).toBe('argument.invalid');
    const call = await ringing();
    await scene.ended(ben.client.calls.answer(call));
    await scene.ended(dora.client.send(ana.id, 'hello'));
    await scene.ended(ana.client.send(dora.id, 'hello'));
    await scene.settle();
    expect(code(() => ana.client.calls.ring(dora.id))).toBe('call.busy');
    await scene.ended(ana.client.contacts.block(dora.id));
    ana.client.calls.hangUp(call);
    expect(code(() => ana.client.calls.ring(dora.id))).toBe('contact.blocked');
  });
});
