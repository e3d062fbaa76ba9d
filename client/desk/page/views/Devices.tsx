// The devices of the account: which there are, a further one, one less.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OwnDevice } from '../../../index.ts';
import { useDesk } from '../model/desk.ts';
import { Form, Outcome, SureAct } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Field, Switch } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Page } from '../parts/Page.tsx';
import { Section } from '../parts/Sheet.tsx';
import { dayOf } from '../parts/times.ts';
import { words } from '../words.ts';

const say = words.own.devices;
const nameLengthMax = 50;

export function Devices() {
  const { devices } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => devices.read()), []);
  const { self } = devices;
  const isFirst = self.value?.isPrimary === true;
  return (
    <Page title={say.title}>
      <Outcome deed={deed} />
      <ul class="devices" aria-label={say.title}>
        {devices.all.value.map((one) => (
          <Device key={one.id} one={one} mayRemove={isFirst && !one.isPrimary} />
        ))}
      </ul>
      {devices.all.value.length === 0 && devices.isRead.value && <p>{say.none}</p>}
      {self.value && <Rename key={self.value.name} name={self.value.name ?? ''} />}
      {isFirst ? <LinkDevice /> : devices.isRead.value && <p>{say.onlyFirst}</p>}
    </Page>
  );
}

function Device({ one, mayRemove }: { readonly one: OwnDevice; readonly mayRemove: boolean }) {
  const { devices } = useDesk();
  const deed = useDeed();
  const { id, isThis, isPrimary, addedAt, lastSeen } = one;
  const name = one.name ?? say.nameless(id);
  const facts = [
    isThis ? say.isThis : '',
    isPrimary ? say.isFirst : '',
    say.added(dayOf(addedAt)),
    lastSeen === undefined || isThis ? '' : say.seen(dayOf(lastSeen)),
  ];
  return (
    <li class="device">
      <Icon name="devices" />
      <div class="device-words">
        <strong>{name}</strong>
        <span>{facts.filter((fact) => fact !== '').join(' · ')}</span>
      </div>
      {mayRemove && (
        <div class="acts">
          <SureAct
            deed={deed}
            label={say.of(say.remove, name)}
            sure={say.removeSure}
            work={() => devices.remove(id, false)}
          >
            {say.remove}
          </SureAct>
          <SureAct
            deed={deed}
            label={say.of(say.stolen, name)}
            sure={say.stolenSure}
            more={say.stolenMore}
            work={() => devices.remove(id, true)}
          >
            {say.stolen}
          </SureAct>
          <Outcome deed={deed} />
        </div>
      )}
    </li>
  );
}

function Rename({ name: before }: { readonly name: string }) {
  const { devices } = useDesk();
  const name = useSignal(before);
  const deed = useDeed();
  return (
    <Form
      deed={deed}
      work={() => devices.rename(name.value.trim())}
      label={say.rename}
      submit={say.save}
    >
      <Field
        label={say.rename}
        value={name.value}
        isRequired
        maxLength={nameLengthMax}
        onInput={(value) => {
          name.value = value;
        }}
      />
    </Form>
  );
}

function LinkDevice() {
  const { devices } = useDesk();
  const [link, outcome] = [useSignal(''), useSignal('')];
  const history = useSignal(true);
  const deed = useDeed();
  const add = async () => {
    const device = await devices.link(link.value.trim(), history.value);
    outcome.value = say.linked(device);
    link.value = '';
  };
  return (
    <Section title={say.link}>
      <p>{say.linkMore}</p>
      <Form deed={deed} work={add} label={say.link} submit={say.linkIt} done={outcome.value}>
        <Field
          label={say.linkField}
          value={link.value}
          isRequired
          onInput={(value) => {
            link.value = value;
          }}
        />
        <Switch
          label={say.history}
          isOn={history.value}
          onChange={(isOn) => {
            history.value = isOn;
          }}
        />
        {deed.isBusy && <p role="status">{say.linking}</p>}
      </Form>
    </Section>
  );
}
