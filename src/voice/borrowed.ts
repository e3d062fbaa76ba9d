// A media worker of another worker of the cluster, as rooms use one: what is asked of it goes over
// the bus to that worker's own host of media (guests.ts).

import type { DeviceDtls, MediaNeighbour, MediaNeighbours, MediaSending } from '#ports';
import type { MediaAddress, MediaKind } from '#protocol';
import { engineTimeoutMs } from './bounds.ts';
import type {
  EngineHearing,
  EnginePipe,
  EngineRouter,
  EngineSource,
  EngineTransport,
  EngineWorker,
  PipeAddress,
  PipedStream,
} from './engine.ts';
import type { MediaQuestion, Sign, ToldPipe } from './words.ts';

/** Whoever asked has given up before: that a place hangs is said by its host. */
const answerTimeoutMs = engineTimeoutMs + 500;

export class BorrowedWorker implements EngineWorker {
  readonly pid: number;
  readonly neighbour: MediaNeighbour;
  /** Parts of rooms on it, by the numbers that they have there. */
  readonly routers = new Set<number>();
  readonly #neighbours: MediaNeighbours;
  readonly #nextNumber: () => number;
  /** Parts that are just being opened. */
  #opening = 0;

  constructor(
    neighbours: MediaNeighbours,
    neighbour: MediaNeighbour,
    pid: number,
    nextNumber: () => number,
  ) {
    this.#neighbours = neighbours;
    this.neighbour = neighbour;
    this.pid = pid;
    this.#nextNumber = nextNumber;
  }

  async router(): Promise<EngineRouter> {
    const router = this.#nextNumber();
    this.#opening += 1;
    try {
      await this.ask({ ask: 'open', worker: this.pid, router });
      // Not before: whoever lends it says that it is gone where it does not know one of these.
      this.routers.add(router);
    } finally {
      this.#opening -= 1;
    }
    return new BorrowedRouter(this, router, this.#nextNumber);
  }

  get isInUse(): boolean {
    return this.routers.size + this.#opening > 0;
  }

  async probe(): Promise<void> {
    await this.sign();
  }

  /** Says as well which parts are still wanted there. */
  sign(): Promise<Sign> {
    return this.ask({ ask: 'probe', worker: this.pid, routers: [...this.routers] });
  }

  /** It is not ours to end. */
  close(): void {
    for (const router of this.routers) this.tell({ ask: 'close', router });
    this.routers.clear();
  }

  async ask<T>(question: MediaQuestion): Promise<T> {
    const { member } = this.neighbour;
    return (await this.#neighbours.ask(member, question, answerTimeoutMs)) as T;
  }

  tell(question: MediaQuestion): void {
    this.#neighbours.tell(this.neighbour.member, question);
  }

  /** For the worker that has it. */
  sealed({ ip, port, key }: PipeAddress): ToldPipe {
    if (key === undefined) return { ip, port };
    return { ip, port, key: this.#neighbours.seal(key, this.neighbour.member) };
  }

  opened({ ip, port, key }: ToldPipe): PipeAddress {
    return key === undefined ? { ip, port } : { ip, port, key: this.#neighbours.open(key) };
  }
}

class BorrowedRouter implements EngineRouter {
  readonly #on: BorrowedWorker;
  readonly #router: number;
  readonly #nextNumber: () => number;

  constructor(on: BorrowedWorker, router: number, nextNumber: () => number) {
    this.#on = on;
    this.#router = router;
    this.#nextNumber = nextNumber;
  }

  async transport(): Promise<EngineTransport> {
    const of = { router: this.#router, place: this.#nextNumber() };
    try {
      const address: MediaAddress = await this.#on.ask({ ask: 'enter', ...of });
      return new BorrowedTransport(this.#on, of, address);
    } catch (error) {
      // It may have been made all the same.
      this.#on.tell({ ask: 'leave', ...of });
      throw error;
    }
  }

  async pipe(isNear: boolean): Promise<EnginePipe> {
    const on = this.#on;
    const of = { router: this.#router, pipe: this.#nextNumber() };
    const close = () => on.tell({ ask: 'unpipe', ...of });
    try {
      const told: ToldPipe = await on.ask({ ask: 'pipe', ...of, isNear });
      return {
        address: on.opened(told),
        connect: (to) => on.ask({ ask: 'connect', ...of, to: on.sealed(to) }),
        give: (source) => on.ask<PipedStream>({ ask: 'give', ...of, source }),
        take: (stream) => on.ask({ ask: 'take', ...of, stream }),
        drop: (source) => on.tell({ ask: 'drop', ...of, source }),
        close,
      };
    } catch (error) {
      close();
      throw error;
    }
  }

  close(): void {
    if (this.#on.routers.delete(this.#router)) {
      this.#on.tell({ ask: 'close', router: this.#router });
    }
  }
}

class BorrowedTransport implements EngineTransport {
  readonly address: MediaAddress;
  readonly #on: BorrowedWorker;
  readonly #of: { readonly router: number; readonly place: number };

  constructor(
    on: BorrowedWorker,
    of: { readonly router: number; readonly place: number },
    address: MediaAddress,
  ) {
    this.#on = on;
    this.#of = of;
    this.address = address;
  }

  secure(dtls: DeviceDtls): Promise<void> {
    return this.#on.ask({ ask: 'secure', ...this.#of, dtls });
  }

  async send(sending: MediaSending): Promise<EngineSource> {
    const of = this.#of;
    const source: string = await this.#on.ask({ ask: 'send', ...of, sending });
    const silence = (isSilent: boolean): Promise<void> =>
      this.#on.ask({ ask: 'silence', ...of, source, isSilent });
    return { id: source, silence };
  }

  async hear(source: string, kind: MediaKind): Promise<EngineHearing> {
    const of = this.#of;
    const heard: Omit<EngineHearing, 'close'> = await this.#on.ask({
      ...{ ask: 'hear', ...of, source, kind },
    });
    return { ...heard, close: () => this.#on.tell({ ask: 'unhear', ...of, source }) };
  }

  close(): void {
    this.#on.tell({ ask: 'leave', ...this.#of });
  }
}
