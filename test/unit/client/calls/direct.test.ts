// Whether a device says that it can speak directly, and of whose words about it it hears.

import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CallEventName, MediaPeers, TransportHandlers } from '#client';
import { FramePlace } from '#client';
import type { AccountId, CallId, CallMember, CallPeerContent, MediaId } from '#protocol';
import { ManualClock } from '#runtime';
import { Call } from '../../../../client/calls/call.ts';
import { CallLine } from '../../../../client/calls/callLine.ts';
import type { HeardKeys, HeardPeer } from '../../../../client/calls/callPost.ts';
import type { MediaOptions } from '../../../../client/calls/mediaEngine.ts';

const id = 'ca'.repeat(32) as CallId;
const address = { ice: { usernameFragment: 'u', password: 'p' }, candidates: [], fingerprints: [] };
const end = {
  ice: { usernameFragment: 'abcd', password: 'abcdefgh' },
  ...{ fingerprints: [], ssrc: 1, payloadType: 111, candidates: [] },
};
const ben = 'ben' as AccountId;
const [own, other] = [9 as MediaId, 4 as MediaId];

/** A call that this device has come into as 9; Ben is there as 4. */
async function entered({ hasPeers = true, isDirect = true, mayMeet = true } = {}) {
  const joins: unknown[] = [];
  const did: string[] = [];
  let handlers: TransportHandlers | undefined;
  let hearKeys = (_: HeardKeys) => {};
  let hearPeer = (_: HeardPeer) => {};
  const member: CallMember = {
    ...{ mediaId: other, name: new Uint8Array(1), role: 'MEMBER', sources: [] },
  };
  const self = { ...member, mediaId: own };
  const told = { call: id, version: 1, epoch: 1, whole: true, members: [member, self], left: [] };
  const members = { ...told, ...(isDirect && { direct: true }) };
  const transport = {
    open: (given: TransportHandlers) => {
      handlers = given;
    },
    call: async (name: CallEventName, body: unknown) => {
      await turn();
      if (name !== 'call:join') return {};
      joins.push((body as { direct?: boolean }).direct);
      return { place: { mediaId: own, members, resume: new Uint8Array(4), codecs: [], address } };
    },
    close() {},
  };
  const peers: MediaPeers = {
    offer: async ({ mediaId }) => {
      did.push(`offer ${mediaId}`);
      return end;
    },
    answer: async ({ mediaId, attempt }) => {
      did.push(`answer ${mediaId} ${attempt}`);
      return end;
    },
    ...{ take() {}, close() {}, quieten() {}, goBy() {} },
  };
  const open = (options: MediaOptions) => Object.assign(new FramePlace(options), { peers });
  const engine = hasPeers
    ? { open, hasPeers: () => true }
    : { open: (options: MediaOptions) => new FramePlace(options) };
  const chores = { run: (work: () => unknown) => void Promise.resolve().then(work), failed() {} };
  const call = new Call(id, {
    context: { clock: new ManualClock(), chores, account: 'a' } as never,
    post: {
      listen: (_call: string, given: typeof hearKeys) => {
        hearKeys = given;
        return () => undefined;
      },
      listenPeers: (_call: string, given: typeof hearPeer) => {
        hearPeer = given;
        return () => undefined;
      },
      ...{ send() {}, introduce() {}, sayPeer() {} },
    } as never,
    line: new CallLine(transport as never),
    engine,
    trust: { ownerOf: () => ben, mayJoin: (account) => account === ben },
    mayMeet: () => mayMeet,
    proof: async () => ({ by: 'secret', secret: new Uint8Array(32), name: new Uint8Array(16) }),
    stranger: () => undefined,
    told: () => undefined,
    ended: () => undefined,
  });
  handlers?.state('connected');
  await call.entered;
  const from = 'ben.1';
  const message = { callId: id, mediaId: other, keys: [], asks: false };
  hearKeys({ from, account: ben, sentAt: 1, message });
  const offers = async (more: Partial<CallPeerContent> = {}, account = ben) => {
    const of = { type: 'callPeer', timestamp: 2, callId: id, mediaId: other, to: own } as const;
    const content: CallPeerContent = { ...of, attempt: 1, said: 'offer', end, ...more };
    hearPeer({ from, account, content });
    for (let n = 0; n < 5; n += 1) await turn();
    return did;
  };
  return { joins, offers };
}

test('an offer of who is proven is answered, in a call that may go directly', async () => {
  const { joins, offers } = await entered();
  expect(await offers()).toEqual(['answer 4 1']);
  expect(joins).toEqual([true]);
});

test('who cannot go directly does not say that it can, and hears nothing of it', async () => {
  const { joins, offers } = await entered({ hasPeers: false });
  expect(await offers()).toEqual([]);
  expect(joins).toEqual([undefined]);
});

test('nothing is answered where the call may not, or to whom no address is told', async () => {
  expect(await (await entered({ isDirect: false })).offers()).toEqual([]);
  expect(await (await entered({ mayMeet: false })).offers()).toEqual([]);
  const { offers } = await entered();
  expect(await offers({ to: 8 })).toEqual([]);
  expect(await offers({}, 'eve' as AccountId)).toEqual([]);
  expect(await offers({ mediaId: 5 })).toEqual([]);
});
