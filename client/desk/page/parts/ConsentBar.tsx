// Nobody is connected who has not agreed to what is required: said over whatever is open, with the
// documents and what agrees to them.

import { useDesk } from '../model/desk.ts';
import { hrefOf } from '../route.ts';
import { accountWords } from '../words/account.ts';
import { Outcome } from './Acts.tsx';
import { AskedDocument } from './AskedDocument.tsx';
import { useDeed } from './deed.ts';

const say = accountWords.consents;

export function ConsentBar() {
  const { consents } = useDesk();
  const deed = useDeed();
  const required = consents.required.value;
  if (required.length === 0) return null;
  return (
    <section class="recovery-bar" role="alert" aria-label={say.title}>
      <p>
        <strong>{say.needed}</strong> {say.meanwhile}
      </p>
      {required.map((one) => (
        <div class="acts" key={one.document}>
          <AskedDocument of={one} deed={deed} />
        </div>
      ))}
      <div class="acts">
        <a class="act act-plain" href={hrefOf('settings', 'data')}>
          {accountWords.data.title}
        </a>
        <a class="act act-plain" href={hrefOf('settings', 'delete')}>
          {accountWords.delete.title}
        </a>
        <Outcome deed={deed} />
      </div>
    </section>
  );
}
