// Some of the people one knows, chosen.

import type { Signal } from '@preact/signals';
import { useDesk } from '../model/desk.ts';
import { words } from '../words.ts';
import { Switch } from './Field.tsx';

interface PickerProps {
  readonly label: string;
  readonly chosen: Signal<ReadonlySet<string>>;
  /** The people who are not to be chosen. */
  readonly without: readonly string[];
}

export function Picker({ label, chosen, without }: PickerProps) {
  const { people, names } = useDesk();
  const some = people.contacts.value.filter(
    ({ account, blocked }) => !blocked && !without.includes(account),
  );
  const turn = (account: string, isOn: boolean) => {
    const next = new Set(chosen.value);
    if (isOn) next.add(account);
    else next.delete(account);
    chosen.value = next;
  };
  return (
    <fieldset class="picker">
      <legend>{label}</legend>
      {some.length === 0 && <p>{words.groups.noContacts}</p>}
      {some.map(({ account }) => (
        <Switch
          key={account}
          label={names.of(account)}
          isOn={chosen.value.has(account)}
          onChange={(isOn) => turn(account, isOn)}
        />
      ))}
    </fieldset>
  );
}
