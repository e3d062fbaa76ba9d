// Two places of a call, and the ways between them: each says to the other's device alone what it
// needs, and has its media do what was decided.

import { beforeEach, expect, it } from 'vitest';
import { ManualClock } from '#runtime';
import type { AccountId, CallId, PeerEnd } from '#protocol';
import type { MediaPeers, PeerName } from '../../../../client/calls/mediaEngine.ts';
import { openAgainMs, openWithinMs } from '../../../../client/calls/peerWays.ts';
import type { PeerWord } from '../../../../client/calls/peerWays.ts';
import { Peers } from '../../../../client/calls/peers.ts';
import type { Participant } from '../../../../client/calls/roster.ts';

const callId = 'ca'.repeat(32) as CallId;
const end: PeerEnd = {
  ice: { usernameFragment: 'abcd', password: 'abcdefgh' },
  ...{ fingerprints: [], ssrc: 1, payloadType: 111, candidates: ['candidate:1'] },
};
const accounts = { 1: 'ana', 2: 'ben' } as Record<number, string>;
let clock: ManualClock;
let places: Map<number, Place>;
/** What was said, and to whom. */
let said: string[];

interface Place {
  readonly peers: Peers;
  readonly did: string[];
  readonly failures: unknown[];
  relays: () => Promise<{ relays: []; alone: boolean }>;
  offer: () => Promise<PeerEnd>;
}

function open(mediaId: number, mayMeet = (_account: AccountId) => true): Place {
  const [did, failures]: [string[], unknown[]] = [[], []];
  const noted = (what: string, { mediaId: of, attempt }: PeerName) => {
    did.push(`${what} ${of} ${attempt}`);
  };
  const media: MediaPeers = {
    offer: async (peer) => {
      noted('offer', peer);
      return place.offer();
    },
    answer: async (peer) => {
      noted('answer', peer);
      return end;
    },
    take: (peer) => noted('take', peer),
    close: (peer) => noted('close', peer),
    quieten: (mediaIds) => void did.push(`quieten ${mediaIds.join()}`),
    goBy: (way) => void did.push(way),
  };
  const place: Place = {
    ...{ did, failures, offer: async () => end },
    relays: async () => ({ relays: [], alone: false }),
    peers: new Peers({
      ...{ callId, mediaId, clock: { now: () => clock.monotonic(), after: after() }, media },
      mayMeet,
      relays: () => place.relays(),
      failed: (error) => failures.push(error),
      post: {
        sayPeer: (to, content) => {
          said.push(`${content.said} of ${content.mediaId} to ${to}`);
          const other = [...places].find(([id]) => `${accounts[id]}.1` === to);
          const word: PeerWord = { ...content, mediaId: content.mediaId };
          other?.[1].peers.heard(`${accounts[content.mediaId]}.1`, word);
        },
      },
    }),
  };
  places.set(mediaId, place);
  return place;
}

const after = () => (delayMs: number, run: () => void) => clock.after(delayMs, run);

/** As one of them sees it. */
function seen(own: number, isMuted = false): Participant[] {
  return [1, 2].map((mediaId) => ({
    ...{ mediaId, role: 'MEMBER', isSelf: mediaId === own },
    sources: [{ id: mediaId, kind: 'audio', muted: isMuted }],
    ...(mediaId !== own && { account: accounts[mediaId] as AccountId }),
    ...(mediaId !== own && { device: `${accounts[mediaId]}.1` }),
  }));
}

async function settled(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
}

beforeEach(() => {
  clock = new ManualClock();
  [places, said] = [new Map(), []];
});

it('find a way, go by it, and go by the relay when it is lost', async () => {
  const [ana, ben] = [open(1), open(2)];
  ana.peers.members(true, seen(1));
  ben.peers.members(true, seen(2));
  await settled();
  expect(said).toEqual(['offer of 1 to ben.1', 'answer of 2 to ana.1']);
  ana.peers.told({ mediaId: 2, attempt: 1 }, true);
  ben.peers.told({ mediaId: 1, attempt: 1 }, true);
  expect([ana.peers.way, ben.peers.way]).toEqual(['direct', 'direct']);
  ana.peers.told({ mediaId: 2, attempt: 1 }, false);
  expect(ana.did).toEqual(['quieten ', 'offer 2 1', 'take 2 1', 'direct', 'relay', 'close 2 1']);
  clock.advance(openAgainMs);
  await settled();
  expect(ben.did).toEqual(['quieten ', 'answer 1 1', 'direct', 'relay', 'close 1 1', 'answer 1 2']);
});

it('tell no address to somebody whom the person has not accepted', async () => {
  const [ana, ben] = [open(1, () => false), open(2)];
  ben.peers.members(true, seen(2));
  ana.peers.members(true, seen(1));
  ana.peers.heard('ben.1', { mediaId: 2, attempt: 1, said: 'offer', end });
  await settled();
  clock.advance(openWithinMs + openAgainMs);
  await settled();
  expect([said, ana.did]).toEqual([[], ['quieten ']]);
  expect(ben.peers.way).toBe('relay');
});

it('play nothing of who is muted', () => {
  const ana = open(1);
  ana.peers.members(true, seen(1, true));
  expect(ana.did).toContain('quieten 2');
});

it('begin nothing that is over by the time at which it could be begun', async () => {
  const ana = open(1);
  const { promise, resolve } = Promise.withResolvers<{ relays: []; alone: boolean }>();
  ana.relays = () => promise;
  ana.peers.members(true, seen(1));
  ana.peers.members(false, seen(1));
  resolve({ relays: [], alone: false });
  await settled();
  expect(ana.did).toEqual(['quieten ', 'close 2 1']);
  expect(said).toEqual([]);
});

it('begin nothing once it has failed, and end what was made too late', async () => {
  const ana = open(1);
  const relays = Promise.withResolvers<{ relays: []; alone: boolean }>();
  const made = Promise.withResolvers<PeerEnd>();
  ana.relays = () => relays.promise;
  ana.peers.members(true, seen(1));
  clock.advance(openWithinMs);
  relays.resolve({ relays: [], alone: false });
  await settled();
  expect(ana.did).toEqual(['quieten ', 'close 2 1']);
  // The media wait for the relay's place, and begin when it is there.
  ana.offer = () => made.promise;
  clock.advance(openAgainMs);
  await settled();
  clock.advance(openWithinMs);
  expect(ana.did.slice(2)).toEqual(['offer 2 2', 'close 2 2']);
  made.resolve(end);
  await settled();
  expect(ana.did.slice(4)).toEqual(['close 2 2']);
  expect(said).toEqual([]);
});

it('end what was made for somebody who has gone meanwhile', async () => {
  const ana = open(1);
  const made = Promise.withResolvers<PeerEnd>();
  ana.offer = () => made.promise;
  ana.peers.members(true, seen(1));
  await settled();
  ana.peers.members(true, []);
  made.resolve(end);
  await settled();
  expect(ana.did.slice(2)).toEqual(['quieten ', 'close 2 1', 'close 2 1']);
});

it('tell of an end that could not be made, and try again later', async () => {
  const ana = open(1);
  const gone = new Error('The page is gone.');
  ana.offer = () => Promise.reject(gone);
  ana.peers.members(true, seen(1));
  await settled();
  expect(ana.failures).toEqual([gone]);
  clock.advance(openAgainMs);
  await settled();
  expect(ana.did).toEqual(['quieten ', 'offer 2 1', 'close 2 1', 'offer 2 2', 'close 2 2']);
});

it('do nothing more once the place is closed', async () => {
  const ana = open(1);
  ana.peers.members(true, seen(1));
  ana.peers.close();
  await settled();
  clock.advance(openWithinMs);
  ana.peers.told({ mediaId: 2, attempt: 1 }, true);
  expect(ana.did).toEqual(['quieten ', 'offer 2 1']);
  expect(said).toEqual([]);
});
