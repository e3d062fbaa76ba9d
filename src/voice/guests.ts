// Parts of other workers' rooms on the media workers here. Their owners say what is to be done; a
// part whose owner asks for it no more, or has left, ends by itself.

import type { MediaNeighbours, MediaSending } from '#ports';
import type { MemberId } from '#protocol';
import type { Clock, Timer } from '#runtime';
import { metrics } from '#runtime';
import { guestsLookMs, guestsMax, hostlessGuestMs, placesPerWorkerMax } from './bounds.ts';
import type {
  EngineHearing,
  EnginePipe,
  EngineRouter,
  EngineSource,
  EngineTransport,
} from './engine.ts';
import { openPipe } from './pipes.ts';
import type { MediaPool, PooledWorker } from './pool.ts';
import type {
  MediaQuestion,
  Offers,
  PipeQuestion,
  PlaceQuestion,
  Sign,
  ToldPipe,
} from './words.ts';

export interface GuestsOptions {
  readonly neighbours: MediaNeighbours;
  readonly pool: MediaPool;
  /** Other machines reach the pipes of this one. */
  readonly isReached: boolean;
  readonly clock: Clock;
  /** Another worker says that a media worker of its own, on which parts are, ends. */
  readonly onEnded: (lender: MemberId, worker: number) => void;
}

interface Place {
  readonly transport: Promise<EngineTransport>;
  readonly sources: Map<string, EngineSource>;
  readonly hearings: Map<string, Promise<EngineHearing>>;
}

interface Guest {
  readonly owner: MemberId;
  readonly on: PooledWorker;
  readonly router: Promise<EngineRouter>;
  readonly places: Map<number, Place>;
  readonly pipes: Map<number, Promise<EnginePipe>>;
  wantedAtMs: number;
}

type Ask<Type extends MediaQuestion['ask']> = Extract<MediaQuestion, { readonly ask: Type }>;

const nameOf = (owner: MemberId, router: number) => `${owner} ${router}`;

export class Guests {
  readonly #options: GuestsOptions;
  readonly #guests = new Map<string, Guest>();
  readonly #looking: Timer;
  #isLeaving = false;

  constructor(options: GuestsOptions) {
    this.#options = options;
    this.#looking = options.clock.every(guestsLookMs, () => this.#look());
    options.neighbours.serve((from, question) => this.#answer(from, question as MediaQuestion));
  }

  /** Owners are told to go elsewhere, and nobody comes in any more. */
  leave(): void {
    this.#isLeaving = true;
    for (const one of this.#options.pool.running) this.#tellEnd(one);
  }

  stop(): void {
    this.#looking.cancel();
    for (const name of [...this.#guests.keys()]) this.#drop(name);
  }

  /** They ended with their media worker. */
  lose(gone: PooledWorker): void {
    this.#tellEnd(gone);
    for (const [name, guest] of this.#guests) if (guest.on === gone) this.#drop(name);
  }

  /** So that owners need not find out by themselves. One of another machine may have its number. */
  #tellEnd(ends: PooledWorker): void {
    const guests = [...this.#guests.values()].filter(({ on }) => on === ends);
    for (const owner of new Set(guests.map((guest) => guest.owner))) {
      this.#options.neighbours.tell(owner, { ask: 'ended', worker: ends.worker.pid });
    }
  }

  #look(): void {
    const { clock, neighbours } = this.#options;
    const overAtMs = clock.monotonic() - hostlessGuestMs;
    for (const [name, { owner, wantedAtMs }] of this.#guests) {
      if (wantedAtMs < overAtMs || neighbours.hasLeft(owner)) this.#drop(name);
    }
  }

  #answer(from: MemberId, question: MediaQuestion): Promise<unknown> {
    switch (question.ask) {
      case 'offers':
        return this.#offers();
      case 'open':
        return this.#open(from, question);
      case 'probe':
        return this.#sign(from, question);
      case 'ended':
        return Promise.resolve(this.#options.onEnded(from, question.worker));
      case 'close':
        return Promise.resolve(this.#drop(nameOf(from, question.router)));
      default: {
        const guest = this.#guestOf(from, question.router);
        if ('pipe' in question) return this.#ofPipe(guest, question);
        return this.#ofPlace(guest, question);
      }
    }
  }

  async #offers(): Promise<Offers> {
    const { pool, isReached } = this.#options;
    const hasRoom = !this.#isLeaving && this.#guests.size < guestsMax;
    const workers = hasRoom ? pool.running : [];
    return {
      workers: workers.map(({ worker, places, hearings }) => ({
        ...{ worker: worker.pid, places, hearings },
      })),
      isReached,
    };
  }

  async #open(owner: MemberId, { worker, router: number }: Ask<'open'>): Promise<null> {
    const { pool, clock } = this.#options;
    const on = pool.ofPid(worker);
    const name = nameOf(owner, number);
    if (!on || this.#isLeaving || this.#guests.has(name) || this.#guests.size >= guestsMax) {
      throw new Error('no room');
    }
    const router = on.worker.router();
    const wantedAtMs = clock.monotonic();
    const guest: Guest = { owner, on, router, places: new Map(), pipes: new Map(), wantedAtMs };
    this.#guests.set(name, guest);
    metrics.mediaGuests.inc();
    try {
      await router;
    } catch (error) {
      this.#drop(name);
      throw error;
    }
    return null;
  }

  async #sign(from: MemberId, { worker, routers }: Ask<'probe'>): Promise<Sign> {
    const { pool, clock } = this.#options;
    const names = routers.map((router) => nameOf(from, router));
    const known = names.flatMap((name) => this.#guests.get(name) ?? []);
    for (const guest of known) guest.wantedAtMs = clock.monotonic();
    if (this.#isLeaving) return 'leaving';
    // What ended here while its owner stood still, that one does not know.
    return pool.ofPid(worker) && known.length === names.length ? 'runs' : 'gone';
  }

  #guestOf(from: MemberId, router: number): Guest {
    const found = this.#guests.get(nameOf(from, router));
    if (!found) throw new Error('no such part');
    return found;
  }

  async #ofPlace(guest: Guest, question: PlaceQuestion): Promise<unknown> {
    const { place: id } = question;
    switch (question.ask) {
      case 'enter':
        return this.#enter(guest, id);
      case 'leave':
        return this.#leave(guest, id);
      case 'secure':
        return (await placeOf(guest, id).transport).secure(question.dtls);
      case 'send':
        return this.#send(guest, id, question.sending);
      case 'silence':
        return placeOf(guest, id).sources.get(question.source)?.silence(question.isSilent);
      case 'hear':
        return this.#hear(guest, placeOf(guest, id), question);
      case 'unhear':
        return this.#unhear(guest, placeOf(guest, id), question.source);
    }
  }

  async #send(guest: Guest, id: number, sending: MediaSending): Promise<string> {
    const place = placeOf(guest, id);
    const source = await (await place.transport).send(sending);
    if (guest.places.get(id) !== place) throw new Error('it has left');
    place.sources.set(source.id, source);
    metrics.mediaSources.inc();
    return source.id;
  }

  async #enter(guest: Guest, id: number) {
    const { on } = guest;
    if (on.places >= placesPerWorkerMax || guest.places.has(id)) throw new Error('no place');
    const transport = guest.router.then((router) => router.transport());
    guest.places.set(id, { transport, sources: new Map(), hearings: new Map() });
    on.places += 1;
    metrics.mediaPlaces.inc();
    try {
      return (await transport).address;
    } catch (error) {
      this.#leave(guest, id);
      throw error;
    }
  }

  #leave(guest: Guest, id: number): void {
    const place = guest.places.get(id);
    if (!place) return;
    guest.places.delete(id);
    guest.on.places -= 1;
    metrics.mediaPlaces.dec();
    metrics.mediaSources.dec(place.sources.size);
    for (const source of [...place.hearings.keys()]) this.#unhear(guest, place, source);
    end(place.transport);
  }

  async #hear(guest: Guest, place: Place, { source, kind }: Ask<'hear'>) {
    if (place.hearings.has(source)) throw new Error('it is heard already');
    const hearing = place.transport.then((transport) => transport.hear(source, kind));
    place.hearings.set(source, hearing);
    this.#countHearing(guest, 1);
    try {
      const { ssrc, payloadType } = await hearing;
      return { ssrc, payloadType };
    } catch (error) {
      this.#unhear(guest, place, source);
      throw error;
    }
  }

  #unhear(guest: Guest, place: Place, source: string): void {
    const hearing = place.hearings.get(source);
    if (!hearing) return;
    place.hearings.delete(source);
    this.#countHearing(guest, -1);
    end(hearing);
  }

  #countHearing({ on }: Guest, change: 1 | -1): void {
    on.hearings += change;
    metrics.mediaHearings.inc(change);
  }

  async #ofPipe(guest: Guest, question: PipeQuestion): Promise<unknown> {
    const { pipe: id } = question;
    switch (question.ask) {
      case 'pipe':
        return this.#pipe(guest, question);
      case 'connect': {
        const { key, ...to } = question.to;
        const { neighbours } = this.#options;
        const known = key === undefined ? to : { ...to, key: neighbours.open(key) };
        return (await pipeOf(guest, id)).connect(known);
      }
      case 'give':
        return (await pipeOf(guest, id)).give(question.source);
      case 'take':
        return (await pipeOf(guest, id)).take(question.stream);
      case 'drop':
        return (await pipeOf(guest, id)).drop(question.source);
      case 'unpipe': {
        const pipe = pipeOf(guest, id);
        guest.pipes.delete(id);
        return end(pipe);
      }
    }
  }

  async #pipe(guest: Guest, { pipe: id, isNear }: Ask<'pipe'>): Promise<ToldPipe> {
    const { on, owner, pipes } = guest;
    if (pipes.has(id)) throw new Error('it is there already');
    const pipe = guest.router.then((router) => openPipe(on, router, isNear));
    pipes.set(id, pipe);
    try {
      const { key, ...address } = (await pipe).address;
      if (key === undefined) return address;
      return { ...address, key: this.#options.neighbours.seal(key, owner) };
    } catch (error) {
      pipes.delete(id);
      throw error;
    }
  }

  #drop(name: string): void {
    const guest = this.#guests.get(name);
    if (!guest) return;
    this.#guests.delete(name);
    metrics.mediaGuests.dec();
    for (const id of [...guest.places.keys()]) this.#leave(guest, id);
    for (const pipe of guest.pipes.values()) end(pipe);
    end(guest.router);
  }
}

function placeOf(guest: Guest, id: number): Place {
  const found = guest.places.get(id);
  if (!found) throw new Error('no such place');
  return found;
}

function pipeOf(guest: Guest, id: number): Promise<EnginePipe> {
  const found = guest.pipes.get(id);
  if (!found) throw new Error('no such pipe');
  return found;
}

/** Closes it once it is there, if it ever is. */
function end(coming: Promise<{ close(): void }>): void {
  coming.then(
    (one) => one.close(),
    () => undefined,
  );
}
