// The promises, checked against a history: nothing acknowledged is lost, nothing is shown twice,
// each sender's order is kept, no stream is silent for long. A stream is one sender to one
// recipient.

import type { HistoryEvent } from './history.ts';

export interface Findings {
  readonly sent: number;
  readonly acknowledged: number;
  readonly shown: number;
  readonly refused: number;
  /** Acknowledged to the sender, never shown to the recipient: `stream/seq`. */
  readonly lost: readonly string[];
  /** Shown more than once. */
  readonly duplicated: readonly string[];
  /** Shown after a later one of the same stream. */
  readonly outOfOrder: readonly string[];
  /** Shown though never sent. */
  readonly invented: readonly string[];
  /** Milliseconds from being asked to send to being shown, ascending. */
  readonly latenciesMs: readonly number[];
  /** Longest time within the load in which some stream showed nothing. */
  readonly longestGapMs: number;
}

interface Stream {
  readonly invoked: Map<number, number>;
  /** Sequence number → time. */
  readonly acknowledged: Map<number, number>;
  readonly shown: { readonly seq: number; readonly at: number }[];
}

/** Groups a history by stream. */
function streamsOf(history: readonly HistoryEvent[]): Map<string, Stream> {
  const streams = new Map<string, Stream>();
  for (const event of history) {
    if (!('stream' in event)) continue;
    let stream = streams.get(event.stream);
    if (!stream) {
      stream = { invoked: new Map(), acknowledged: new Map(), shown: [] };
      streams.set(event.stream, stream);
    }
    if (event.what === 'invoke') stream.invoked.set(event.seq, event.at);
    else if (event.what === 'ok') stream.acknowledged.set(event.seq, event.at);
    else if (event.what === 'shown') stream.shown.push({ seq: event.seq, at: event.at });
  }
  return streams;
}

/** Checks a whole history; `from` and `to` bound the time in which gaps count. */
export function check(history: readonly HistoryEvent[], from: number, to: number): Findings {
  const lost: string[] = [];
  const duplicated: string[] = [];
  const outOfOrder: string[] = [];
  const invented: string[] = [];
  const latenciesMs: number[] = [];
  let longestGapMs = 0;
  for (const [name, stream] of streamsOf(history)) {
    const seen = new Set<number>();
    let latest = -1;
    for (const { seq, at } of stream.shown) {
      const label = `${name}/${seq}`;
      const invokedAt = stream.invoked.get(seq);
      if (invokedAt === undefined) invented.push(label);
      else latenciesMs.push(at - invokedAt);
      if (seen.has(seq)) duplicated.push(label);
      else if (seq < latest) outOfOrder.push(label);
      seen.add(seq);
      latest = Math.max(latest, seq);
    }
    for (const seq of stream.acknowledged.keys()) if (!seen.has(seq)) lost.push(`${name}/${seq}`);
    longestGapMs = Math.max(longestGapMs, longestSilence(stream, from, to));
  }
  const count = (what: HistoryEvent['what']) => history.filter((one) => one.what === what).length;
  return {
    sent: count('invoke'),
    acknowledged: count('ok'),
    shown: count('shown'),
    refused: count('fail'),
    lost,
    duplicated,
    outOfOrder,
    invented,
    latenciesMs: latenciesMs.sort((a, b) => a - b),
    longestGapMs,
  };
}

function longestSilence(stream: Stream, from: number, to: number): number {
  const times = stream.shown.map((one) => one.at).filter((at) => at > from && at < to);
  let longest = 0;
  let before = from;
  for (const at of [...times, to]) {
    longest = Math.max(longest, at - before);
    before = at;
  }
  return longest;
}

/**
 * How long after a moment it took until on every stream a send was acknowledged and a message
 * shown again. Unit: milliseconds; Infinity when one never did. A backlog of the load counts as
 * load: what is measured is that everything flows, not that nothing waits.
 */
export function recoveryMs(history: readonly HistoryEvent[], moment: number): number {
  let slowest = 0;
  for (const stream of streamsOf(history).values()) {
    if (stream.invoked.size === 0) continue;
    const acknowledged = Math.min(
      ...[...stream.acknowledged.values()].filter((at) => at >= moment),
    );
    const shown = Math.min(...stream.shown.map(({ at }) => at).filter((at) => at >= moment));
    slowest = Math.max(slowest, acknowledged - moment, shown - moment);
  }
  return slowest;
}

/** Times from asked to shown of what was asked for in this time, ascending. Unit: milliseconds. */
export function latenciesBetween(
  history: readonly HistoryEvent[],
  from: number,
  to: number,
): number[] {
  const latencies: number[] = [];
  for (const stream of streamsOf(history).values()) {
    for (const { seq, at } of stream.shown) {
      const invokedAt = stream.invoked.get(seq);
      if (invokedAt !== undefined && invokedAt >= from && invokedAt <= to) {
        latencies.push(at - invokedAt);
      }
    }
  }
  return latencies.sort((a, b) => a - b);
}
