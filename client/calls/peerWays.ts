// By which way a device sends in a call of few: directly to each of the others once all of these
// ways are open, or by the relay. A pure decision, without clock, network or media. The relay stays
// as it is meanwhile, so that it can be taken again at once.

import { limits } from '#protocol';
import type { PeerEnd } from '#protocol';
import type { CallDevice } from '../media/keyEvents.ts';
import type { PeerName } from './mediaEngine.ts';

/** A way that is not open by then has failed. */
export const openWithinMs = 10_000;
/** One that has failed, or was lost, is tried again after this. */
export const openAgainMs = 15_000;
/** What is under way when all change to the relay still arrives. */
export const lingerMs = 2_000;
/** An offer that comes before the news that it may is kept so long. */
export const earlyOfferMs = 5_000;
const earlyOffersMax = limits.callDirectMax;
/** Offers of one place that are answered in a row: each has a browser open a connection. */
export const offersBurst = 4;
/** One more is answered after this. Who means it offers again later. */
export const offerRefillMs = 5_000;

export interface Peer {
  readonly mediaId: number;
  /** Proven by a session; what is said of the way goes to it alone. */
  readonly device: CallDevice;
}

/** What one device says to the other. */
export interface PeerWord extends PeerName {
  readonly said: 'offer' | 'answer';
  readonly end: PeerEnd;
}

export type PeerNews =
  /** Who is in the call. `isDirect`: they may. `others`: how many there are, proven or not. */
  | {
      readonly is: 'members';
      readonly isDirect: boolean;
      readonly others: number;
      readonly peers: readonly Peer[];
    }
  | { readonly is: 'heard'; readonly from: CallDevice; readonly word: PeerWord }
  /** Our end is there, or could not be had. */
  | { readonly is: 'made'; readonly said: PeerWord['said']; readonly peer: PeerName; end?: PeerEnd }
  /** The way is open, or is no more. */
  | { readonly is: 'told'; readonly peer: PeerName; readonly isOpen: boolean }
  | { readonly is: 'tick' };

export type PeerEvent = PeerNews & { readonly nowMs: number };

/** What is to be done, in this order. */
export type PeerEffect =
  | { readonly do: 'offer'; readonly peer: PeerName }
  | { readonly do: 'answer'; readonly peer: PeerName; readonly end: PeerEnd }
  | { readonly do: 'take'; readonly peer: PeerName; readonly end: PeerEnd }
  | { readonly do: 'say'; readonly to: CallDevice; readonly word: PeerWord }
  | { readonly do: 'close'; readonly peer: PeerName }
  | { readonly do: 'goBy'; readonly way: 'direct' | 'relay' };

interface Way extends Peer {
  /** The one that was begun last; 0: none yet. */
  readonly attempt: number;
  readonly phase: 'none' | 'opening' | 'open';
  /** `opening`: it fails then; `none`: it is tried again then, where that is ours to do. */
  readonly dueAtMs: number;
}

interface Early {
  readonly from: CallDevice;
  readonly word: PeerWord;
  readonly untilMs: number;
}

interface Closing {
  readonly peer: PeerName;
  readonly atMs: number;
}

export interface PeerState {
  readonly ownMediaId: number;
  readonly way: 'direct' | 'relay';
  readonly others: number;
  /** Empty where they may not. */
  readonly ways: ReadonlyMap<number, Way>;
  /** When the offers of each that were answered are forgiven. */
  readonly answered: ReadonlyMap<number, number>;
  /** The last attempt with each: none is ever counted twice. */
  readonly attempts: ReadonlyMap<number, number>;
  readonly early: readonly Early[];
  readonly closing: readonly Closing[];
}

export interface PeerDecision {
  readonly state: PeerState;
  readonly effects: readonly PeerEffect[];
}

export const newPeers = (ownMediaId: number): PeerState => ({
  ...{ ownMediaId, way: 'relay', others: 0 },
  ...{ ways: new Map(), answered: new Map(), attempts: new Map(), early: [], closing: [] },
});

export function decidePeers(state: PeerState, event: PeerEvent): PeerDecision {
  const draft = new PeersDraft(state, event.nowMs);
  draft.hear(event);
  draft.catchUp();
  return { state: draft.state, effects: draft.effects };
}

/** When the next `tick` is due; undefined where only an event changes anything. */
export function peersDueAtMs({ ways, closing, early, ownMediaId }: PeerState): number | undefined {
  const times = [...closing.map(({ atMs }) => atMs), ...early.map(({ untilMs }) => untilMs)];
  for (const { phase, dueAtMs, mediaId } of ways.values()) {
    if (phase === 'opening' || (phase === 'none' && ownMediaId < mediaId)) times.push(dueAtMs);
  }
  return times.length === 0 ? undefined : Math.min(...times);
}

/** One decision while it is made. */
class PeersDraft {
  readonly effects: PeerEffect[] = [];
  readonly #nowMs: number;
  state: PeerState;

  constructor(state: PeerState, nowMs: number) {
    this.state = state;
    this.#nowMs = nowMs;
  }

  hear(event: PeerEvent): void {
    switch (event.is) {
      case 'members':
        this.#members(event);
        break;
      case 'heard':
        this.#heard(event.from, event.word);
        break;
      case 'made':
        this.#made(event);
        break;
      case 'told':
        this.#told(event);
        break;
      case 'tick':
        break;
    }
  }

  /** What time has brought, and the way that follows from all of it. */
  catchUp(): void {
    const nowMs = this.#nowMs;
    const early = this.state.early.filter(({ untilMs }) => untilMs > nowMs);
    this.state = { ...this.state, early };
    for (const way of this.state.ways.values()) {
      if (way.dueAtMs > nowMs) continue;
      if (way.phase === 'opening') this.#fail(way);
      else if (way.phase === 'none' && this.state.ownMediaId < way.mediaId) this.#offer(way);
    }
    this.#choose();
    const over = this.state.closing.filter(({ atMs }) => atMs <= nowMs);
    if (over.length === 0) return;
    for (const { peer } of over) this.effects.push({ do: 'close', peer });
    const closing = this.state.closing.filter(({ atMs }) => atMs > nowMs);
    this.state = { ...this.state, closing };
  }

  #members({ isDirect, others, peers }: Extract<PeerNews, { is: 'members' }>): void {
    const mayBe = isDirect && others < limits.callDirectMax;
    // Before the ways that it goes by are closed.
    if (!mayBe) this.#goBy('relay');
    const { ways: before } = this.state;
    const ways = new Map<number, Way>();
    for (const peer of mayBe ? peers : []) {
      const known = before.get(peer.mediaId);
      const attempt = this.state.attempts.get(peer.mediaId) ?? 0;
      const fresh: Way = { ...peer, attempt, phase: 'none', dueAtMs: this.#nowMs };
      ways.set(peer.mediaId, known?.device === peer.device ? known : fresh);
    }
    for (const way of before.values()) {
      if (ways.get(way.mediaId) === way) continue;
      // Of who is there no more nothing is heard, whatever is under way.
      const isThere = peers.some(({ device, mediaId }) => {
        return device === way.device && mediaId === way.mediaId;
      });
      this.#end(way, isThere ? lingerMs : 0);
    }
    this.state = { ...this.state, others, ways };
    for (const { from, word } of this.state.early) this.#answer(from, word);
  }

  /** What was begun of it is closed by then. */
  #end({ mediaId, attempt, phase }: Way, afterMs: number): void {
    if (phase === 'none') return;
    const one = {
      peer: { mediaId, attempt },
      atMs: this.#nowMs + (phase === 'open' ? afterMs : 0),
    };
    this.state = { ...this.state, closing: [...this.state.closing, one] };
  }

  #offer(way: Way): void {
    const { mediaId } = way;
    const attempt = way.attempt + 1;
    this.#set({ ...way, attempt, phase: 'opening', dueAtMs: this.#nowMs + openWithinMs });
    this.effects.push({ do: 'offer', peer: { mediaId, attempt } });
  }

  #heard(from: CallDevice, word: PeerWord): void {
    if (word.said === 'offer') {
      if (this.#answer(from, word)) return;
      const kept = this.state.early.filter((one) => one.from !== from);
      const early = [...kept, { from, word, untilMs: this.#nowMs + earlyOfferMs }];
      this.state = { ...this.state, early: early.slice(-earlyOffersMax) };
      return;
    }
    const { mediaId, attempt, end } = word;
    const way = this.state.ways.get(mediaId);
    const isOurs = this.state.ownMediaId < mediaId && way?.attempt === attempt;
    if (!isOurs || way.device !== from || way.phase !== 'opening') return;
    this.effects.push({ do: 'take', peer: { mediaId, attempt }, end });
  }

  /** True where nothing more is to be done for it. */
  #answer(from: CallDevice, { mediaId, attempt, end }: PeerWord): boolean {
    const way = this.state.ways.get(mediaId);
    if (way?.device !== from) return false;
    const early = this.state.early.filter((one) => one.from !== from);
    this.state = { ...this.state, early };
    if (this.state.ownMediaId < mediaId || attempt <= way.attempt) return true;
    if (!this.#takeOffer(mediaId)) return true;
    this.#end(way, 0);
    this.#set({ ...way, attempt, phase: 'opening', dueAtMs: this.#nowMs + openWithinMs });
    this.effects.push({ do: 'answer', peer: { mediaId, attempt }, end });
    return true;
  }

  /** False where one place offers more than anybody needs. */
  #takeOffer(mediaId: number): boolean {
    const forgivenAtMs = this.state.answered.get(mediaId) ?? 0;
    const untilMs = Math.max(this.#nowMs, forgivenAtMs) + offerRefillMs;
    if (untilMs > this.#nowMs + offersBurst * offerRefillMs) return false;
    const answered = new Map(this.state.answered).set(mediaId, untilMs);
    this.state = { ...this.state, answered };
    return true;
  }

  #made({ said, peer, end }: Extract<PeerNews, { is: 'made' }>): void {
    const way = this.#wayOf(peer);
    if (way?.phase !== 'opening') {
      // It was closed before there was anything to close.
      if (end && way?.phase !== 'open') this.effects.push({ do: 'close', peer });
      return;
    }
    if (end) this.effects.push({ do: 'say', to: way.device, word: { ...peer, said, end } });
    else this.#fail(way);
  }

  #told({ peer, isOpen }: Extract<PeerNews, { is: 'told' }>): void {
    const way = this.#wayOf(peer);
    if (!way || way.phase === 'none') return;
    if (isOpen) this.#set({ ...way, phase: 'open', dueAtMs: Number.POSITIVE_INFINITY });
    else this.#fail(way);
  }

  /** The way as it is named, unless it is another one by now. */
  #wayOf({ mediaId, attempt }: PeerName): Way | undefined {
    const way = this.state.ways.get(mediaId);
    return way?.attempt === attempt ? way : undefined;
  }

  #fail(way: Way): void {
    this.#set({ ...way, phase: 'none', dueAtMs: this.#nowMs + openAgainMs });
    // What was heard by it may still come; what is said goes by the relay first.
    this.#choose();
    this.#end(way, 0);
  }

  #set(way: Way): void {
    const { mediaId, attempt } = way;
    const ways = new Map(this.state.ways).set(mediaId, way);
    const attempts = new Map(this.state.attempts).set(mediaId, attempt);
    this.state = { ...this.state, ways, attempts };
  }

  #choose(): void {
    const { ways, others } = this.state;
    const isWhole = others > 0 && ways.size === others;
    const isOpen = [...ways.values()].every(({ phase }) => phase === 'open');
    this.#goBy(isWhole && isOpen ? 'direct' : 'relay');
  }

  #goBy(way: PeerState['way']): void {
    if (this.state.way === way) return;
    this.state = { ...this.state, way };
    this.effects.push({ do: 'goBy', way });
  }
}
