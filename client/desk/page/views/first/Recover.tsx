// An account whose devices are lost: begun by two of what its owner has, and ended after the wait.

import { useSignal } from '@preact/signals';
import { useDesk } from '../../model/desk.ts';
import { Form } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { useNow } from '../../parts/now.ts';
import { words } from '../../words.ts';
import { Names } from './Names.tsx';

const say = words.own.first;
const nothing = { account: '', key: '', backupCode: '', approval: '' };
type Shown = typeof nothing;
const wordLengthMax = 4_096;

export function Recover() {
  const { firstRun } = useDesk();
  const shown = useSignal<Shown>(nothing);
  const deed = useDeed();
  const work = async () => {
    await firstRun.beginRecovery(shown.value);
    shown.value = nothing;
  };
  const field = (name: keyof Shown, isSecret = false) => ({
    label: say[name],
    value: shown.value[name],
    maxLength: wordLengthMax,
    type: isSecret ? ('password' as const) : ('text' as const),
    onInput: (value: string) => {
      shown.value = { ...shown.value, [name]: value.trim() };
    },
  });
  return (
    <>
      <Waiting />
      <Form deed={deed} work={work} label={say.recover} submit={say.recoverIt}>
        <p>{say.recoverMore}</p>
        <Names />
        <Field {...field('account')} isRequired />
        <Field {...field('key', true)} />
        <Field {...field('backupCode')} />
        <Field {...field('approval')} more={say.approvalMore} />
      </Form>
    </>
  );
}

/** One that was begun on this machine. */
function Waiting() {
  const { firstRun } = useDesk();
  const code = useSignal('');
  const deed = useDeed();
  const now = useNow();
  const [begun] = firstRun.recoveries.value;
  if (!begun) return null;
  return (
    <div class="section" role="group" aria-label={say.begun}>
      <strong>{say.begun}</strong>
      <p role="status">{say.waits(begun.account, begun.readyAt - now)}</p>
      <Form
        deed={deed}
        work={() => firstRun.endRecovery(begun.name, code.value.trim())}
        label={say.begun}
        submit={say.endIt}
      >
        <Field
          label={say.code}
          type="code"
          value={code.value}
          onInput={(value) => {
            code.value = value;
          }}
        />
      </Form>
    </div>
  );
}
