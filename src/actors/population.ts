// The entities of one kind in one shard. Their supervisor has thousands of children and is never on
// a message's way: commands go straight to the actor they are for.

import type { ErrorCode } from '#protocol';
import type { Ask } from './ask.ts';
import type { Cell } from './kernel/index.ts';
import type { EntityHandle, EntityKind, Home } from './kind.ts';
import type { ShardScope } from './scope.ts';

/** An actor that crashed too often is not started again before this. */
export const isolationMs = 10_000;

/** Names supervisors: one that closes may still be there when its shard is opened again. */
let openings = 0;

export class Population implements Home {
  readonly scope: ShardScope;
  readonly supervisor: Cell<never>;
  readonly #kind: EntityKind;
  readonly #handles = new Map<string, EntityHandle>();
  /** Entities whose actor was given up, and until when. */
  readonly #isolated = new Map<string, number>();

  constructor(kind: EntityKind, scope: ShardScope, system: Cell<never>) {
    this.scope = scope;
    this.#kind = kind;
    this.supervisor = system.spawn<never>({
      name: `${kind.type}-${openings++}`,
      mailboxLengthMax: 0,
      start: () => ({ receive() {} }),
      undelivered() {},
    });
  }

  /** Brings a command to its actor, which answers unless a code is returned. */
  ask(id: string, ask: Ask): ErrorCode | undefined {
    const active = this.#handles.get(id);
    const direct = active?.direct(ask);
    if (direct) return direct === 'taken' ? undefined : direct;
    const handle = active ?? this.#activate(id);
    if (typeof handle === 'string') return handle;
    return handle.post(ask) ? undefined : 'server.busy';
  }

  #activate(id: string): EntityHandle | ErrorCode {
    if (this.#kind.parseId(id) !== id) return 'request.invalid';
    if (this.#isIsolated(id)) return 'server.unavailable';
    const handle = this.#kind.activate(id, this);
    this.#handles.set(id, handle);
    return handle;
  }

  #isIsolated(id: string): boolean {
    const until = this.#isolated.get(id);
    if (until === undefined) return false;
    if (this.scope.services.clock.monotonic() < until) return true;
    this.#isolated.delete(id);
    return false;
  }

  gaveUp(handle: EntityHandle): void {
    handle.abandon();
    if (this.#handles.get(handle.id) === handle) this.#handles.delete(handle.id);
    this.#isolated.set(handle.id, this.scope.services.clock.monotonic() + isolationMs);
  }

  /** Lets idle entities leave memory. */
  sweep(idleMs: number): void {
    for (const id of [...this.#isolated.keys()]) this.#isIsolated(id);
    for (const [id, handle] of this.#handles) if (handle.sweep(idleMs)) this.#handles.delete(id);
  }

  /** Gives unread mail back, which whoever sent it may send again. */
  giveBackMail(code: ErrorCode): void {
    this.supervisor.giveBackMail(code);
  }

  stop(code: ErrorCode): void {
    this.supervisor.stop(code);
    this.#handles.clear();
  }
}
