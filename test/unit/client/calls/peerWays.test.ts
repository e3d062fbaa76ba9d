// By which way a device sends: directly only while all others are there, proven and open, and by
// the relay in any other moment, whatever happens in which order.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#protocol';
import type { PeerEnd } from '#protocol';
import type { PeerName } from '../../../../client/calls/mediaEngine.ts';
import {
  decidePeers,
  earlyOfferMs,
  lingerMs,
  newPeers,
  offerRefillMs,
  offersBurst,
  openAgainMs,
  openWithinMs,
  peersDueAtMs,
} from '../../../../client/calls/peerWays.ts';
import type { Peer, PeerEffect, PeerNews } from '../../../../client/calls/peerWays.ts';

const seed = 20_261_128;
const end: PeerEnd = {
  ice: { usernameFragment: 'abcd', password: 'abcdefgh' },
  ...{ fingerprints: [], ssrc: 1, payloadType: 111, candidates: [] },
};
const peerOf = (mediaId: number): Peer => ({ mediaId, device: `d${mediaId}` });

class Rig {
  state;
  nowMs = 1_000;
  readonly done: PeerEffect[] = [];
  /** Begun, and not closed. */
  readonly begun = new Set<string>();

  constructor(own: number) {
    this.state = newPeers(own);
  }

  tell(news: PeerNews): readonly PeerEffect[] {
    const { state, effects } = decidePeers(this.state, { ...news, nowMs: this.nowMs });
    this.state = state;
    this.done.push(...effects);
    for (const one of effects) {
      if (one.do === 'offer' || one.do === 'answer') this.begun.add(JSON.stringify(one.peer));
      if (one.do === 'close') this.begun.delete(JSON.stringify(one.peer));
    }
    return effects;
  }

  members(isDirect: boolean, mediaIds: readonly number[], others = mediaIds.length) {
    return this.tell({ is: 'members', isDirect, others, peers: mediaIds.map(peerOf) });
  }

  wait(ms: number): readonly PeerEffect[] {
    this.nowMs += ms;
    return this.tell({ is: 'tick' });
  }

  opens(mediaId: number, attempt = 1) {
    return this.tell({ is: 'told', peer: { mediaId, attempt }, isOpen: true });
  }

  loses(mediaId: number, attempt = 1) {
    return this.tell({ is: 'told', peer: { mediaId, attempt }, isOpen: false });
  }

  hears(mediaId: number, said: 'offer' | 'answer', attempt = 1) {
    return this.tell({ is: 'heard', from: `d${mediaId}`, word: { mediaId, attempt, said, end } });
  }
}

const name = (mediaId: number, attempt = 1): PeerName => ({ mediaId, attempt });

describe('the lower number of two', () => {
  it('offers, says so to that device alone, and sends directly once it is open', () => {
    const rig = new Rig(1);
    expect(rig.members(true, [2])).toEqual([{ do: 'offer', peer: name(2) }]);
    expect(rig.tell({ is: 'made', said: 'offer', peer: name(2), end })).toEqual([
      { do: 'say', to: 'd2', word: { ...name(2), said: 'offer', end } },
    ]);
    expect(rig.hears(2, 'answer')).toEqual([{ do: 'take', peer: name(2), end }]);
    expect(rig.opens(2)).toEqual([{ do: 'goBy', way: 'direct' }]);
  });

  it('sends by the relay again before it closes what was lost, and tries again later', () => {
    const rig = new Rig(1);
    rig.members(true, [2]);
    rig.opens(2);
    expect(rig.loses(2)).toEqual([
      { do: 'goBy', way: 'relay' },
      { do: 'close', peer: name(2) },
    ]);
    expect(rig.wait(openAgainMs - 1)).toEqual([]);
    expect(rig.wait(1)).toEqual([{ do: 'offer', peer: name(2, 2) }]);
  });

  it('gives up what is not open in time, or of which no end is made', () => {
    const rig = new Rig(1);
    rig.members(true, [2]);
    expect(peersDueAtMs(rig.state)).toBe(rig.nowMs + openWithinMs);
    expect(rig.wait(openWithinMs)).toEqual([{ do: 'close', peer: name(2) }]);
    rig.wait(openAgainMs);
    expect(rig.tell({ is: 'made', said: 'offer', peer: name(2, 2) })).toEqual([
      { do: 'close', peer: name(2, 2) },
    ]);
    expect(rig.state.way).toBe('relay');
  });

  it('takes no offer, and no answer of another attempt or from another device', () => {
    const rig = new Rig(1);
    rig.members(true, [2]);
    expect(rig.hears(2, 'offer', 5)).toEqual([]);
    expect(rig.hears(2, 'answer', 2)).toEqual([]);
    const word = { ...name(2), said: 'answer', end } as const;
    expect(rig.tell({ is: 'heard', from: 'd3', word })).toEqual([]);
  });
});

describe('the higher number of two', () => {
  it('waits for an offer and answers it once; a later one takes its place', () => {
    const rig = new Rig(5);
    expect(rig.members(true, [2])).toEqual([]);
    expect(peersDueAtMs(rig.state)).toBeUndefined();
    expect(rig.hears(2, 'offer')).toEqual([{ do: 'answer', peer: name(2), end }]);
    expect(rig.hears(2, 'offer')).toEqual([]);
    rig.opens(2);
    expect(rig.hears(2, 'offer', 2)).toEqual([
      { do: 'answer', peer: name(2, 2), end },
      { do: 'goBy', way: 'relay' },
      { do: 'close', peer: name(2) },
    ]);
  });

  it('answers so many offers of one place in a row, and goes on with what it has', () => {
    const rig = new Rig(5);
    rig.members(true, [2, 3]);
    const answersTo = (mediaId: number, from: number, count: number) => {
      const before = rig.done.length;
      for (let n = from; n < from + count; n += 1) rig.hears(mediaId, 'offer', n);
      return rig.done.slice(before).filter((one) => one.do === 'answer').length;
    };
    expect(answersTo(2, 1, 1_000)).toBe(offersBurst);
    // What was answered last opens all the same, and another place's is answered.
    rig.opens(2, offersBurst);
    expect(answersTo(3, 1, 1)).toBe(1);
    rig.opens(3);
    expect(rig.state.way).toBe('direct');
    rig.wait(offerRefillMs);
    expect(answersTo(2, 2_000, 9)).toBe(1);
    rig.wait(offersBurst * offerRefillMs);
    expect(answersTo(2, 3_000, 9)).toBe(offersBurst);
  });

  it('keeps an offer that comes before it may, for a moment', () => {
    const rig = new Rig(5);
    rig.hears(2, 'offer');
    expect(rig.members(true, [2])).toEqual([{ do: 'answer', peer: name(2), end }]);
    const late = new Rig(5);
    late.hears(2, 'offer');
    late.wait(earlyOfferMs);
    expect(late.members(true, [2])).toEqual([]);
  });
});

describe('a call of three', () => {
  it('is direct only when both ways are open, and both others are proven', () => {
    const rig = new Rig(1);
    rig.members(true, [2], 2);
    expect(rig.opens(2)).toEqual([]);
    expect(rig.members(true, [2, 3])).toEqual([{ do: 'offer', peer: name(3) }]);
    expect(rig.opens(3)).toEqual([{ do: 'goBy', way: 'direct' }]);
    expect(rig.members(true, [2, 3], 3)).toEqual([{ do: 'goBy', way: 'relay' }]);
  });

  it('goes by the relay at once when it may not, and hears what is under way', () => {
    const rig = new Rig(1);
    rig.members(true, [2, 3]);
    rig.opens(2);
    rig.opens(3);
    expect(rig.members(false, [2, 3, 4])).toEqual([{ do: 'goBy', way: 'relay' }]);
    expect(rig.wait(lingerMs - 1)).toEqual([]);
    const closed = [name(2), name(3)].map((peer) => ({ do: 'close', peer }));
    expect(rig.wait(1)).toEqual(closed);
  });

  it('begins anew when it may again, while what went before still closes', () => {
    const rig = new Rig(1);
    rig.members(true, [2]);
    rig.opens(2);
    rig.members(false, [2]);
    rig.nowMs += lingerMs / 2;
    expect(rig.members(true, [2])).toEqual([{ do: 'offer', peer: name(2, 2) }]);
    rig.opens(2, 2);
    expect(rig.wait(lingerMs / 2)).toEqual([{ do: 'close', peer: name(2) }]);
    expect(rig.state.way).toBe('direct');
  });

  it('closes at once the way to who is there no more', () => {
    const rig = new Rig(1);
    rig.members(true, [2, 3]);
    rig.opens(2);
    rig.opens(3);
    expect(rig.members(true, [2])).toEqual([{ do: 'close', peer: name(3) }]);
    expect(rig.state.way).toBe('direct');
    expect(rig.members(false, [])).toEqual([
      { do: 'goBy', way: 'relay' },
      { do: 'close', peer: name(2) },
    ]);
  });

  it('is never direct in a call of more than clients allow, whatever they are told', () => {
    const rig = new Rig(1);
    const many = Array.from({ length: limits.callDirectMax }, (_, at) => at + 2);
    expect(rig.members(true, many)).toEqual([]);
    expect(rig.members(true, many.slice(1)).map(({ do: what }) => what)).toEqual(
      many.slice(1).map(() => 'offer'),
    );
  });
});

describe('whatever happens', () => {
  const mediaId = fc.integer({ min: 1, max: 5 });
  const attempt = fc.integer({ min: 0, max: 4 });
  const peer = fc.record({ mediaId, attempt });
  const news: fc.Arbitrary<PeerNews | { readonly is: 'wait'; readonly ms: number }> = fc.oneof(
    fc.record({
      is: fc.constant('members' as const),
      isDirect: fc.boolean(),
      others: fc.integer({ min: 0, max: 9 }),
      peers: fc
        .uniqueArray(mediaId)
        .map((all) => all.filter((one) => one !== 3).map((one) => peerOf(one))),
    }),
    fc.record({
      is: fc.constant('heard' as const),
      from: mediaId.map((one) => `d${one}`),
      word: fc.record({
        ...{ mediaId, attempt, end: fc.constant(end) },
        said: fc.constantFrom('offer' as const, 'answer' as const),
      }),
    }),
    fc.record({
      ...{ is: fc.constant('made' as const), peer, end: fc.constant(end) },
      said: fc.constantFrom('offer' as const, 'answer' as const),
    }),
    fc.record({ is: fc.constant('told' as const), peer, isOpen: fc.boolean() }),
    fc.record({ is: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 20_000 }) }),
  );

  it('it is direct exactly where all are open, tells proven devices alone, and ends', () => {
    fc.assert(
      fc.property(fc.array(news, { maxLength: 60 }), (all) => {
        const rig = new Rig(3);
        const last = new Map<number, number>();
        for (const one of all) {
          const effects = one.is === 'wait' ? rig.wait(one.ms) : rig.tell(one);
          const { ways, others, way } = rig.state;
          const open = [...ways.values()].filter(({ phase }) => phase === 'open').length;
          expect(way === 'direct').toBe(others > 0 && open === others && ways.size === others);
          for (const effect of effects) {
            if (effect.do === 'say') {
              expect(ways.get(effect.word.mediaId)?.device).toBe(effect.to);
            }
            if (effect.do === 'offer') expect(effect.peer.mediaId).toBeGreaterThan(3);
            if (effect.do === 'answer') expect(effect.peer.mediaId).toBeLessThan(3);
            if (effect.do !== 'offer' && effect.do !== 'answer') continue;
            expect(effect.peer.attempt).toBeGreaterThan(last.get(effect.peer.mediaId) ?? 0);
            last.set(effect.peer.mediaId, effect.peer.attempt);
          }
        }
        rig.members(false, []);
        rig.wait(lingerMs);
        expect([...rig.begun]).toEqual([]);
        expect(peersDueAtMs(rig.state) ?? Infinity).toBeGreaterThan(rig.nowMs);
      }),
      { seed, numRuns: 300 },
    );
  });
});
