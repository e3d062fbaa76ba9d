// What every way to begin needs: how the profile is called here, and its server.

import { useDesk } from '../../model/desk.ts';
import { Field } from '../../parts/Field.tsx';
import { words } from '../../words.ts';

const say = words.own.first;
const nameLengthMax = 32;

export function Names() {
  const { firstRun } = useDesk();
  return (
    <>
      <Field
        label={say.name}
        value={firstRun.name.value}
        isRequired
        maxLength={nameLengthMax}
        onInput={(value) => {
          firstRun.name.value = value;
        }}
      />
      <Field
        label={say.server}
        value={firstRun.server.value}
        isRequired
        onInput={(value) => {
          firstRun.server.value = value;
        }}
      />
    </>
  );
}
