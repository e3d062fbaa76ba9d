// An account by a phone number: the number, a captcha where the server wants one, the code that was
// sent, and what else the number takes.

import { useSignal } from '@preact/signals';
import { useDesk } from '../../model/desk.ts';
import { Form } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { nothingTyped, NumberField, ProofFields, useStepFocus } from '../../parts/NumberFields.tsx';
import type { TypedNumber } from '../../parts/NumberFields.tsx';
import { words } from '../../words.ts';
import { accountWords } from '../../words/account.ts';
import { Names } from './Names.tsx';

const say = words.own.first;
const { number: steps } = accountWords;

export function ByNumber() {
  const { byNumber } = useDesk().firstRun;
  const typed: TypedNumber = useSignal(nothingTyped);
  const deed = useDeed();
  const around = useStepFocus(byNumber);
  const isBegun = byNumber.number.value !== undefined;
  const isCaptcha = byNumber.captcha.value !== undefined;
  const work = async () => {
    const { number, ...shown } = typed.value;
    // A captcha is good once; what was typed in former steps is none of the new ones.
    typed.value = isBegun ? { ...typed.value, captcha: '' } : { ...nothingTyped, number };
    const isDone = await (isBegun ? byNumber.go(shown) : byNumber.ask(number));
    if (isDone) typed.value = nothingTyped;
  };
  const again = () => {
    byNumber.begin();
    typed.value = nothingTyped;
  };
  const submit = isCaptcha ? steps.goOn : isBegun ? say.registerIt : steps.ask;
  return (
    <div class="steps" ref={around}>
      <Form deed={deed} work={work} label={say.number} submit={submit}>
        {!isBegun && (
          <>
            <p>{say.numberMore}</p>
            <Names />
            <NumberField typed={typed} label={say.numberField} />
          </>
        )}
        {isBegun && <ProofFields steps={byNumber} typed={typed} />}
        {deed.isBusy && isBegun && !isCaptcha && <p role="status">{say.registering}</p>}
      </Form>
      {isBegun && (
        <div class="acts">
          <button type="button" class="act act-plain" disabled={deed.isBusy} onClick={again}>
            {steps.back}
          </button>
        </div>
      )}
    </div>
  );
}
