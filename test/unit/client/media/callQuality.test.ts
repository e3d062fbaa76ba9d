// Who speaks and how well it comes, from figures as browsers give them.

import { describe, expect, it } from 'vitest';
import { lookAt, qualityBetween, speechBetween } from '../../../../client/media/callQuality.ts';

interface Heard {
  readonly energy?: number;
  readonly seconds?: number;
  readonly lost?: number;
  readonly received?: number;
  readonly jitter?: number;
}

const inbound = (ssrc: number, { energy = 0, seconds = 0, ...more }: Heard = {}) => ({
  ...{ type: 'inbound-rtp', ssrc, totalAudioEnergy: energy, totalSamplesDuration: seconds },
  ...{ packetsLost: more.lost ?? 0, packetsReceived: more.received ?? 0, jitter: more.jitter ?? 0 },
});
const own = (energy: number, seconds: number) => ({
  ...{ type: 'media-source', totalAudioEnergy: energy, totalSamplesDuration: seconds },
});
const pair = (seconds: number) => ({
  ...{ type: 'candidate-pair', nominated: true, currentRoundTripTime: seconds },
});

describe('speech', () => {
  it('is what was loud between two looks, of others and of us', () => {
    const before = lookAt([inbound(1, { energy: 5, seconds: 9 }), inbound(2), own(1, 9)]);
    const now = lookAt([
      ...[inbound(1, { energy: 5, seconds: 10 }), inbound(2, { energy: 0.01, seconds: 1 })],
      own(1.01, 10),
    ]);
    expect(speechBetween(before, now)).toEqual({ heard: [2], own: true });
  });

  it('is nothing of whom nothing was decoded, nor of whom nothing was known', () => {
    const before = lookAt([inbound(1, { energy: 1, seconds: 4 })]);
    const now = lookAt([
      inbound(1, { energy: 1, seconds: 4 }),
      inbound(2, { energy: 9, seconds: 1 }),
    ]);
    expect(speechBetween(before, now)).toEqual({ heard: [], own: false });
  });
});

describe('the quality of a connection', () => {
  const nothing = lookAt([]);
  const after = (
    ...entries: Parameters<typeof lookAt>[0] extends Iterable<infer One> ? One[] : []
  ) => qualityBetween(nothing, lookAt(entries), true);

  it('is good, fair or poor by its worst part, and none without a connection', () => {
    expect(after(inbound(1, { received: 100 })).grade).toBe('good');
    expect(after(inbound(1, { received: 95, lost: 5 }))).toMatchObject({
      grade: 'fair',
      lossDown: 0.05,
    });
    expect(after(inbound(1, { received: 80, lost: 20 })).grade).toBe('poor');
    expect(after(inbound(1, { received: 9, jitter: 0.04 })).grade).toBe('fair');
    expect(after(pair(0.4))).toMatchObject({ grade: 'fair', roundTripMs: 400 });
    expect(after({ type: 'remote-inbound-rtp', fractionLost: 0.2 }).grade).toBe('poor');
    expect(qualityBetween(nothing, nothing, false).grade).toBe('none');
  });

  it('forgets what was lost before', () => {
    const before = lookAt([inbound(1, { received: 50, lost: 50 })]);
    const now = lookAt([inbound(1, { received: 150, lost: 49 })]);
    expect(qualityBetween(before, now, true)).toMatchObject({ grade: 'good', lossDown: 0 });
  });

  it('is not that of a stream that comes by another way now', () => {
    const before = lookAt([inbound(1, { received: 50, jitter: 0.2 }), inbound(-7)]);
    const now = lookAt([inbound(1, { received: 50, jitter: 0.2 }), inbound(-7, { received: 9 })]);
    expect(qualityBetween(before, now, true)).toMatchObject({ grade: 'good', jitterMs: 0 });
  });
});
