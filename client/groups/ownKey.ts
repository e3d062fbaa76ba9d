// Our own profile key as our groups keep it: when it changes, the new one is put into each of them,
// one after the other; the others take it from there.

import type { GroupId } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import type { Asked, GroupBook } from './book.ts';
import { memberNamed } from './changing.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Between two groups that are told: a change is work for all of their members. */
const pauseMs = 1_000;
/** What could not be told is tried again after this. */
const againMs = 60_000;

/** Where they are changed. */
interface Groups {
  readonly book: Pick<GroupBook, 'secretsOf' | 'sealed' | 'self'>;
  change(secrets: GroupSecrets, make: (group: SealedGroup) => readonly Asked[]): Promise<void>;
  hasBlocked(id: GroupId): boolean;
  /** The key of now, as members of the group have it. */
  ownProfileKey(secrets: GroupSecrets): string;
}

/** Gives every group the profile key of now. What is still to be told is seen from the groups. */
export class OwnKeyInGroups {
  readonly #context: ClientBase;
  readonly #groups: Groups;
  /** Groups in which telling failed, until the next look. */
  readonly #failed = new Set<GroupId>();
  #wait: { cancel(): void } | undefined;
  #isBusy = false;
  #stopped = false;

  constructor(context: ClientBase, groups: Groups) {
    this.#context = context;
    this.#groups = groups;
  }

  /** Looks whether there is a group to tell, now or when the one under way is done with. */
  look(): void {
    if (this.#stopped) return;
    this.#failed.clear();
    this.#wait?.cancel();
    this.#wait = undefined;
    if (!this.#isBusy) this.#context.chores.run(() => this.#next());
  }

  stop(): void {
    this.#stopped = true;
    this.#wait?.cancel();
  }

  async #next(): Promise<void> {
    if (this.#stopped || !this.#context.transport.connected) return;
    const secrets = this.#untold();
    if (!secrets) {
      if (this.#failed.size > 0) this.#after(againMs, () => this.look());
      return;
    }
    this.#isBusy = true;
    try {
      const profileKey = this.#groups.ownProfileKey(secrets);
      await this.#groups.change(secrets, () =>
        this.#isTold(secrets) ? [] : [{ action: { type: 'setProfileKey', profileKey } }],
      );
    } catch {
      // The group stays as it is until the next try.
      this.#failed.add(secrets.id);
    } finally {
      this.#isBusy = false;
    }
    this.#after(pauseMs, () => void this.#context.chores.run(() => this.#next()));
  }

  #after(ms: number, run: () => void): void {
    if (this.#stopped) return;
    this.#wait?.cancel();
    this.#wait = this.#context.clock.after(ms, () => {
      this.#wait = undefined;
      run();
    });
  }

  #untold(): GroupSecrets | undefined {
    const { store } = this.#context;
    for (const { id, masterKey, standing } of store.groups.all()) {
      if (standing !== 'member' || this.#failed.has(id)) continue;
      const secrets = this.#groups.book.secretsOf(masterKey);
      if (!this.#isTold(secrets)) return secrets;
    }
    return undefined;
  }

  /** True also where the group is not to know it: somebody blocked would have it. */
  #isTold(secrets: GroupSecrets): boolean {
    const { book } = this.#groups;
    const group = book.sealed(secrets.id);
    const self = group && memberNamed(group, book.self(secrets));
    if (!self || this.#groups.hasBlocked(secrets.id)) return true;
    return self.profileKey === this.#groups.ownProfileKey(secrets);
  }
}
