// The first page of the settings: what others are told, how this page looks and tells, the server,
// and the lock of the profile.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PrivacyView } from '../../../../index.ts';
import { useDesk } from '../../model/desk.ts';
import type { Theme } from '../../model/settings.ts';
import { switchNames } from '../../model/settings.ts';
import { Form, Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Switch } from '../../parts/Field.tsx';
import { Section } from '../../parts/Sheet.tsx';
import { Twice } from '../../parts/Twice.tsx';
import { words } from '../../words.ts';

const say = words.own.settings;

export function General() {
  const { settings } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => settings.read()), []);
  const [privacy, isLocked] = [settings.privacy.value, settings.isLocked.value];
  return (
    <>
      <Outcome deed={deed} />
      {privacy && <Privacy now={privacy} />}
      <Look />
      <Notifications />
      {isLocked !== undefined && <Lock key={String(isLocked)} isLocked={isLocked} />}
      <Section title={say.server}>
        <p>{settings.server.value}</p>
        <p class="field-more">{say.serverMore}</p>
      </Section>
    </>
  );
}

function Privacy({ now }: { readonly now: PrivacyView }) {
  const { settings } = useDesk();
  const deed = useDeed();
  return (
    <Section title={say.privacy}>
      {switchNames.map((name) => (
        <Switch
          key={name}
          label={say.switches[name]}
          isOn={now[name]}
          isOff={deed.isBusy}
          onChange={(isOn) => deed.run(() => settings.switch(name, isOn))}
        />
      ))}
      <Outcome deed={deed} />
    </Section>
  );
}

function Look() {
  const { settings } = useDesk();
  return (
    <fieldset class="picker">
      <legend>{say.look}</legend>
      {(Object.keys(say.themes) as Theme[]).map((theme) => (
        <label class="switch" key={theme}>
          <input
            type="radio"
            name="theme"
            checked={settings.theme.value === theme}
            onChange={() => settings.look(theme)}
          />
          <span>{say.themes[theme]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Notifications() {
  const { settings } = useDesk();
  const isDenied = useSignal(false);
  const turn = async (isOn: boolean) => {
    isDenied.value = !(await settings.notify(isOn));
  };
  return (
    <Section title={say.notifications}>
      <Switch label={say.notify} isOn={settings.notifies.value} onChange={(on) => void turn(on)} />
      <p class="field-more">{say.notifyMore}</p>
      <p role="alert">{isDenied.value && say.notifyDenied}</p>
    </Section>
  );
}

function Lock({ isLocked }: { readonly isLocked: boolean }) {
  const { settings } = useDesk();
  const [passphrase, again] = [useSignal(''), useSignal('')];
  const deed = useDeed();
  const lock = async () => {
    if (passphrase.value !== again.value) throw new Error(say.different);
    await settings.lock(passphrase.value);
    passphrase.value = '';
    again.value = '';
  };
  return (
    <Section title={say.lock}>
      <p>{isLocked ? say.isLocked : say.isOpen}</p>
      <Form deed={deed} work={lock} label={say.lock} submit={isLocked ? say.lockAnew : say.lockIt}>
        <Twice
          label={say.passphrase}
          more={say.lockMore}
          again={say.again}
          of={[passphrase, again]}
        />
      </Form>
      {isLocked && (
        <SureAct deed={deed} sure={say.unlockSure} work={() => settings.unlock()}>
          {say.unlock}
        </SureAct>
      )}
    </Section>
  );
}
