// What the operator asks for, what was agreed to, and how it is withdrawn.

import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Outcome, SureAct } from '../../parts/Acts.tsx';
import { AskedDocument } from '../../parts/AskedDocument.tsx';
import { useDeed } from '../../parts/deed.ts';
import { dayOf } from '../../parts/times.ts';
import { accountWords } from '../../words/account.ts';

const say = accountWords.consents;

export function AgreedTo() {
  const { consents } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => consents.read()), []);
  const asked = consents.asked.value;
  const inForce = consents.given.value.filter(({ withdrawn }) => withdrawn === undefined);
  const over = consents.given.value.filter(({ withdrawn }) => withdrawn !== undefined);
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={deed} />
      {asked?.length === 0 && inForce.length + over.length === 0 && <p>{say.none}</p>}
      <ul class="happenings" aria-label={say.title}>
        {(asked ?? []).map((one) => (
          <li key={`${one.document} ${one.version}`}>
            <AskedDocument of={one} deed={deed} />
          </li>
        ))}
        {inForce.map(({ document, version, given }) => (
          <li key={`${document} ${version} ${given}`}>
            <span>{say.given(document, version, dayOf(given))}</span>
            <SureAct
              deed={deed}
              sure={say.withdrawSure}
              more={say.withdrawMore}
              label={`${say.withdraw}: ${document}`}
              work={() => consents.withdraw(document)}
            >
              {say.withdraw}
            </SureAct>
          </li>
        ))}
        {over.map(({ document, version, given, withdrawn = 0 }) => (
          <li key={`${document} ${version} ${given}`}>
            <span class="field-more">
              {say.over(document, version, dayOf(given), dayOf(withdrawn))}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
