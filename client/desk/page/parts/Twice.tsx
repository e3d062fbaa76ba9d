// Something secret that is typed twice, so that it is what was meant.

import type { Signal } from '@preact/signals';
import { Field } from './Field.tsx';

interface TwiceProps {
  readonly label: string;
  readonly more: string;
  readonly again: string;
  readonly of: readonly [Signal<string>, Signal<string>];
}

export function Twice({ label, more, again, of: [one, other] }: TwiceProps) {
  return (
    <>
      <Field
        label={label}
        type="password"
        value={one.value}
        isRequired
        more={more}
        onInput={(value) => {
          one.value = value;
        }}
      />
      <Field
        label={again}
        type="password"
        value={other.value}
        isRequired
        onInput={(value) => {
          other.value = value;
        }}
      />
    </>
  );
}
