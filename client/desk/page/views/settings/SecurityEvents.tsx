// What touched the security of the account, as the server keeps it.

import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Outcome } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { dayOf, timeOf, wholeTimeOf } from '../../parts/times.ts';
import { accountWords } from '../../words/account.ts';

const say = accountWords.events;

export function SecurityEvents() {
  const { account } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => account.readEvents()), []);
  const all = account.events.value;
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={deed} />
      {all?.length === 0 && <p>{say.none}</p>}
      <ol class="happenings" aria-label={say.title}>
        {(all ?? []).map(({ kind, at, device }) => (
          <li key={at}>
            <time dateTime={new Date(at).toISOString()} title={wholeTimeOf(at)}>
              {dayOf(at)}, {timeOf(at)}
            </time>
            <span>{say.kind(kind)}</span>
            {device !== undefined && <span class="field-more">{say.device(device)}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
