// The wires between workers, store and devices. Each way keeps its order, as a connection does, and
// takes a random time; requests can fail before or after they were carried out, the bus can lose,
// repeat, delay and turn frames round.

import { Unreachable } from '#ports';
import type { MemberId } from '#protocol';
import type { Bus, Hop } from '#routing';
import { MemoryNetwork } from '#routing';
import type { Dice } from '#lab/random.ts';
import type { Process, Timeline } from './timeline.ts';

/** Probabilities of what happens to one bus frame. */
export interface BusFaults {
  loss: number;
  repeat: number;
  /** Leaves later than frames that were sent after it. */
  delay: number;
  /** Most a delayed frame is late. Unit: milliseconds. */
  delayMsMax: number;
}

/** All wires of one run, and the store at their middle. */
export class Wires {
  readonly network: MemoryNetwork;
  readonly bus: BusFaults = { loss: 0, repeat: 0, delay: 0, delayMsMax: 0 };
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #processes = new Map<MemberId, Process>();
  /** Probability that one request to queue or stores fails, before or after it was carried out. */
  flaky = 0;
  readonly #away = new Set<MemberId>();
  /** Members that hear no news and do not know it. */
  readonly #deaf = new Set<MemberId>();
  readonly #lastMs = new Map<string, number>();
  /** What has arrived at a store that stands still. */
  #held: (() => void)[] | undefined;

  constructor(timeline: Timeline, dice: Dice) {
    this.#timeline = timeline;
    this.#dice = dice;
    const hop: Hop = (member, way, run) => {
      if (way === 'request') this.#toStore(member, 'routing', run);
      else if (way === 'answer' || !this.#deaf.has(member)) this.#fromStore(member, way, run);
    };
    this.network = new MemoryNetwork(timeline.clockOf(timeline.world), hop);
    this.network.declareFresh();
  }

  join(member: MemberId, process: Process): void {
    this.#processes.set(member, process);
  }

  setReachable(member: MemberId, reachable: boolean): void {
    if (!reachable) {
      this.#away.add(member);
      this.network.setReachable(member, false);
    } else if (this.#away.delete(member)) this.#resync(member);
  }

  /** A subscription hangs, or is made anew; what was published meanwhile is lost. */
  setDeaf(member: MemberId, deaf: boolean): void {
    if (deaf) this.#deaf.add(member);
    else if (this.#deaf.delete(member)) {
      this.network.setReachable(member, false);
      this.#resync(member);
    }
  }

  /** The worker itself notices that it hears again. */
  #resync(member: MemberId): void {
    const process = this.#processes.get(member) ?? this.#timeline.world;
    this.#timeline.after(0, process, () => {
      if (!this.#away.has(member)) this.network.setReachable(member, true);
    });
  }

  /** The store stands still, or goes on with what has arrived meanwhile. */
  setStoreFrozen(frozen: boolean): void {
    const held = this.#held ?? [];
    this.#held = frozen ? held : undefined;
    if (!frozen) for (const run of held) this.#timeline.after(0, this.#timeline.world, run);
  }

  /** A request of a worker to a store. The outcome of one that fails may be unknown. */
  call<T>(member: MemberId, link: string, serve: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = () => {
        this.#fromStore(member, link, () => reject(new Unreachable('The store is away.')));
      };
      this.#toStore(member, link, () => {
        if (this.#away.has(member) || this.#dice.chance(this.flaky / 2)) return fail();
        serve().then(
          (answer) => {
            this.#fromStore(member, link, () => {
              const lost = this.#away.has(member) || this.#dice.chance(this.flaky / 2);
              if (lost) reject(new Unreachable('The answer was lost.'));
              else resolve(answer);
            });
          },
          (defect: unknown) => this.#fromStore(member, link, () => reject(defect as Error)),
        );
      });
    });
  }

  /** A bus that does to frames what the run's faults say. */
  shaken(bus: Bus, from: Process): Bus {
    return {
      subscribe: (member, listener) => bus.subscribe(member, listener),
      publish: async (to, frame) => {
        const { loss, repeat, delay, delayMsMax } = this.bus;
        if (this.#dice.chance(loss)) {
          this.#timeline.note(`frame lost ${from.name}>${to}`);
          return true;
        }
        if (this.#dice.chance(repeat)) void bus.publish(to, frame).catch(() => undefined);
        if (!this.#dice.chance(delay)) return bus.publish(to, frame);
        const lateMs = this.#dice.between(1, delayMsMax);
        this.#timeline.note(`frame delayed ${from.name}>${to}`);
        await new Promise<void>((resolve) => this.#timeline.after(lateMs, from, resolve));
        return bus.publish(to, frame);
      },
    };
  }

  #toStore(member: MemberId, link: string, run: () => void): void {
    this.#inOrder(`${member} ${link} up`, this.#timeline.world, () => {
      if (this.#held) this.#held.push(run);
      else run();
    });
  }

  #fromStore(member: MemberId, link: string, run: () => void): void {
    const process = this.#processes.get(member) ?? this.#timeline.world;
    this.#inOrder(`${member} ${link} down`, process, run);
  }

  #inOrder(way: string, who: Process, run: () => void): void {
    const { nowMs } = this.#timeline;
    const delayMs = latencyMs(this.#dice);
    const atMs = Math.max(nowMs + delayMs, this.#lastMs.get(way) ?? 0);
    this.#lastMs.set(way, atMs);
    this.#timeline.after(atMs - nowMs, who, run);
  }
}

/** Mostly short, now and then long. Unit: milliseconds. */
function latencyMs(dice: Dice): number {
  return dice.chance(0.02) ? dice.between(5, 60) : dice.between(0.1, 3);
}

/** One device's socket to one worker: two ways, each in order, that end together. */
export class Socket {
  open = true;
  readonly worker: Process;
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #device: Process;
  #upMs = 0;
  #downMs = 0;
  onServerClosed: () => void = () => {};
  onDeviceClosed: () => void = () => {};

  constructor(timeline: Timeline, dice: Dice, device: Process, worker: Process) {
    this.#timeline = timeline;
    this.#dice = dice;
    this.#device = device;
    this.worker = worker;
  }

  /** Something from the device to the worker. */
  up(run: () => void): void {
    const { nowMs } = this.#timeline;
    this.#upMs = Math.max(this.#upMs, nowMs + latencyMs(this.#dice));
    this.#timeline.after(this.#upMs - nowMs, this.worker, run);
  }

  /** Something from the worker to the device; nothing arrives that the device no longer hears. */
  down(run: () => void): void {
    const { nowMs } = this.#timeline;
    this.#downMs = Math.max(this.#downMs, nowMs + latencyMs(this.#dice));
    this.#timeline.after(this.#downMs - nowMs, this.#device, () => {
      if (this.open) run();
    });
  }

  /** The device hangs up; the worker learns of it when it can. */
  hangUp(): void {
    if (!this.open) return;
    this.open = false;
    this.up(() => this.onServerClosed());
  }

  /** The worker ends it, or died: the device learns of it after what was sent before. */
  end(): void {
    this.up(() => this.onServerClosed());
    this.down(() => {
      this.open = false;
      this.onDeviceClosed();
    });
  }
}
