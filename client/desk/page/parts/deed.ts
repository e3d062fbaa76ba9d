// Something that is done because a person asked for it: whether it is under way, and how it went.

import { useSignal } from '@preact/signals';
import { failureWords } from '../words/failures.ts';

export interface Deed {
  readonly isBusy: boolean;
  /** A sentence; empty where nothing failed. */
  readonly failure: string;
  /** It was done, and nothing was begun since. */
  readonly isDone: boolean;
  /** One at a time: what is asked for meanwhile is not done. */
  run(work: () => Promise<unknown>): void;
}

export function useDeed(): Deed {
  const state = useSignal<'idle' | 'busy' | 'done'>('idle');
  const failure = useSignal('');
  return {
    isBusy: state.value === 'busy',
    isDone: state.value === 'done',
    failure: failure.value,
    run(work) {
      if (state.value === 'busy') return;
      state.value = 'busy';
      failure.value = '';
      work().then(
        () => {
          state.value = 'done';
        },
        (error: unknown) => {
          state.value = 'idle';
          failure.value = failureWords(error);
        },
      );
    },
  };
}
