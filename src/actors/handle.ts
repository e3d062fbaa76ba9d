// An actor as whoever started it holds it, with what a restart of the actor must not forget.
// Methods instead of closures: there is one for every idle connection.

import type { ErrorCode, FencingToken } from '#protocol';
import type { ActorProps, Behaviour, Cell } from './kernel/index.ts';
import type { ShardScope } from './scope.ts';

export abstract class ActorHandle<Message> implements ActorProps<Message> {
  /** Spawned by the last line of the constructor, when all that its actor looks at is there. */
  abstract readonly cell: Cell<Message>;
  readonly scope: ShardScope;

  constructor(scope: ShardScope) {
    this.scope = scope;
  }

  abstract get name(): string;

  abstract start(self: Cell<Message>): Behaviour<Message>;

  abstract undelivered(message: Message, code: ErrorCode): void;

  abstract gaveUp(): void;

  get mailboxLengthMax(): number {
    return this.scope.mailboxLengthMax;
  }

  mayAct(): boolean {
    return this.scope.mayAct();
  }

  get fence(): FencingToken {
    return this.scope.token;
  }

  get isStopped(): boolean {
    return this.cell.isStopped;
  }

  /** A store knows a newer owner. */
  fenced(): void {
    this.scope.lose();
  }

  /** Work that was begun and is not waited for met a defect. */
  defect(cause: unknown): void {
    this.cell.crash(cause);
  }
}
