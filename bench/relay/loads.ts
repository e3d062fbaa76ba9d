// The two loads of the comparison. Busy: so many messages under way that what is ready together
// shares a step. Sparse: few, so that each pays for every step alone.

import type { Wire } from '#lab/raw/dialects.ts';

export interface Load {
  readonly name: string;
  readonly pairs: number;
  /** Messages of each pair under way. */
  readonly window: number;
}

export const busy: Load = { name: 'busy', pairs: 100, window: 8 };
export const sparse: Load = { name: 'sparse', pairs: 2, window: 1 };

/** What is promised of a load; a part that is absent is not promised. */
export interface Bars {
  readonly rateRatioLeast?: number;
  readonly cpuRatioMost?: number;
  readonly redisMicrosMost?: number;
  readonly p50MsMost?: number;
}

/** Both loads, or the one that is described; one of an unknown shape has no bars. */
export function loadsOf(pairs: number | undefined, window: number | undefined): readonly Load[] {
  if (pairs === undefined && window === undefined) return [busy, sparse];
  const asked = { pairs: pairs ?? busy.pairs, window: window ?? busy.window };
  const known = [busy, sparse].find(
    (load) => load.pairs === asked.pairs && load.window === asked.window,
  );
  return [known ?? { name: 'own', ...asked }];
}

export function barsOf({ name }: Load, wire: Wire): Bars {
  if (name === sparse.name) return { cpuRatioMost: 2, p50MsMost: 0.5 };
  if (name !== busy.name) return {};
  // Two frames an event and no hint of where the account lives cost what they cost.
  if (wire === 'default') return { rateRatioLeast: 0.7 };
  return { rateRatioLeast: 0.85, cpuRatioMost: 1.2, redisMicrosMost: 12 };
}
