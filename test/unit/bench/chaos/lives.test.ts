// The ledger of lives sees every way in which a take-over can go wrong.

import { describe, expect, it } from 'vitest';
import { Lives } from '../../../../bench/chaos/lives.ts';

/** A number that was taken over at 10: each life has sent one letter and was sent one. */
function takenOver(): Lives {
  const lives = new Lives();
  for (const life of [lives.begin(0), lives.begin(10)]) {
    const letter = { life, seq: 1 };
    const at = life * 10 - 5;
    for (const way of ['in', 'out'] as const) {
      lives.tries(way, letter, at);
      lives.accepted(way, letter, at);
    }
    lives.heard(letter);
  }
  lives.shown(2, { life: 2, seq: 1 });
  return lives;
}

describe('lives of a number', () => {
  it('are in order when only what was written to an ended one is gone', () => {
    const lives = takenOver();
    expect(lives.breaches()).toEqual([]);
    expect(lives.figures()).toEqual({ accepted: 4, due: 0 });
  });

  it('miss what was accepted and never shown, of any life and to the last', () => {
    const lives = takenOver();
    for (const [way, life] of [['out', 1] as const, ['in', 2] as const]) {
      lives.tries(way, { life, seq: 2 }, 8);
      lives.accepted(way, { life, seq: 2 }, 8);
    }
    expect(lives.figures().due).toBe(2);
    expect(lives.breaches()).toEqual([
      'letter 2 of life 1 was accepted and never shown',
      'letter 2 to life 2 was accepted and never shown',
    ]);
  });

  it('accept nothing that was begun after the end, and store nothing', () => {
    const lives = takenOver();
    for (const way of ['in', 'out'] as const) {
      lives.tries(way, { life: 1, seq: 2 }, 11);
      lives.accepted(way, { life: 1, seq: 2 }, 11);
    }
    lives.heard({ life: 1, seq: 2 });
    expect(lives.breaches()).toEqual([
      'letter 2 of life 1 was accepted after its life had ended',
      'letter 2 to life 1 was accepted after its life had ended',
      'letter 2 of life 1 was stored after its life had ended',
    ]);
  });

  it('accept no repetition after the end of what was begun before', () => {
    const lives = takenOver();
    lives.tries('out', { life: 1, seq: 2 }, 9);
    lives.tries('out', { life: 1, seq: 2 }, 11);
    lives.heard({ life: 1, seq: 2 });
    expect(lives.breaches()).toEqual([]);
    lives.accepted('out', { life: 1, seq: 2 }, 11);
    expect(lives.breaches()).toEqual(['letter 2 of life 1 was accepted after its life had ended']);
  });

  it('are shown nothing of each other, nothing twice and nothing out of order', () => {
    const lives = takenOver();
    lives.shown(2, { life: 1, seq: 1 });
    lives.shown(2, { life: 2, seq: 0 });
    lives.heard({ life: 2, seq: 1 });
    expect(lives.breaches()).toEqual([
      'letter 1 to life 1 was shown to life 2',
      'letter 0 to life 2 was shown out of order',
      'letter 1 of life 2 was shown twice',
    ]);
  });

  it('do not come back', () => {
    const lives = takenOver();
    lives.returned(1);
    expect(lives.breaches()).toEqual(['life 1 was let in after its end']);
  });
});
