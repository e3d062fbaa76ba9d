// Who speaks and how well it comes, read off what a connection counts: of what was decoded here,
// as nothing on the way says how loud anybody is.

/** One entry of what RTCPeerConnection.getStats tells. */
export interface StatsEntry {
  readonly type: string;
  readonly [name: string]: unknown;
}

interface Sound {
  /** The energy of all that was played until now. Unit: full scale squared, times seconds. */
  readonly energy: number;
  /** Unit: seconds. */
  readonly duration: number;
}

interface Incoming extends Sound {
  readonly received: number;
  readonly lost: number;
  readonly jitterMs: number;
}

/** What was counted at one moment. */
export interface Look {
  /** What is heard, by SSRC. */
  readonly heard: ReadonlyMap<number, Incoming>;
  readonly own: Sound | undefined;
  readonly roundTripMs: number | undefined;
  /** The share of what we send that is lost, as the server counts it. */
  readonly lossUp: number;
}

/** How good the connection of a call is. */
export interface CallQuality {
  /** `none`: there is no connection. */
  readonly grade: 'good' | 'fair' | 'poor' | 'none';
  /** The share that is lost of what was to come lately: from 0 to 1. */
  readonly lossDown: number;
  readonly lossUp: number;
  readonly jitterMs: number;
  readonly roundTripMs: number | undefined;
}

/** Quieter is no speech: -40 dB below full scale. */
const speechLevelMin = 0.01;

/** Each is passed on both sides of it: worse than `fair` is `poor`. */
const bounds = {
  good: { loss: 0.03, jitterMs: 30, roundTripMs: 250 },
  fair: { loss: 0.1, jitterMs: 60, roundTripMs: 500 },
} as const;

export function lookAt(entries: Iterable<StatsEntry>): Look {
  const heard = new Map<number, Incoming>();
  let own: Sound | undefined;
  let roundTripMs: number | undefined;
  let lossUp = 0;
  for (const entry of entries) {
    const number = (name: string) => (typeof entry[name] === 'number' ? entry[name] : 0);
    const sound = () => {
      return { energy: number('totalAudioEnergy'), duration: number('totalSamplesDuration') };
    };
    if (entry.type === 'inbound-rtp') {
      heard.set(number('ssrc'), {
        ...sound(),
        received: number('packetsReceived'),
        lost: number('packetsLost'),
        jitterMs: number('jitter') * 1_000,
      });
    } else if (entry.type === 'media-source') own = sound();
    else if (entry.type === 'remote-inbound-rtp') lossUp = number('fractionLost');
    else if (entry.type === 'candidate-pair' && entry['nominated'] === true) {
      const seconds = entry['currentRoundTripTime'];
      if (typeof seconds === 'number') roundTripMs = seconds * 1_000;
    }
  }
  return { heard, own, roundTripMs, lossUp };
}

/** Those who were loud enough between the two, by SSRC; `own`: we were. */
export function speechBetween(
  before: Look,
  now: Look,
): { readonly heard: readonly number[]; readonly own: boolean } {
  const heard = [...now.heard].filter(([ssrc, sound]) => isLoud(before.heard.get(ssrc), sound));
  return { heard: heard.map(([ssrc]) => ssrc), own: isLoud(before.own, now.own) };
}

function isLoud(before: Sound | undefined, now: Sound | undefined): boolean {
  if (!before || !now || now.duration <= before.duration) return false;
  const power = (now.energy - before.energy) / (now.duration - before.duration);
  return power > speechLevelMin ** 2;
}

/** Between the two. */
export function qualityBetween(before: Look, now: Look, isConnected: boolean): CallQuality {
  let [lost, due, jitterMs] = [0, 0, 0];
  for (const [ssrc, one] of now.heard) {
    const { lost: lostBefore = 0, received = 0 } = before.heard.get(ssrc) ?? {};
    const isNew = Math.max(0, one.lost - lostBefore);
    const came = Math.max(0, one.received - received);
    lost += isNew;
    due += isNew + came;
    // What comes by another way now says nothing any more.
    if (came > 0) jitterMs = Math.max(jitterMs, one.jitterMs);
  }
  const lossDown = due === 0 ? 0 : lost / due;
  const { roundTripMs, lossUp } = now;
  const isWithin = (bound: (typeof bounds)['good' | 'fair']) =>
    Math.max(lossDown, lossUp) < bound.loss &&
    jitterMs < bound.jitterMs &&
    (roundTripMs ?? 0) < bound.roundTripMs;
  const ofConnected = isWithin(bounds.good) ? 'good' : isWithin(bounds.fair) ? 'fair' : 'poor';
  return { grade: isConnected ? ofConnected : 'none', lossDown, lossUp, jitterMs, roundTripMs };
}
