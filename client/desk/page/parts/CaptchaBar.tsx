// The server takes no more before a captcha was solved: said over whatever is open, with its page
// and what takes what that gave.

import { useSignal } from '@preact/signals';
import { useDesk } from '../model/desk.ts';
import { accountWords } from '../words/account.ts';
import { Form } from './Acts.tsx';
import { CaptchaPage, captchaLengthMax } from './CaptchaPage.tsx';
import { useDeed } from './deed.ts';
import { Field } from './Field.tsx';

const say = accountWords.captcha;

export function CaptchaBar() {
  const { captcha } = useDesk();
  const typed = useSignal('');
  const deed = useDeed();
  const wanted = captcha.wanted.value;
  if (!wanted) return null;
  const solve = async () => {
    const given = typed.value;
    typed.value = '';
    await captcha.solve(given);
  };
  return (
    <section class="recovery-bar" role="alert" aria-label={say.title}>
      <div class="captcha">
        <p>
          <strong>{say.needed}</strong> {say.meanwhile}
        </p>
        <CaptchaPage page={wanted.page} />
      </div>
      <Form deed={deed} work={solve} label={say.title} submit={say.go}>
        <Field
          label={say.given}
          value={typed.value}
          isRequired
          maxLength={captchaLengthMax}
          onInput={(value) => {
            typed.value = value;
          }}
        />
      </Form>
    </section>
  );
}
