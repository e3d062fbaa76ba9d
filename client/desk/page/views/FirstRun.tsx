// There is no profile yet: an account is made, this becomes a further device of one, or one's own
// account is entered again: by name and password, or by its recovery.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../model/desk.ts';
import { Copy, Form } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Field, Switch } from '../parts/Field.tsx';
import { Qr } from '../parts/Qr.tsx';
import { ByNumber } from './first/ByNumber.tsx';
import { LogIn } from './first/LogIn.tsx';
import { Names } from './first/Names.tsx';
import { Recover } from './first/Recover.tsx';
import { words } from '../words.ts';

const say = words.own.first;
type Way = 'register' | 'number' | 'link' | 'login' | 'recover';
const ways: readonly Way[] = ['register', 'number', 'link', 'login', 'recover'];

export function FirstRun() {
  const { firstRun } = useDesk();
  const way = useSignal<Way>('register');
  const deed = useDeed();
  useEffect(() => deed.run(() => firstRun.read()), []);
  const { [way.value]: Shown } = forms;
  return (
    <main class="first">
      <img src="/lamp.svg" alt="" width="64" height="64" />
      <h1>{say.title}</h1>
      <p>{say.more}</p>
      <fieldset class="ways">
        <legend class="unseen">{say.ways}</legend>
        {ways.map((one) => (
          <label class="switch" key={one}>
            <input
              type="radio"
              name="way"
              checked={way.value === one}
              onChange={() => {
                way.value = one;
              }}
            />
            <span>{say[one]}</span>
          </label>
        ))}
      </fieldset>
      <Shown />
    </main>
  );
}

function Register() {
  const { firstRun } = useDesk();
  const deed = useDeed();
  const isInvited = firstRun.isInvited.value;
  return (
    <Form deed={deed} work={() => firstRun.register()} label={say.register} submit={say.registerIt}>
      <Names />
      <Field
        label={say.invitation}
        value={firstRun.invitation.value}
        isRequired={!isInvited}
        more={isInvited ? say.invited : undefined}
        onInput={(value) => {
          firstRun.invitation.value = value;
        }}
      />
      {deed.isBusy && <p role="status">{say.registering}</p>}
    </Form>
  );
}

function Link() {
  const { firstRun } = useDesk();
  const deed = useDeed();
  const link = firstRun.link.value;
  return (
    <Form deed={deed} work={() => firstRun.linkIt()} label={say.link} submit={say.linkIt}>
      <Names />
      <Switch
        label={say.history}
        isOn={firstRun.takesHistory.value}
        onChange={(isOn) => {
          firstRun.takesHistory.value = isOn;
        }}
      />
      {link !== '' && (
        <div class="link-shown" role="status">
          <p>{say.linkMore}</p>
          <Qr label={say.linkQr} of={link} />
          <Copy text={link} label={say.linkText} />
        </div>
      )}
    </Form>
  );
}

const forms = { register: Register, number: ByNumber, link: Link, login: LogIn, recover: Recover };
