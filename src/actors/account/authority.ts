// Who may act in the name of an account's devices besides its own actor: workers that were given
// a permit to send. A permit is short. Each side measures it on its own clock, the worker from
// before it asked, so that it is over there before it is over here. Whoever is evicted has lost
// every permit and its socket before the eviction is answered: each worker has said so, or its
// permit has run out, or it has left, and what was on its way has arrived or never will.

import type { AccountId, DeviceId, ErrorCode, MemberId } from '#protocol';
import type { ShardScope } from '../scope.ts';

/** How long a permit lasts. */
export const permitMs = 5_000;
/** What was sent under a permit may be on its way for this long after it; above a lease's term. */
export const transitMs = 3_500;
/** How often a worker is told, until it has answered. */
export const evictEveryMs = 250;
/** How often a worker is told at least: one that stood still may hold the socket after all. */
const evictTimesMax = 40;

/** A worker that was given a permit to send in a device's name. */
interface Holder {
  readonly member: MemberId;
  readonly device: DeviceId;
  readonly credential: string;
}

/** `evictions`: how often the device had been sent away when it was given. */
interface Granted extends Holder {
  readonly evictions: number;
}

/** A worker that is told. */
interface Evictee extends Holder {
  readonly code: ErrorCode;
  /** What was given later stays. Absent: the credential is never good again. */
  readonly evictions?: number | undefined;
  readonly sinceMs: number;
  /** Until then the eviction waits for it, unless it leaves. */
  readonly waitUntilMs: number;
  times: number;
}

/** The account whose authority it is. */
export interface AuthorityOwner {
  readonly id: AccountId;
  readonly isStopped: boolean;
}

export class Authority {
  readonly #scope: ShardScope;
  readonly #owner: AuthorityOwner;
  /** Permits of former owners of the shard, of which nothing is known here, end then. */
  readonly #formerUntilMs: number;
  /** The permits that were given, and when each is over, by this clock. */
  readonly #held = new Map<string, Granted & { readonly untilMs: number }>();
  #evictees: Evictee[] = [];
  #whenDone: (() => void)[] = [];
  #running = false;

  /** `isNew`: the account was made under this very grant, so that nobody else gave a permit. */
  constructor(scope: ShardScope, owner: AuthorityOwner, isNew: boolean) {
    this.#scope = scope;
    this.#owner = owner;
    this.#formerUntilMs = isNew ? 0 : scope.openedAtMs + permitMs + transitMs;
  }

  /** True when nothing would be missed if this were forgotten. */
  get isIdle(): boolean {
    const nowMs = this.#nowMs();
    for (const { untilMs } of this.#held.values()) if (untilMs + transitMs > nowMs) return false;
    return this.#evictees.length === 0 && this.#whenDone.length === 0;
  }

  grant(to: Granted): void {
    const { member, device, credential, evictions } = to;
    const untilMs = this.#nowMs() + permitMs;
    this.#held.set(nameOf(to), { member, device, credential, evictions, untilMs });
  }

  /**
   * Evicts whoever has a permit under another credential than these: what took them away may have
   * been carried out by a command that failed, or by a former owner.
   */
  keepOnly(credentials: ReadonlySet<string>, code: ErrorCode): void {
    const strangers = new Map<string, Holder>();
    for (const held of this.#held.values()) {
      if (!credentials.has(held.credential)) strangers.set(held.credential, held);
    }
    for (const { device, credential } of strangers.values()) {
      if (!this.isEvicting(credential)) this.evict({ device, credential, code }, undefined);
    }
  }

  /** Workers are being told that it is over. */
  isEvicting(credential: string): boolean {
    return this.#evictees.some((one) => one.credential === credential);
  }

  /** Begins to tell the workers that have a permit, and the one that has the device's socket. */
  evict(
    who: Pick<Evictee, 'device' | 'credential' | 'code' | 'evictions'>,
    socketAt: MemberId | undefined,
  ): void {
    const nowMs = this.#nowMs();
    const held = new Map<MemberId, number>();
    if (socketAt) held.set(socketAt, nowMs);
    for (const { member, credential, untilMs } of this.#held.values()) {
      if (credential !== who.credential) continue;
      held.set(member, Math.max(untilMs, held.get(member) ?? untilMs));
    }
    for (const [member, untilMs] of held) {
      const waitUntilMs = untilMs + transitMs;
      if (waitUntilMs <= nowMs) continue;
      this.#evictees.push({ ...who, member, sinceMs: nowMs, waitUntilMs, times: 0 });
    }
    this.#tell();
  }

  /** A worker lets nothing of the credential through that it was given before that word. */
  confirmed(member: MemberId, credential: string, evictions = Number.POSITIVE_INFINITY): void {
    const name = nameOf({ member, credential });
    if ((this.#held.get(name)?.evictions ?? 0) < evictions) this.#held.delete(name);
    this.#evictees = this.#evictees.filter(
      (one) =>
        one.member !== member ||
        one.credential !== credential ||
        (one.evictions ?? Number.POSITIVE_INFINITY) > evictions,
    );
    this.#look();
  }

  /** Resolves when nobody who was evicted can act any more. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenDone.push(resolve);
      this.#look();
    });
  }

  /** A worker that has left sends nothing under a permit; one that comes back has it back. */
  #waitUntilMs({ member, sinceMs, waitUntilMs }: Evictee): number {
    const leftAtMs = this.#scope.services.departures.leftAtMs(member);
    if (leftAtMs === undefined) return waitUntilMs;
    return Math.min(waitUntilMs, Math.max(leftAtMs, sinceMs) + transitMs);
  }

  #nowMs(): number {
    return this.#scope.services.clock.monotonic();
  }

  #tell(): void {
    const { delivery } = this.#scope.services;
    const nowMs = this.#nowMs();
    this.#evictees = this.#evictees.filter(
      (one) => one.waitUntilMs > nowMs || one.times < evictTimesMax,
    );
    for (const [name, { untilMs }] of this.#held) {
      if (untilMs + transitMs <= nowMs) this.#held.delete(name);
    }
    for (const one of this.#evictees) {
      const { member, device, credential, code, evictions } = one;
      one.times += 1;
      const address = { account: this.#owner.id, device };
      const to = { member, connection: noConnection };
      const word = { type: 'evict', device: address, credential, code } as const;
      delivery.send(to, evictions === undefined ? word : { ...word, evictions });
    }
    this.#look();
  }

  /** Ends the waiting where it may end, and comes back while there is something to do. */
  #look(): void {
    const nowMs = this.#nowMs();
    const isOpen = this.#evictees.some((one) => this.#waitUntilMs(one) > nowMs);
    if (!isOpen && nowMs >= this.#formerUntilMs) {
      const waiting = this.#whenDone;
      this.#whenDone = [];
      for (const resolve of waiting) resolve();
    }
    const isBusy = this.#evictees.length + this.#whenDone.length > 0;
    if (this.#running || !isBusy || this.#owner.isStopped) return;
    this.#running = true;
    this.#scope.services.clock.after(evictEveryMs, () => {
      this.#running = false;
      this.#tell();
    });
  }
}

function nameOf({ member, credential }: Pick<Holder, 'member' | 'credential'>): string {
  return `${member} ${credential}`;
}

const noConnection = '' as Parameters<ShardScope['services']['delivery']['send']>[0]['connection'];
