// A room as the host of media holds it: its parts, one on each media worker it needs, the places on
// them, and which place hears what.

import type { MediaHearing, MediaLoss, MediaPlace } from '#ports';
import type { MediaKind } from '#protocol';
import { metrics } from '#runtime';
import type { EngineHearing, EngineRouter, EngineSource, EngineTransport } from './engine.ts';
import type { MediaPool, PooledWorker } from './pool.ts';

export interface Part {
  readonly on: PooledWorker;
  readonly router: EngineRouter;
  hearings: number;
  isLost: boolean;
  /** Sources of other parts that were brought here, or are just being brought. */
  readonly piped: Map<Source, Promise<void>>;
}

export interface Source {
  readonly id: string;
  readonly kind: MediaKind;
  readonly place: Place;
  readonly stream: EngineSource;
}

export interface Place {
  readonly participant: string;
  readonly part: Part;
  readonly transport: EngineTransport;
  readonly sources: Map<string, Source>;
  /** Streams that are asked for and not there yet, a symbol each time, are counted as well. */
  readonly hearings: Map<string, EngineHearing | symbol>;
  sending: number;
  isSecured: boolean;
}

export class Room {
  readonly name: string;
  readonly places = new Map<string, Place>();
  readonly sources = new Map<string, Source>();
  /** Devices that are entering, by the number of their try: the last one holds. */
  readonly entering = new Map<string, number>();
  readonly #parts = new Set<Part>();
  readonly #pool: MediaPool;
  readonly #hearingsPerPart: number;
  #opening: Promise<Part | undefined> | undefined;
  isClosed = false;

  constructor(name: string, pool: MediaPool, hearingsPerPart: number) {
    this.name = name;
    this.#hearingsPerPart = hearingsPerPart;
    this.#pool = pool;
  }

  get isEmpty(): boolean {
    return this.places.size === 0 && this.entering.size === 0;
  }

  /** Where the next place is; undefined: no media worker runs. Throws what the engine throws. */
  async part(): Promise<Part | undefined> {
    for (;;) {
      const found = this.#roomiest();
      if (found && found.hearings < this.#hearingsPerPart) return found;
      const used = new Set([...this.#parts].map((part) => part.on));
      const next = this.#pool.lightest(used);
      if (!next) return found;
      this.#opening ??= this.#open(next).finally(() => {
        this.#opening = undefined;
      });
      if (!(await this.#opening)) return undefined;
    }
  }

  #roomiest(): Part | undefined {
    let least: Part | undefined;
    for (const one of this.#parts) if (!least || one.hearings < least.hearings) least = one;
    return least;
  }

  async #open(on: PooledWorker): Promise<Part | undefined> {
    const router = await on.worker.router();
    if (this.isClosed || !this.#pool.running.includes(on)) {
      router.close();
      return undefined;
    }
    const part: Part = { on, router, hearings: 0, isLost: false, piped: new Map() };
    this.#parts.add(part);
    return part;
  }

  /** Makes the source audible where the place is. */
  async bring(source: Source, to: Part): Promise<void> {
    const from = source.place.part;
    if (from === to) return;
    let coming = to.piped.get(source);
    if (!coming) {
      coming = from.router.pipe(source.id, to.router);
      to.piped.set(source, coming);
      coming.catch(() => to.piped.delete(source));
    }
    await coming;
  }

  take(place: Place): void {
    this.places.set(place.participant, place);
    place.part.on.places += 1;
    metrics.mediaPlaces.inc();
  }

  count(place: Place, change: 1 | -1): void {
    place.part.hearings += change;
    place.part.on.hearings += change;
    metrics.mediaHearings.inc(change);
  }

  unhear(place: Place, source: string): boolean {
    const hearing = place.hearings.get(source);
    if (hearing === undefined) return false;
    place.hearings.delete(source);
    this.count(place, -1);
    if (typeof hearing !== 'symbol') hearing.close();
    return true;
  }

  /** The place, its sources, and whoever hears them. */
  drop(place: Place): void {
    if (this.places.get(place.participant) === place) this.places.delete(place.participant);
    place.part.on.places -= 1;
    metrics.mediaPlaces.dec();
    metrics.mediaSources.dec(place.sources.size);
    for (const source of place.hearings.keys()) this.unhear(place, source);
    for (const source of place.sources.values()) {
      this.sources.delete(source.id);
      for (const part of this.#parts) part.piped.delete(source);
      for (const other of this.places.values()) this.unhear(other, source.id);
    }
    if (!place.part.isLost) place.transport.close();
  }

  /** What was on a media worker that has ended; undefined: nothing was. */
  lose(gone: PooledWorker): MediaLoss | undefined {
    const lost = [...this.#parts].filter((part) => part.on === gone);
    if (lost.length === 0) return undefined;
    for (const part of lost) {
      part.isLost = true;
      this.#parts.delete(part);
    }
    const places = [...this.places.values()].filter(({ part }) => part.isLost);
    for (const place of places) this.drop(place);
    return { room: this.name, participants: places.map(({ participant }) => participant) };
  }

  close(): void {
    this.isClosed = true;
    for (const place of [...this.places.values()]) this.drop(place);
    for (const part of this.#parts) part.router.close();
    this.#parts.clear();
  }
}

/** How a device hears a source. */
export function heard(source: Source, { ssrc, payloadType }: EngineHearing): MediaHearing {
  return { source: source.id, kind: source.kind, ssrc, payloadType };
}

/** The place by its name, unless it was given up. */
export function placeIn(
  rooms: ReadonlyMap<string, Room>,
  { room, participant }: MediaPlace,
): [Room, Place] | undefined {
  const found = rooms.get(room);
  const place = found?.places.get(participant);
  return found && place ? [found, place] : undefined;
}
