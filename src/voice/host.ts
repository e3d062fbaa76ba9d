// MediaHost over the media workers of this host: who has a place, what may be asked of it, and how
// what goes wrong is told. The engine only does; all refusals are made here.

import type {
  DeviceDtls,
  MediaHearing,
  MediaHost,
  MediaLoss,
  MediaNeighbours,
  MediaPlace,
  MediaSending,
} from '#ports';
import type { ErrorCode, MediaAddress, Result } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Clock, Log } from '#runtime';
import { metrics } from '#runtime';
import {
  engineTimeoutMs,
  hearingsPerPartMax,
  hearingsPerPlaceMax,
  placesPerRoomMax,
  placesPerWorkerMax,
  roomsMax,
  sourcesPerPlaceMax,
} from './bounds.ts';
import { dtlsHolds, sendingHolds } from './checks.ts';
import { codecsOf } from './kinds.ts';
import type { MediaEngine } from './engine.ts';
import { Guests } from './guests.ts';
import { Neighbourhood } from './neighbourhood.ts';
import type { PooledWorker } from './pool.ts';
import { MediaPool } from './pool.ts';
import type { Part, Place, Source } from './room.ts';
import { heard, placeIn, Room } from './room.ts';

export interface MediaHostOptions {
  readonly engine: MediaEngine;
  /** Media workers, one a core at the most. */
  readonly workers: number;
  /** Unless set: `hearingsPerPartMax`. */
  readonly hearingsPerPart?: number;
  /** Nothing is sent in silence. */
  readonly dtx: boolean;
  /** The other workers, by whose media workers rooms go on where those here are full. */
  readonly neighbours?: MediaNeighbours;
  /** Other machines reach the pipes of this one. */
  readonly isReached?: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface OwnMediaHost extends MediaHost {
  /** Processes of the media workers that run. */
  readonly pids: readonly number[];
  /** Some device has a place on one of them. */
  readonly isInUse: boolean;
  /** Other workers are told to take their places elsewhere; nobody comes in from there any more. */
  depart(): void;
  stop(): void;
}

/** Starts the media workers, and waits for none of them. */
export function beginMediaHost(options: MediaHostOptions): OwnMediaHost {
  const host = new RoomsHost(options);
  void host.start();
  return host;
}

/** Starts the media workers; resolves once each was tried, those that failed are tried again. */
export async function createMediaHost(options: MediaHostOptions): Promise<OwnMediaHost> {
  const host = new RoomsHost(options);
  await host.start();
  return host;
}

class RoomsHost implements OwnMediaHost {
  readonly #rooms = new Map<string, Room>();
  readonly #clock: Clock;
  readonly #pool: MediaPool;
  readonly #hearingsPerPart: number;
  readonly codecs: MediaHost['codecs'];
  readonly #hearers = new Map<string, (loss: MediaLoss) => void>();
  readonly #guests: Guests | undefined;
  readonly #neighbourhood: Neighbourhood | undefined;
  #tries = 0;

  constructor({ engine, workers: count, clock, log, ...rest }: MediaHostOptions) {
    const { neighbours, isReached = false } = rest;
    this.#clock = clock;
    this.codecs = codecsOf(rest.dtx);
    this.#hearingsPerPart = rest.hearingsPerPart ?? hearingsPerPartMax;
    const machine = neighbours?.machine ?? '';
    const onEnded = (gone: PooledWorker) => this.#lose(gone);
    this.#pool = new MediaPool({ engine, count, machine, clock, log, onEnded });
    if (!neighbours) return;
    const hearingsMax = this.#hearingsPerPart;
    const shared = { neighbours, isReached, clock };
    const neighbourhood = new Neighbourhood({ ...shared, hearingsMax, onEnded });
    this.#neighbourhood = neighbourhood;
    this.#guests = new Guests({
      ...{ ...shared, pool: this.#pool },
      onEnded: (lender, pid) => neighbourhood.ended(lender, pid),
    });
  }

  #lose(gone: PooledWorker): void {
    this.#guests?.lose(gone);
    for (const room of [...this.#rooms.values()]) {
      const loss = room.lose(gone);
      this.#closeEmpty(room);
      if (loss) this.#hearers.get(loss.room)?.(loss);
    }
  }

  /** One of this worker with room to spare, one of another, or what there is. */
  async #next(without: ReadonlySet<PooledWorker>): Promise<PooledWorker | undefined> {
    const own = this.#pool.lightest(without);
    if (own && own.hearings < this.#hearingsPerPart) return own;
    // It is back in a moment: a call would go elsewhere for nothing.
    if (!own && without.size === 0 && this.#pool.isComing) return undefined;
    const others = await this.#neighbourhood?.lightest(without);
    return others ?? (own?.isGone ? this.#pool.lightest(without) : own);
  }

  start(): Promise<void> {
    return this.#pool.start();
  }

  depart(): void {
    this.#guests?.leave();
  }

  stop(): void {
    this.#neighbourhood?.stop();
    this.#guests?.stop();
    this.#pool.stop();
  }

  get pids(): readonly number[] {
    return this.#pool.running.map(({ worker }) => worker.pid);
  }

  get isInUse(): boolean {
    return this.#pool.running.some(({ places }) => places > 0);
  }

  onLost(room: string, hear: ((loss: MediaLoss) => void) | undefined): void {
    if (hear) this.#hearers.set(room, hear);
    else this.#hearers.delete(room);
  }

  async enter(at: MediaPlace): Promise<Result<MediaAddress>> {
    this.leave(at);
    const room = this.#roomFor(at.room);
    if (!room) return refuse('media.full');
    const isFull = room.places.size + room.entering.size >= placesPerRoomMax;
    if (isFull && !room.entering.has(at.participant)) return refuse('media.full');
    this.#tries += 1;
    const attempt = this.#tries;
    room.entering.set(at.participant, attempt);
    const isLast = () => room.entering.get(at.participant) === attempt;
    try {
      return await this.#takePlace(room, at.participant, isLast);
    } finally {
      if (isLast()) room.entering.delete(at.participant);
      this.#closeEmpty(room);
    }
  }

  async #takePlace(
    room: Room,
    participant: string,
    isLast: () => boolean,
  ): Promise<Result<MediaAddress>> {
    const giveBack = (part: Part | undefined) => part && room.release(part);
    const found = await this.#ask(() => room.part(), 'media.unavailable', giveBack);
    if (!found.ok) return found;
    const part = found.value;
    if (!part) return refuse('media.unavailable');
    const refused = (code: ErrorCode) => {
      room.release(part);
      return refuse(code);
    };
    if (part.on.places > placesPerWorkerMax) return refused('media.full');
    const made = await this.#ask(
      () => part.router.transport(),
      'media.unavailable',
      (transport) => transport.close(),
    );
    if (!made.ok || part.isLost) return refused('media.unavailable');
    if (room.isClosed || !isLast()) {
      made.value.close();
      return refused('media.not_found');
    }
    room.take({
      participant,
      part,
      transport: made.value,
      sources: new Map(),
      hearings: new Map(),
      brought: new Map(),
      sending: 0,
      isSecured: false,
    });
    return ok(made.value.address);
  }

  async secure(at: MediaPlace, dtls: DeviceDtls): Promise<Result<null>> {
    const found = placeIn(this.#rooms, at);
    if (!found) return refuse('media.not_found');
    const [room, place] = found;
    if (place.isSecured || !dtlsHolds(dtls)) return refuse('media.invalid');
    place.isSecured = true;
    const done = await this.#askOf(room, place, () => place.transport.secure(dtls));
    return done.ok ? ok(null) : done;
  }

  async send(at: MediaPlace, sending: MediaSending): Promise<Result<string>> {
    const found = placeIn(this.#rooms, at);
    if (!found) return refuse('media.not_found');
    const [room, place] = found;
    if (!sendingHolds(sending)) return refuse('media.invalid');
    if (place.sending >= sourcesPerPlaceMax) return refuse('media.full');
    place.sending += 1;
    const begun = await this.#askOf(room, place, () => place.transport.send(sending));
    if (!begun.ok) {
      place.sending -= 1;
      return begun;
    }
    const { id } = begun.value;
    if (!isThere(room, place)) return refuse('media.not_found');
    const source: Source = { id, kind: sending.kind, place, stream: begun.value };
    place.sources.set(id, source);
    room.sources.set(id, source);
    if (!place.part.on.isBorrowed) metrics.mediaSources.inc();
    return ok(id);
  }

  async hear(at: MediaPlace, id: string): Promise<Result<MediaHearing>> {
    const found = placeIn(this.#rooms, at);
    const source = found?.[0].sources.get(id);
    if (!found || !source) return refuse('media.not_found');
    const [room, place] = found;
    if (place.hearings.has(id)) return refuse('media.invalid');
    if (place.hearings.size >= hearingsPerPlaceMax) return refuse('media.full');
    const coming = Symbol('coming');
    place.hearings.set(id, coming);
    room.count(place, 1);
    // Nothing that the device has said is in it: what fails is ours.
    const begin = async () => {
      await room.bring(source, place);
      return place.transport.hear(id, source.kind);
    };
    const begun = await this.#askOf(room, place, begin, 'media.failed');
    const isWanted = isThere(room, place) && place.hearings.get(id) === coming;
    if (begun.ok && isWanted) {
      place.hearings.set(id, begun.value);
      return ok(heard(source, begun.value));
    }
    if (isWanted) room.unhear(place, id);
    if (begun.ok && !place.part.isLost) begun.value.close();
    // Its device may have left meanwhile.
    return begun.ok || !room.sources.has(id) ? refuse('media.not_found') : begun;
  }

  async unhear(at: MediaPlace, id: string): Promise<Result<null>> {
    const found = placeIn(this.#rooms, at);
    if (!found || !found[0].unhear(found[1], id)) return refuse('media.not_found');
    return ok(null);
  }

  async silence(at: MediaPlace, id: string, isSilent: boolean): Promise<Result<null>> {
    const found = placeIn(this.#rooms, at);
    const source = found?.[1].sources.get(id);
    if (!found || !source) return refuse('media.not_found');
    const silence = () => source.stream.silence(isSilent);
    const done = await this.#askOf(...found, silence, 'media.failed');
    return done.ok ? ok(null) : done;
  }

  leave(at: MediaPlace): void {
    const room = this.#rooms.get(at.room);
    if (!room) return;
    room.entering.delete(at.participant);
    const place = room.places.get(at.participant);
    if (place) room.drop(place);
    this.#closeEmpty(room);
  }

  close(name: string): void {
    this.#rooms.get(name)?.close();
    this.#rooms.delete(name);
  }

  #roomFor(name: string): Room | undefined {
    const found = this.#rooms.get(name);
    if (found || this.#rooms.size >= roomsMax) return found;
    const yard = { next: (without: ReadonlySet<PooledWorker>) => this.#next(without) };
    const room = new Room(name, yard, this.#hearingsPerPart);
    this.#rooms.set(name, room);
    return room;
  }

  #closeEmpty(room: Room): void {
    if (room.isEmpty && this.#rooms.get(room.name) === room) this.close(room.name);
  }

  /** A place whose media worker does not answer is given up: nobody knows what it has done. */
  async #askOf<T>(
    room: Room,
    place: Place,
    work: () => Promise<T>,
    otherwise: ErrorCode = 'media.invalid',
  ): Promise<Result<T>> {
    const done = await this.#ask(work, otherwise);
    if (done.ok) return done;
    if (done.refusal.code === 'media.unavailable' && isThere(room, place)) {
      room.drop(place);
      this.#closeEmpty(room);
    }
    return place.part.isLost ? refuse('media.unavailable') : done;
  }

  /** What the engine throws is `otherwise`; `undo` is for what it gives too late. */
  async #ask<T>(
    work: () => Promise<T>,
    otherwise: ErrorCode,
    undo: (value: T) => void = () => undefined,
  ): Promise<Result<T>> {
    const late = Promise.withResolvers<Result<T>>();
    let isLate = false;
    const timer = this.#clock.after(engineTimeoutMs, () => {
      isLate = true;
      late.resolve(refuse('media.unavailable'));
    });
    const done = work().then(
      (value) => {
        if (isLate) undo(value);
        return ok(value);
      },
      () => refuse(otherwise),
    );
    try {
      return await Promise.race([done, late.promise]);
    } finally {
      timer.cancel();
    }
  }
}

const isThere = (room: Room, place: Place) => room.places.get(place.participant) === place;
