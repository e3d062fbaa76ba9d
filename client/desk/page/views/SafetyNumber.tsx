// The safety number with somebody: shown to be compared, and what was found.

import { useSignal } from '@preact/signals';
import { useDesk } from '../model/desk.ts';
import type { Safety } from '../model/people.ts';
import { Act, Outcome } from '../parts/Acts.tsx';
import { useDeed } from '../parts/deed.ts';
import { Qr } from '../parts/Qr.tsx';
import { Section } from '../parts/Sheet.tsx';
import { words } from '../words.ts';

const say = words.people;
const digitsOfGroup = 5;

interface SafetyProps {
  readonly account: string;
  readonly name: string;
}

export function SafetyNumber({ account, name }: SafetyProps) {
  const { people } = useDesk();
  const shown = useSignal<Safety | undefined>(undefined);
  const deed = useDeed();
  const take = (work: () => Promise<Safety>) => async () => {
    shown.value = await work();
  };
  const safety = shown.value;
  const isChanged = safety?.blocked ?? people.changed.value.has(account);
  return (
    <Section title={say.safety}>
      {isChanged && (
        <div class="warning" role="alert">
          <strong>{say.changed(name)}</strong> {say.changedMore}
        </div>
      )}
      {safety ? (
        <>
          <p>{say.safetyMore(name)}</p>
          <div class="safety">
            <Qr label={say.safetyQr} of={bytesOf(safety.scan)} />
            <p class="digits">{groupsOf(safety.digits).join(' ')}</p>
          </div>
          <p role="status">{safety.verified ? say.verified : say.unverified}</p>
          {isChanged ? (
            <Act
              deed={deed}
              kind="main"
              work={take(() => people.acceptIdentity(account, safety.digits))}
            >
              {say.acceptNew}
            </Act>
          ) : (
            !safety.verified && (
              <Act deed={deed} kind="main" work={take(() => people.verify(account, safety.digits))}>
                {say.same}
              </Act>
            )
          )}
        </>
      ) : (
        <Act deed={deed} work={take(() => people.safety(account))}>
          {say.safetyShow}
        </Act>
      )}
      <Outcome deed={deed} />
    </Section>
  );
}

/** Shape: 12 groups of 5 digits. */
function groupsOf(digits: string): string[] {
  return Array.from({ length: Math.ceil(digits.length / digitsOfGroup) }, (_, at) =>
    digits.slice(at * digitsOfGroup, (at + 1) * digitsOfGroup),
  );
}

const bytesOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
