// A room as the host of media holds it: its parts, one on each media worker it needs, the places on
// them, and which place hears what.

import type { MediaHearing, MediaLoss, MediaPlace } from '#ports';
import type { MediaKind } from '#protocol';
import { metrics } from '#runtime';
import type { EngineHearing, EngineRouter, EngineSource, EngineTransport } from './engine.ts';
import type { Piping } from './pipes.ts';
import { Pipes } from './pipes.ts';
import type { PooledWorker } from './pool.ts';

export interface Part {
  readonly on: PooledWorker;
  readonly router: EngineRouter;
  hearings: number;
  /** Places on it, and those that are being made. */
  places: number;
  isLost: boolean;
  /** Sources of other parts that were brought here, or are just being brought. */
  readonly piped: Map<Source, Piping>;
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
  /** What of it comes from other parts, by source. */
  readonly brought: Map<string, Piping>;
  sending: number;
  isSecured: boolean;
}

/** Media workers, from which rooms take those they need. */
export interface Yard {
  /** One that is not left out, for the next part of a room; undefined: there is none. */
  next(without: ReadonlySet<PooledWorker>): Promise<PooledWorker | undefined>;
}

export class Room {
  readonly name: string;
  readonly places = new Map<string, Place>();
  readonly sources = new Map<string, Source>();
  /** Devices that are entering, by the number of their try: the last one holds. */
  readonly entering = new Map<string, number>();
  readonly #parts = new Set<Part>();
  readonly #pipes = new Pipes();
  readonly #yard: Yard;
  readonly #hearingsPerPart: number;
  #opening: Promise<Part | undefined> | undefined;
  isClosed = false;

  constructor(name: string, yard: Yard, hearingsPerPart: number) {
    this.name = name;
    this.#hearingsPerPart = hearingsPerPart;
    this.#yard = yard;
  }

  get isEmpty(): boolean {
    return this.places.size === 0 && this.entering.size === 0;
  }

  /**
   * Where the next place is, kept for it until it is taken or given up; undefined: no media worker
   * runs. Throws what the engine throws.
   */
  async part(): Promise<Part | undefined> {
    let found = this.#roomiest();
    while (!found || found.hearings >= this.#hearingsPerPart) {
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined;
      });
      const opened = await this.#opening;
      found = this.#roomiest();
      if (!opened) break;
    }
    if (found) this.#countPlace(found, 1);
    return found;
  }

  /** What was kept for a place is given up. */
  release(part: Part): void {
    this.#countPlace(part, -1);
  }

  #roomiest(): Part | undefined {
    let least: Part | undefined;
    for (const one of this.#parts) if (!least || one.hearings < least.hearings) least = one;
    return least;
  }

  /** Undefined: there is no media worker that it could be on. */
  async #open(): Promise<Part | undefined> {
    const on = await this.#yard.next(new Set([...this.#parts].map((part) => part.on)));
    if (!on) return undefined;
    const router = await opened(on);
    if (!router) return undefined;
    if (this.isClosed || on.isGone) {
      router.close();
      return undefined;
    }
    const piped = new Map<Source, Piping>();
    const part: Part = { on, router, hearings: 0, places: 0, isLost: false, piped };
    this.#parts.add(part);
    if (on.isBorrowed) metrics.mediaPartsElsewhere.inc();
    return part;
  }

  /** Makes the source audible where the place is. */
  async bring(source: Source, place: Place): Promise<void> {
    const { part: to } = place;
    const { part: from } = source.place;
    if (from === to) return;
    const known = to.piped.get(source);
    const piping = known ?? this.#pipes.bring(source.id, from, to);
    if (!known) {
      to.piped.set(source, piping);
      piping.coming.catch(() => this.#stop(source, to, piping));
    }
    piping.hearers += 1;
    place.brought.set(source.id, piping);
    await piping.coming;
  }

  #stop(source: Source, to: Part, piping: Piping): void {
    if (to.piped.get(source) === piping) to.piped.delete(source);
    piping.stop();
  }

  take(place: Place): void {
    this.places.set(place.participant, place);
    if (!place.part.on.isBorrowed) metrics.mediaPlaces.inc();
  }

  #countPlace(part: Part, change: 1 | -1): void {
    part.places += change;
    part.on.places += change;
    if (part.places === 0 && !part.isLost && this.#parts.size > 1) this.#close(part);
  }

  /** One that is empty is opened again where it is needed. */
  #close(part: Part): void {
    if (!this.#parts.delete(part)) return;
    this.#pipes.leave(part, part.isLost);
    if (part.on.isBorrowed) metrics.mediaPartsElsewhere.dec();
    if (!part.isLost) part.router.close();
  }

  count(place: Place, change: 1 | -1): void {
    place.part.hearings += change;
    place.part.on.hearings += change;
    if (!place.part.on.isBorrowed) metrics.mediaHearings.inc(change);
  }

  unhear(place: Place, id: string): boolean {
    const hearing = place.hearings.get(id);
    if (hearing === undefined) return false;
    place.hearings.delete(id);
    this.count(place, -1);
    if (typeof hearing !== 'symbol' && !place.part.isLost) hearing.close();
    const piping = place.brought.get(id);
    if (piping) {
      place.brought.delete(id);
      piping.hearers -= 1;
      const source = this.sources.get(id);
      if (piping.hearers === 0 && source) this.#stop(source, place.part, piping);
    }
    return true;
  }

  /** The place, its sources, and whoever hears them. */
  drop(place: Place): void {
    if (this.places.get(place.participant) === place) this.places.delete(place.participant);
    if (!place.part.on.isBorrowed) {
      metrics.mediaPlaces.dec();
      metrics.mediaSources.dec(place.sources.size);
    }
    for (const source of place.hearings.keys()) this.unhear(place, source);
    for (const source of place.sources.values()) {
      this.sources.delete(source.id);
      for (const part of this.#parts) {
        const piping = part.piped.get(source);
        if (piping) this.#stop(source, part, piping);
      }
      for (const other of this.places.values()) this.unhear(other, source.id);
    }
    if (!place.part.isLost) place.transport.close();
    this.#countPlace(place.part, -1);
  }

  /** What was on a media worker that has ended; undefined: nothing was. */
  lose(gone: PooledWorker): MediaLoss | undefined {
    const lost = [...this.#parts].filter((part) => part.on === gone);
    if (lost.length === 0) return undefined;
    for (const part of lost) {
      part.isLost = true;
      this.#close(part);
    }
    const places = [...this.places.values()].filter(({ part }) => part.isLost);
    for (const place of places) this.drop(place);
    return { room: this.name, participants: places.map(({ participant }) => participant) };
  }

  close(): void {
    this.isClosed = true;
    for (const place of [...this.places.values()]) this.drop(place);
    for (const part of [...this.#parts]) this.#close(part);
  }
}

/** Whoever lends one may have less room than it had said. */
async function opened({ worker, isBorrowed }: PooledWorker): Promise<EngineRouter | undefined> {
  if (!isBorrowed) return worker.router();
  return worker.router().catch(() => undefined);
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
