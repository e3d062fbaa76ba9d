// The account's phone number, and another one in two steps: the number, then the code.

import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Form, Outcome } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import type { Deed } from '../../parts/deed.ts';
import {
  nothingTyped,
  NumberField,
  PinField,
  ProofFields,
  useStepFocus,
} from '../../parts/NumberFields.tsx';
import type { TypedNumber } from '../../parts/NumberFields.tsx';
import { accountWords } from '../../words/account.ts';

const say = accountWords.number;

interface StepProps {
  readonly deed: Deed;
  readonly typed: TypedNumber;
  readonly isDone: Signal<boolean>;
}

export function PhoneNumber() {
  const { account, devices, numberChange } = useDesk();
  const [reading, deed] = [useDeed(), useDeed()];
  const typed: TypedNumber = useSignal(nothingTyped);
  const isDone = useSignal(false);
  const around = useStepFocus(numberChange);
  useEffect(() => reading.run(() => Promise.all([account.readLock(), devices.read()])), []);
  const lock = account.lock.value;
  const self = devices.self.value;
  const step = { deed, typed, isDone };
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={reading} />
      {lock && <p role="status">{lock.number === null ? say.none : say.now(lock.number)}</p>}
      {isDone.value && <p role="status">{say.done}</p>}
      {lock && self?.isPrimary === false && <p>{accountWords.onlyFirst}</p>}
      {lock && self?.isPrimary === true && (
        <div class="steps" ref={around}>
          {numberChange.number.value === undefined ? <Ask {...step} /> : <Prove {...step} />}
        </div>
      )}
    </>
  );
}

function Ask({ deed, typed, isDone }: StepProps) {
  const { account, numberChange } = useDesk();
  const ask = async () => {
    const { number, pin } = typed.value;
    typed.value = { ...nothingTyped, number, pin };
    isDone.value = false;
    isDone.value = await numberChange.ask(number, pin);
    if (isDone.value) typed.value = nothingTyped;
  };
  return (
    <Form deed={deed} work={ask} label={say.title} submit={say.ask}>
      <NumberField typed={typed} label={say.number} />
      {account.lock.value?.isSet && <PinField typed={typed} more={say.pinOwn} />}
    </Form>
  );
}

function Prove({ deed, typed, isDone }: StepProps) {
  const { account, numberChange } = useDesk();
  const isCaptcha = numberChange.captcha.value !== undefined;
  const isLocked = numberChange.isProved.value && account.lock.value?.isSet === true;
  const goOn = async () => {
    const { number: _asked, ...shown } = typed.value;
    // A captcha is good once.
    typed.value = { ...typed.value, captcha: '' };
    isDone.value = await numberChange.go(shown);
    if (isDone.value) typed.value = nothingTyped;
  };
  const again = () => {
    numberChange.begin();
    typed.value = nothingTyped;
  };
  const submit = isCaptcha ? say.goOn : say.change;
  return (
    <>
      <Form deed={deed} work={goOn} label={say.title} submit={submit}>
        <ProofFields steps={numberChange} typed={typed} takesPin={isLocked} />
        {deed.isBusy && !isCaptcha && <p role="status">{say.changing}</p>}
      </Form>
      <div class="acts">
        <button type="button" class="act act-plain" disabled={deed.isBusy} onClick={again}>
          {say.back}
        </button>
      </div>
    </>
  );
}
