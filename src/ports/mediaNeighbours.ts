// What hosts of media need of each other: to ask, and to be asked. A worker whose own media workers
// are full has parts of its rooms on those of another.

import type { MemberId } from '#protocol';

/** A worker of the cluster. */
export interface MediaNeighbour {
  readonly member: MemberId;
  /** The machine that it runs on; two of the same name reach each other over loopback. */
  readonly machine: string;
}

export interface MediaNeighbours {
  /** The machine that this worker runs on. */
  readonly machine: string;
  /** The other workers that serve just now. */
  others(): Promise<readonly MediaNeighbour[]>;
  hasLeft(member: MemberId): boolean;
  /**
   * Resolves with what it answers; rejects where it could not, or says nothing for so long.
   * Delivery: at most once, in order. Unit: milliseconds.
   */
  ask(member: MemberId, question: object, timeoutMs: number): Promise<unknown>;
  /** Says something that needs no answer. */
  tell(member: MemberId, question: object): void;
  /** Who answers what the others ask. */
  serve(answer: (from: MemberId, question: unknown) => Promise<unknown>): void;
  /** What only workers of this cluster can read, and only as the one it was made for. */
  seal(text: string, to: MemberId): Uint8Array;
  /** What was made for this worker. Throws where it was not. */
  open(sealed: Uint8Array): string;
}
