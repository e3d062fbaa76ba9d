// By which way a page's microphone goes, where a direct way is closed while it changes.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { MediaCodecInfo } from '#protocol';
import { systemClock } from '../../../../client/clock.ts';
import { PagePeers } from '../../../../client/media/pagePeers.ts';

const sdp = [
  ...['a=ice-ufrag:abcd', 'a=ice-pwd:abcdefgh', 'a=fingerprint:sha-256 AB:CD'],
  ...['a=ssrc:7 cname:x', 'a=rtpmap:111 opus/48000/2', ''],
].join('\r\n');
const by = { relays: [], alone: false };
const [one, other] = [
  { mediaId: 2, attempt: 1 },
  { mediaId: 3, attempt: 1 },
];
const track = { kind: 'audio' } as MediaStreamTrack;

/** As the standard has it: what a connection that was closed was asked for is never answered. */
class Connection {
  connectionState = 'new';
  iceGatheringState = 'complete';
  localDescription = { sdp };
  onconnectionstatechange: (() => void) | null = null;
  readonly sender = {
    track: null as MediaStreamTrack | null,
    replaceTrack: async (next: MediaStreamTrack | null) => {
      if (this.connectionState === 'closed') throw new Error('It is closed.');
      await replacing;
      if (this.connectionState === 'closed') await new Promise(() => undefined);
      this.sender.track = next;
    },
  };

  constructor() {
    connections.push(this);
  }

  addTransceiver() {
    return { sender: this.sender, receiver: { track } };
  }

  async setLocalDescription() {}

  opens() {
    this.connectionState = 'connected';
    this.onconnectionstatechange?.();
  }

  close() {
    this.connectionState = 'closed';
  }
}

let connections: Connection[];
let replacing: Promise<void>;
let toRelay: MediaStreamTrack | undefined;
let failures: unknown[];
let peers: PagePeers;

beforeEach(() => {
  [connections, failures, toRelay] = [[], [], track];
  replacing = Promise.resolve();
  vi.stubGlobal('RTCPeerConnection', Connection);
  peers = new PagePeers({
    clock: systemClock,
    codec: async () => ({}) as MediaCodecInfo,
    frames: () => ({ seal: () => undefined, open: () => undefined }) as never,
    ear: () => ({ deafen: () => undefined, stop: () => undefined }) as never,
    track: () => track,
    sayToRelay: async (said) => void (toRelay = said),
    told: () => undefined,
    failed: (error) => failures.push(error),
  });
});
afterEach(() => {
  peers.closeAll();
  vi.unstubAllGlobals();
});

it('goes by the relay again, whatever the way was doing that was closed', async () => {
  await Promise.all([peers.offer(one, by), peers.offer(other, by)]);
  for (const connection of connections) connection.opens();
  const { promise, resolve } = Promise.withResolvers<void>();
  replacing = promise;
  peers.goBy('direct');
  await Promise.resolve();
  // One of them goes just when it is to be spoken to.
  peers.close(one);
  resolve();
  peers.goBy('relay');
  await expect.poll(() => toRelay, { timeout: 30_000 }).toBe(track);
  await peers.apply();
  expect(connections.map(({ sender }) => sender.track)).toEqual([null, null]);
  expect(failures).toEqual([]);
});

it('goes on where a way is closed between two of its steps', async () => {
  await peers.offer(one, by);
  connections[0]?.opens();
  peers.goBy('direct');
  await peers.apply();
  expect([toRelay, connections[0]?.sender.track]).toEqual([undefined, track]);
  peers.goBy('relay');
  await Promise.resolve();
  peers.close(one);
  await peers.apply();
  expect([toRelay, failures]).toEqual([track, []]);
});
