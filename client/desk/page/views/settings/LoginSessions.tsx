// Programs that hold tokens of the account: each ended alone, or all of them.

import { useEffect } from 'preact/hooks';
import type { LoginSession } from '../../../../index.ts';
import { useDesk } from '../../model/desk.ts';
import { Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Icon } from '../../parts/Icon.tsx';
import { dayOf } from '../../parts/times.ts';
import { accountWords } from '../../words/account.ts';

const say = accountWords.sessions;

export function LoginSessions() {
  const { account } = useDesk();
  const [reading, ending] = [useDeed(), useDeed()];
  useEffect(() => reading.run(() => account.readSessions()), []);
  const all = account.sessions.value;
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={reading} />
      {all?.length === 0 && <p>{say.none}</p>}
      <ul class="devices" aria-label={say.title}>
        {(all ?? []).map((one) => (
          <Session key={one.id} one={one} />
        ))}
      </ul>
      {all !== undefined && all.length > 1 && (
        <div class="acts">
          <SureAct deed={ending} sure={say.endAllSure} work={() => account.endSession('all')}>
            {say.endAll}
          </SureAct>
          <Outcome deed={ending} />
        </div>
      )}
    </>
  );
}

function Session({ one: { id, device, scope, began, used } }: { readonly one: LoginSession }) {
  const { account, session } = useDesk();
  const deed = useDeed();
  const name = say.of(device, device === session.device.value);
  const facts = [say.scope(scope), say.began(dayOf(began)), say.used(dayOf(used))];
  return (
    <li class="device">
      <Icon name="devices" />
      <div class="device-words">
        <strong>{name}</strong>
        <span>{facts.join(' · ')}</span>
      </div>
      <div class="acts">
        <SureAct
          deed={deed}
          label={say.ofWhat(say.end, name)}
          sure={say.endSure}
          work={() => account.endSession(id)}
        >
          {say.end}
        </SureAct>
        <Outcome deed={deed} />
      </div>
    </li>
  );
}
