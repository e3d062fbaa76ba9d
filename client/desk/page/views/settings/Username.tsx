// The user name: which it is, with its link; another one, first seen and then taken; none any more.

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Act, Copy, Form, Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { Qr } from '../../parts/Qr.tsx';
import { Section } from '../../parts/Sheet.tsx';
import { accountWords } from '../../words/account.ts';

const say = accountWords.username;
const nicknameLengthMax = 32;

export function Username() {
  const { account } = useDesk();
  const deed = useDeed();
  useEffect(() => deed.run(() => account.readUsername()), []);
  const own = account.username.value;
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={deed} />
      {own === null && <p>{say.none}</p>}
      {own && <Present username={own.username} link={own.link} />}
      {own !== undefined && <Choose key={own?.username} isAnother={own !== null} />}
    </>
  );
}

function Present({ username, link }: { readonly username: string; readonly link: string }) {
  const { account } = useDesk();
  const deed = useDeed();
  return (
    <Section title={say.now}>
      <p class="person-name">{username}</p>
      <div class="link-shown">
        <Qr label={say.qr} of={link} />
        <Copy text={link} label={say.link} />
      </div>
      <div class="acts">
        <SureAct deed={deed} sure={say.anewSure} work={() => account.renewLink()}>
          {say.anew}
        </SureAct>
        <SureAct deed={deed} sure={say.giveUpSure} work={() => account.giveUpUsername()}>
          {say.giveUp}
        </SureAct>
        <Outcome deed={deed} />
      </div>
    </Section>
  );
}

function Choose({ isAnother }: { readonly isAnother: boolean }) {
  const { account } = useDesk();
  const [nickname, reserved] = [useSignal(''), useSignal('')];
  const [looking, taking] = [useDeed(), useDeed()];
  const reserve = async () => {
    reserved.value = await account.reserve(nickname.value.trim());
  };
  const title = isAnother ? say.change : say.take;
  return (
    <Section title={title}>
      <Form deed={looking} work={reserve} label={title} submit={say.reserve}>
        <Field
          label={say.nickname}
          value={nickname.value}
          isRequired
          maxLength={nicknameLengthMax}
          more={say.nicknameMore}
          onInput={(value) => {
            nickname.value = value;
            reserved.value = '';
          }}
        />
      </Form>
      {reserved.value !== '' && (
        <div class="acts">
          <p role="status">{say.reserved(reserved.value)}</p>
          <Act deed={taking} kind="main" work={() => account.confirm(reserved.value)}>
            {say.confirm(reserved.value)}
          </Act>
          <Outcome deed={taking} />
        </div>
      )}
    </Section>
  );
}
