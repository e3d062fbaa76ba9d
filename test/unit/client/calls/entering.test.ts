// A device comes into a call while places are lost, connections end, and its person does not wait.

import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { CallEventName, TransportHandlers } from '#client';
import { FramePlace, NoAnswer } from '#client';
import type { AccountId, CallId, CallMember, CallMembers, MediaId } from '#protocol';
import { ManualClock } from '#runtime';
import { Call } from '../../../../client/calls/call.ts';
import { CallLine } from '../../../../client/calls/callLine.ts';
import type { HeardKeys } from '../../../../client/calls/callPost.ts';
import { hearAgainMs } from '../../../../client/calls/hearing.ts';
import type { MediaOptions, MediaPlace } from '../../../../client/calls/mediaEngine.ts';
import { ClientError } from '../../../../client/clientError.ts';

const id = 'ca'.repeat(32) as CallId;
const address = { ice: { usernameFragment: 'u', password: 'p' }, candidates: [], fingerprints: [] };

let clock: ManualClock;
let handlers: TransportHandlers;
let asked: CallEventName[];
/** What goes to a place is there once it ends. */
let connecting: Promise<void>;
/** The microphone is there once it ends. */
let thinking: Promise<void>;
let ended: (string | undefined)[];
let call: Call;
let isLineClosed: boolean;
/** Who else is there. */
let others: CallMember[];
/** What the place is told to be, where it is resumed. */
let resumed: { readonly mediaId: MediaId; readonly muted: boolean } | undefined;
let muted: boolean[];
let closed: number[];
let failing: Error | undefined;
/** What is told together with the answer to a join. */
let early: CallMembers[];
/** Sources that come. */
let come: number[];
let listener: (heard: HeardKeys) => void;

class SlowPlace extends FramePlace {
  readonly #mediaId: number;

  constructor(options: MediaOptions) {
    super(options);
    this.#mediaId = options.mediaId;
  }

  override close(): void {
    closed.push(this.#mediaId);
    super.close();
  }

  override async connect() {
    await connecting;
    return undefined;
  }

  override hear({ source }: { readonly source: number }): void {
    come.push(source);
  }
}

function slowPlace(options: MediaOptions): MediaPlace {
  const place: MediaPlace = new SlowPlace(options);
  const speak = place.speak.bind(place);
  place.speak = async (kind) => {
    await thinking;
    return speak(kind);
  };
  return place;
}

const ownMember = ({ mediaId, muted: isMuted }: NonNullable<typeof resumed>): CallMember => ({
  ...{ mediaId, name: new Uint8Array(1), role: 'MEMBER' },
  sources: [{ id: 2, kind: 'audio', muted: isMuted }],
});

function answer(name: CallEventName, body: unknown) {
  asked.push(name);
  const version = asked.length;
  const members = { call: id, version, epoch: version, whole: true, members: others, left: [] };
  const mediaId = asked.filter((one) => one === 'call:join').length as MediaId;
  if (name === 'call:join' && resumed) {
    const whole = { ...members, members: [ownMember(resumed)] };
    const place = { mediaId: resumed.mediaId, members: whole, resume: new Uint8Array(4) };
    return { place: { ...place, codecs: [] } };
  }
  if (name === 'call:join') {
    for (const told of early.splice(0)) handlers.callMembers?.(told);
    return { place: { mediaId, members, resume: new Uint8Array(4), codecs: [], address } };
  }
  if (name === 'call:mute') muted.push((body as { muted: boolean }).muted);
  if (name !== 'call:hear') {
    const error = name === 'call:mute' || name === 'call:send' ? failing : undefined;
    if (error) failing = undefined;
    if (error) throw error;
    return { source: version };
  }
  const error = failing;
  failing = undefined;
  if (error) throw error;
  return { kind: 'audio', ssrc: 1, payloadType: 100 };
}

beforeEach(() => {
  clock = new ManualClock();
  [asked, ended, isLineClosed, connecting] = [[], [], false, Promise.resolve()];
  [others, come, failing, early] = [[], [], undefined, []];
  thinking = Promise.resolve();
  [resumed, muted, closed] = [undefined, [], []];
  const transport = {
    open: (given: TransportHandlers) => {
      handlers = given;
    },
    call: async (name: CallEventName, body: unknown) => {
      await turn();
      return answer(name, body);
    },
    close: () => {
      isLineClosed = true;
    },
  };
  const chores = {
    run: (work: () => unknown) =>
      void Promise.resolve()
        .then(work)
        .catch(() => undefined),
    failed: () => undefined,
  };
  call = new Call(id, {
    context: { clock, chores, account: 'a' } as never,
    post: {
      listen: (_call: string, given: typeof listener) => {
        listener = given;
        return () => undefined;
      },
      listenPeers: () => () => undefined,
      send() {},
      introduce() {},
    } as never,
    line: new CallLine(transport as never),
    engine: { open: slowPlace },
    trust: { ownerOf: () => 'b' as AccountId, mayJoin: () => true },
    proof: async () => ({ by: 'secret', secret: new Uint8Array(32), name: new Uint8Array(16) }),
    stranger: () => undefined,
    told: () => undefined,
    ended: (code) => ended.push(code),
  });
});

async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  for (let n = 0; n < 10; n += 1) await turn();
}

const times = (name: CallEventName) => asked.filter((one) => one === name).length;

test('a place that is lost while this device is on its way there is taken anew', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  connecting = promise;
  handlers.state('connected');
  await pass(0);
  expect(call.mediaId).toBe(1);
  handlers.callEnded?.({ call: id, code: 'call.lost' });
  await pass(1_000);
  resolve();
  connecting = Promise.resolve();
  await pass(1_000);
  await pass(1_000);
  expect(call.mediaId).toBe(2);
  expect(times('call:join')).toBe(2);
});

test('a call that moves is joined anew at once, and the place goes on until then', async () => {
  handlers.state('connected');
  await pass(0);
  handlers.callEnded?.({ call: id, code: 'call.moved' });
  expect([call.mediaId, closed]).toEqual([1, []]);
  await pass(0);
  expect([call.mediaId, closed, times('call:join')]).toEqual([2, [1], 2]);
});

test('a mute that was not answered is said again with the next connection', async () => {
  handlers.state('connected');
  await pass(0);
  await call.speak();
  failing = new NoAnswer('The line broke.');
  await expect(call.mute(true)).rejects.toBeInstanceOf(NoAnswer);
  resumed = { mediaId: 1 as MediaId, muted: false };
  handlers.state('connected');
  await pass(0);
  expect(muted).toEqual([true, true]);
  handlers.state('connected');
  await pass(0);
  expect(muted).toEqual([true, true]);
});

test('a moderator’s mute holds after a resume, and at the next place', async () => {
  handlers.state('connected');
  await pass(0);
  await call.speak();
  resumed = { mediaId: 1 as MediaId, muted: true };
  handlers.state('connected');
  await pass(0);
  expect(muted).toEqual([]);
  resumed = undefined;
  handlers.callEnded?.({ call: id, code: 'call.lost' });
  await pass(1_000);
  await pass(1_000);
  expect([times('call:send'), muted]).toEqual([2, [true]]);
});

test('who speaks at once, and on the way, sends once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  connecting = promise;
  const early = call.speak();
  handlers.state('connected');
  await call.entered;
  const late = call.speak();
  resolve();
  await Promise.all([early, late]);
  await pass(1_000);
  expect(times('call:send')).toBe(1);
});

test('who has no microphone stays, and hears', async () => {
  thinking = Promise.reject(new Error('NotAllowedError'));
  thinking.catch(() => undefined);
  const talks = expect(call.speak()).rejects.toThrow('NotAllowedError');
  handlers.state('connected');
  await talks;
  for (let n = 0; n < 5; n += 1) await pass(1_000);
  expect([times('call:join'), closed, call.mediaId]).toEqual([1, [], 1]);
  thinking = Promise.resolve();
  await call.speak();
  expect(times('call:send')).toBe(1);
});

test('who thinks about the microphone comes back meanwhile', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  thinking = promise;
  const talks = call.speak();
  handlers.state('connected');
  await pass(0);
  handlers.callEnded?.({ call: id, code: 'call.lost' });
  await pass(1_000);
  await pass(1_000);
  expect([times('call:join'), call.mediaId]).toEqual([2, 2]);
  resolve();
  await talks;
  await pass(0);
  expect(times('call:send')).toBe(1);
});

test('who gets to no place is not in a hurry to try the next', async () => {
  connecting = Promise.reject(new Error('There is no way there.'));
  connecting.catch(() => undefined);
  handlers.state('connected');
  for (let n = 0; n < 100; n += 1) await pass(100);
  expect(times('call:join')).toBeLessThan(60);
  connecting = Promise.resolve();
  await pass(1_000);
  await pass(1_000);
  const before = times('call:join');
  for (let n = 0; n < 20; n += 1) await pass(100);
  expect(times('call:join')).toBe(before);
});

test('who does not hear whether it talks takes a place anew, and talks there', async () => {
  failing = new NoAnswer('The line broke.');
  const talks = expect(call.speak()).rejects.toBeInstanceOf(NoAnswer);
  handlers.state('connected');
  await talks;
  await pass(1_000);
  await pass(1_000);
  expect([times('call:join'), times('call:send'), call.mediaId]).toEqual([2, 2, 2]);
});

test('a call whose connection is given up is over', async () => {
  handlers.state('closed', { code: 'server.unreachable' });
  await expect(call.entered).rejects.toMatchObject({ code: 'server.unreachable' });
  await pass(0);
  expect([ended, isLineClosed]).toEqual([['server.unreachable'], true]);
});

test('a source whose answer was lost, or that failed for now, comes all the same', async () => {
  const sources = [{ id: 7, kind: 'audio', muted: false }] as const;
  others = [{ mediaId: 9 as MediaId, name: new Uint8Array(1), role: 'MEMBER', sources }];
  failing = new NoAnswer('The line broke.');
  handlers.state('connected');
  await pass(0);
  const message = { callId: id, mediaId: 9, keys: [], asks: false };
  listener({ from: 'b.1', account: 'b' as AccountId, sentAt: 1, message });
  await pass(0);
  expect([times('call:hear'), come]).toEqual([1, []]);
  failing = new ClientError('media.failed', 'Not now.');
  await pass(hearAgainMs);
  expect([times('call:hear'), times('call:unhear'), come]).toEqual([2, 1, []]);
  await pass(hearAgainMs);
  expect([times('call:hear'), times('call:unhear'), come]).toEqual([3, 1, [7]]);
});

test('who comes in the moment after this device is known, and so is who left then', async () => {
  const known = (mediaId: number): CallMember => ({
    ...{ mediaId: mediaId as MediaId, name: new Uint8Array(1), role: 'MEMBER', sources: [] },
  });
  others = [known(8)];
  // Told in the same turn as the answer, which is looked at a little later.
  early = [
    { call: id, version: 2, epoch: 2, whole: false, members: [known(9)], left: [] },
    { call: id, version: 3, epoch: 3, whole: false, members: [], left: [8 as MediaId] },
  ];
  handlers.state('connected');
  await pass(0);
  expect(call.members.map(({ mediaId }) => mediaId)).toEqual([9]);
});
