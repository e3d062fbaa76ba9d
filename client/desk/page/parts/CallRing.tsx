// Somebody calls: said aloud, answered or declined by hand or by keyboard. It takes no focus from
// what is being written.

import { useEffect } from 'preact/hooks';
import type { ShownCall } from '../model/calls.ts';
import { useDesk } from '../model/desk.ts';
import { callWords } from '../words/calls.ts';
import { Portrait } from './Portrait.tsx';
import { Icon } from './Icon.tsx';

export function CallRing() {
  const { calls } = useDesk();
  const [first] = calls.ringing.value;
  return (
    <div class="rings" aria-live="assertive">
      {first && <Ring key={first.call} of={first} />}
    </div>
  );
}

function Ring({ of: { call, account, group, by } }: { readonly of: ShownCall }) {
  const { calls } = useDesk();
  const who = account ?? group ?? call;
  const name = calls.nameOf(who);
  const says = by ? callWords.incomingOf(calls.nameOf(by), name) : callWords.incoming(name);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = event.altKey ? event.key.toLowerCase() : '';
      if (key !== 'a' && key !== 'd') return;
      event.preventDefault();
      void (key === 'a' ? calls.answer(call) : calls.decline(call));
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [call]);
  return (
    <div class="ring" role="alertdialog" aria-label={says}>
      <Portrait of={by ?? who} name={by ? calls.nameOf(by) : name} size="l" />
      <strong>{says}</strong>
      <div class="ring-acts">
        <button type="button" class="ring-no" title="Alt D" onClick={() => calls.decline(call)}>
          <Icon name="hangUp" />
          {callWords.decline}
        </button>
        <button type="button" class="ring-yes" title="Alt A" onClick={() => calls.answer(call)}>
          <Icon name="call" />
          {callWords.answer}
        </button>
      </div>
    </div>
  );
}
