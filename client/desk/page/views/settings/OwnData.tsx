// All that the server holds of the account, as an archive on this machine.

import { useSignal } from '@preact/signals';
import { useDesk } from '../../model/desk.ts';
import type { Account } from '../../model/account.ts';
import { Act, Copy, Outcome } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { accountWords } from '../../words/account.ts';

const say = accountWords.data;

export function OwnData() {
  const { account } = useDesk();
  const made = useSignal<Awaited<ReturnType<Account['keepExport']>> | undefined>(undefined);
  const deed = useDeed();
  const make = async () => {
    made.value = await account.keepExport();
  };
  return (
    <>
      <p>{say.more}</p>
      <div class="acts">
        <Act deed={deed} kind="main" work={make}>
          {say.make}
        </Act>
        {deed.isBusy && <p role="status">{say.making}</p>}
        <Outcome deed={deed} />
      </div>
      {made.value && (
        <div class="link-shown" role="status">
          <p>{say.made(made.value.files, made.value.bytes)}</p>
          <Copy text={made.value.file} label={say.file} />
        </div>
      )}
    </>
  );
}
