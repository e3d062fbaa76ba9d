// What the twins of the groups' store share: names of changes, and how many fit on a page.

import type { GroupId } from '#protocol';
import { limits } from '#protocol';

/** A change's name in a store; its order is that of the versions. */
export const changeName = (id: GroupId, version: number): string =>
  `${id} ${String(version).padStart(10, '0')}`;

/** Counts what a page holds; the first change always fits. */
export class PageOfChanges {
  #bytes = 0;

  takes({ length }: { readonly length: number }): boolean {
    const isFirst = this.#bytes === 0;
    this.#bytes += length;
    return isFirst || this.#bytes <= limits.groupLogPageBytesMax;
  }
}
