// One-time codes of an authenticator app, and the backup codes that stand in for them.

import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useDesk } from '../../model/desk.ts';
import { Act, Copy, Form, Outcome, SureAct } from '../../parts/Acts.tsx';
import { useDeed } from '../../parts/deed.ts';
import { Field } from '../../parts/Field.tsx';
import { Once } from '../../parts/Once.tsx';
import { Qr } from '../../parts/Qr.tsx';
import { accountWords } from '../../words/account.ts';

const say = accountWords.codes;
const codeLength = 6;

/** Codes that are shown this once. */
type Codes = Signal<readonly string[]>;

export function OneTimeCodes() {
  const { account } = useDesk();
  const deed = useDeed();
  const codes: Codes = useSignal([]);
  useEffect(() => deed.run(() => account.readTotp()), []);
  const totp = account.totp.value;
  const forget = () => {
    codes.value = [];
  };
  return (
    <>
      <p>{say.more}</p>
      <Outcome deed={deed} />
      {totp && (
        <p role="status">
          {totp.isOn ? say.on : say.off} {totp.isOn && say.left(totp.backupCodesLeft ?? 0)}
        </p>
      )}
      {codes.value.length > 0 ? (
        <Once label={say.backup} lines={codes.value} more={say.backupMore} done={forget} />
      ) : (
        totp && (totp.isOn ? <Change codes={codes} /> : <TurnOn codes={codes} />)
      )}
    </>
  );
}

function TurnOn({ codes }: { readonly codes: Codes }) {
  const { account } = useDesk();
  const begun = useSignal<{ readonly secret: string; readonly url: string } | undefined>(undefined);
  const code = useSignal('');
  const deed = useDeed();
  const begin = async () => {
    begun.value = await account.beginTotp();
  };
  const confirm = async () => {
    codes.value = await account.confirmTotp(code.value.trim());
  };
  const cancel = () => {
    begun.value = undefined;
  };
  if (!begun.value) {
    return (
      <div class="acts">
        <Act deed={deed} kind="main" work={begin}>
          {say.begin}
        </Act>
        <Outcome deed={deed} />
      </div>
    );
  }
  return (
    <div class="link-shown">
      <p>{say.scan}</p>
      <Qr label={say.qr} of={begun.value.url} />
      <Copy text={begun.value.secret} label={say.secret} />
      <Form deed={deed} work={confirm} label={say.title} submit={say.confirm}>
        <Field
          label={say.code}
          type="code"
          value={code.value}
          isRequired
          maxLength={codeLength}
          onInput={(value) => {
            code.value = value;
          }}
        />
      </Form>
      <div class="acts">
        <button type="button" class="act act-plain" onClick={cancel}>
          {say.cancel}
        </button>
      </div>
    </div>
  );
}

function Change({ codes }: { readonly codes: Codes }) {
  const { account } = useDesk();
  const deed = useDeed();
  const renew = async () => {
    codes.value = await account.renewBackupCodes();
  };
  return (
    <div class="acts">
      <SureAct deed={deed} sure={say.anewSure} work={renew}>
        {say.anew}
      </SureAct>
      <SureAct deed={deed} sure={say.endSure} work={() => account.endTotp()}>
        {say.end}
      </SureAct>
      <Outcome deed={deed} />
    </div>
  );
}
