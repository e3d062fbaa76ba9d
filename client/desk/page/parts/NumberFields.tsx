// The fields of a phone number's proof, as its step wants them.

import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { NumberSteps } from '../model/numberSteps.ts';
import { accountWords } from '../words/account.ts';
import { CaptchaPage, captchaLengthMax } from './CaptchaPage.tsx';
import { Field } from './Field.tsx';

const say = accountWords.number;
const numberLengthMax = 32;
const codeLengthMax = 8;
const pinLengthMax = 64;

export const nothingTyped = { number: '', captcha: '', code: '', pin: '', totp: '' };
export type TypedNumber = Signal<typeof nothingTyped>;

interface FieldsProps {
  readonly steps: NumberSteps;
  readonly typed: TypedNumber;
}

/** A field of what is typed. */
const field = (typed: TypedNumber, name: keyof typeof nothingTyped) => ({
  value: typed.value[name],
  isRequired: true,
  onInput: (value: string) => {
    typed.value = { ...typed.value, [name]: value };
  },
});

export function NumberField({
  typed,
  label,
}: {
  readonly typed: TypedNumber;
  readonly label: string;
}) {
  return (
    <Field
      {...field(typed, 'number')}
      label={label}
      more={say.numberMore}
      maxLength={numberLengthMax}
    />
  );
}

/** `more`: what the PIN is for. */
export function PinField({ typed, more }: { readonly typed: TypedNumber; readonly more: string }) {
  return (
    <Field
      {...field(typed, 'pin')}
      label={say.pin}
      type="password"
      more={more}
      maxLength={pinLengthMax}
    />
  );
}

/** Behind the first step. `takesPin`: whatever the server wants. */
export function ProofFields({
  steps,
  typed,
  takesPin = false,
}: FieldsProps & { readonly takesPin?: boolean }) {
  const number = steps.number.value ?? '';
  const [isProved, wanted] = [steps.isProved.value, steps.wanted.value];
  const captcha = steps.captcha.value;
  if (captcha) {
    return (
      <>
        <p role="status">{say.captchaMore}</p>
        <CaptchaPage page={captcha.page} />
        <Field
          {...field(typed, 'captcha')}
          label={accountWords.captcha.given}
          maxLength={captchaLengthMax}
        />
      </>
    );
  }
  return (
    <>
      <p role="status">{isProved ? say.proved(number) : say.sent(number)}</p>
      {!isProved && (
        <Field {...field(typed, 'code')} label={say.code} type="code" maxLength={codeLengthMax} />
      )}
      {(wanted.has('pin') || takesPin) && <PinField typed={typed} more={say.pinOther} />}
      {wanted.has('totp') && <Field {...field(typed, 'totp')} label={say.totp} type="code" />}
    </>
  );
}

/** What is around the steps: as another one is shown, its first empty field has the focus. */
export function useStepFocus({ number, captcha, isProved, wanted }: NumberSteps) {
  const around = useRef<HTMLDivElement>(null);
  const first = captcha.value ? 'captcha' : isProved.value ? 'proved' : number.value;
  const step = [first, ...wanted.value].join(' ');
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    const fields = [...(around.current?.querySelectorAll('input') ?? [])];
    fields.find(({ value }) => value === '')?.focus();
  }, [step]);
  return around;
}
