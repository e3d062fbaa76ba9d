// One process of a crowd. Its parent orders; each order is answered once.

import type { RawTarget } from './client.ts';
import type { CrowdState } from './crowd.ts';
import { Crowd } from './crowd.ts';
import type { Seat } from './dialects.ts';
import { obeyParent } from './obeying.ts';

export type CrowdOrder =
  | {
      readonly what: 'join';
      readonly target: RawTarget;
      readonly seats: readonly Seat[];
      readonly atOnce: number;
    }
  | { readonly what: 'drop' }
  | { readonly what: 'stir'; readonly count: number }
  | { readonly what: 'state' };

export interface CrowdAnswers {
  readonly join: CrowdState;
  readonly drop: CrowdState;
  readonly stir: CrowdState;
  readonly state: CrowdState;
}

const crowd = new Crowd();

async function obey(order: CrowdOrder): Promise<CrowdState> {
  if (order.what === 'join') await crowd.join(order.target, order.seats, order.atOnce);
  else if (order.what === 'drop') crowd.drop();
  else if (order.what === 'stir') crowd.stir(order.count);
  return crowd.state();
}

obeyParent(obey, () => crowd.close());
