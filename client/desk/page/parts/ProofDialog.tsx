// Asks for fresh proof that a person is there; the one place that does.

import { useSignal } from '@preact/signals';
import { useDesk } from '../model/desk.ts';
import { accountWords } from '../words/account.ts';
import { Form } from './Acts.tsx';
import { useDeed } from './deed.ts';
import { Dialog } from './Dialog.tsx';
import { Field } from './Field.tsx';

const say = accountWords.proof;
const codeLengthMax = 32;

export function ProofDialog() {
  const { proof } = useDesk();
  const code = useSignal('');
  const deed = useDeed();
  const give = async () => {
    const typed = code.value;
    code.value = '';
    await proof.give(typed);
  };
  return (
    <Dialog name={say.title} close={() => proof.decline()}>
      <div class="dialog-form">
        <h2>{say.title}</h2>
        <p>{say.more}</p>
        <Form deed={deed} work={give} label={say.title} submit={say.go}>
          <Field
            label={say.code}
            type="code"
            value={code.value}
            isRequired
            maxLength={codeLengthMax}
            onInput={(value) => {
              code.value = value;
            }}
          />
        </Form>
        <button type="button" class="act act-plain" onClick={() => proof.decline()}>
          {say.cancel}
        </button>
      </div>
    </Dialog>
  );
}
