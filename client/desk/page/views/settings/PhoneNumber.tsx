// The account's phone number, and another one in two steps: the number, then the code.

import { useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Form, Outcome } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import type { Deed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { accountWords } from '../../words/account.ts';

const say = accountWords.number;
const numberLengthMax = 32;
const codeLengthMax = 8;
const pinLengthMax = 64;

const nothing = { number: '', code: '', pin: '', totp: '' };
type Typed = Signal<typeof nothing>;

interface StepProps {
  readonly deed: Deed;
  readonly typed: Typed;
  readonly isDone: Signal<boolean>;
}

export function PhoneNumber() {
  const { account, devices, numberChange } = useDesk();
  const [reading, deed] = [useDeed(), useDeed()];
  const typed: Typed = useSignal(nothing);
  const isDone = useSignal(false);
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
        <>{numberChange.number.value === undefined ? <Ask {...step} /> : <Prove {...step} />}</>
      )}
    </>
  );
}

/** A field of what is typed. */
const field = (typed: Typed, name: keyof typeof nothing) => ({
  value: typed.value[name],
  isRequired: true,
  onInput: (value: string) => {
    typed.value = { ...typed.value, [name]: value };
  },
});

function Ask({ deed, typed, isDone }: StepProps) {
  const { account, numberChange } = useDesk();
  const ask = async () => {
    isDone.value = false;
    isDone.value = await numberChange.ask(typed.value.number, typed.value.pin);
    typed.value = isDone.value ? nothing : { ...typed.value, code: '' };
  };
  return (
    <Form deed={deed} work={ask} label={say.title} submit={say.ask}>
      <Field
        {...field(typed, 'number')}
        label={say.number}
        more={say.numberMore}
        maxLength={numberLengthMax}
      />
      {account.lock.value?.isSet && (
        <Field
          {...field(typed, 'pin')}
          label={say.pin}
          type="password"
          more={say.pinOwn}
          maxLength={pinLengthMax}
        />
      )}
    </Form>
  );
}

function Prove({ deed, typed, isDone }: StepProps) {
  const { account, numberChange } = useDesk();
  const number = numberChange.number.value ?? '';
  const isProved = numberChange.isProved.value;
  const wanted = numberChange.wanted.value;
  const isLocked = isProved && account.lock.value?.isSet === true;
  const change = async () => {
    const { code, pin, totp } = typed.value;
    isDone.value = await numberChange.change({ code: code.trim(), pin, totp: totp.trim() });
    if (isDone.value) typed.value = nothing;
  };
  const again = () => {
    numberChange.begin();
    typed.value = nothing;
  };
  return (
    <>
      <Form deed={deed} work={change} label={say.title} submit={say.change}>
        <p role="status">{isProved ? say.proved(number) : say.sent(number)}</p>
        {!isProved && (
          <Field {...field(typed, 'code')} label={say.code} type="code" maxLength={codeLengthMax} />
        )}
        {(wanted.has('pin') || isLocked) && (
          <Field
            {...field(typed, 'pin')}
            label={say.pin}
            type="password"
            more={say.pinOther}
            maxLength={pinLengthMax}
          />
        )}
        {wanted.has('totp') && <Field {...field(typed, 'totp')} label={say.totp} type="code" />}
        {deed.isBusy && <p role="status">{say.changing}</p>}
      </Form>
      <div class="acts">
        <button type="button" class="act act-plain" disabled={deed.isBusy} onClick={again}>
          {say.back}
        </button>
      </div>
    </>
  );
}
