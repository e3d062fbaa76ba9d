// Which microphone and loudspeaker a call is held with, and what the browser does to the voice.

import { useEffect } from 'preact/hooks';
import type { SoundDevice } from '../../../media/microphone.ts';
import { useDesk } from '../model/desk.ts';
import { callWords } from '../words/calls.ts';
import { Icon } from './Icon.tsx';

const processing = ['echoCancellation', 'noiseSuppression', 'gainControl'] as const;

export function CallDevices() {
  const { calls } = useDesk();
  useEffect(() => {
    const look = () => void calls.lookForDevices();
    navigator.mediaDevices.addEventListener('devicechange', look);
    return () => navigator.mediaDevices.removeEventListener('devicechange', look);
  }, []);
  const wish = calls.wish.value;
  return (
    <details class="call-devices" onToggle={() => void calls.lookForDevices()}>
      <summary class="call-switch" aria-label={callWords.devices} title={callWords.devices}>
        <Icon name="settings" />
      </summary>
      <div class="call-sheet">
        <Choice
          name={callWords.microphone}
          is="microphone"
          choose={(device) => calls.useMicrophone({ device })}
        />
        <Choice
          name={callWords.loudspeaker}
          is="loudspeaker"
          choose={(device) => calls.useLoudspeaker(device)}
        />
        {processing.map((one) => (
          <label key={one} class="call-check">
            <input
              type="checkbox"
              checked={wish[one] ?? true}
              onChange={({ currentTarget }) =>
                calls.useMicrophone({ [one]: currentTarget.checked })
              }
            />
            {callWords[one]}
          </label>
        ))}
      </div>
    </details>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly is: SoundDevice['is'];
  readonly choose: (device: string | undefined) => unknown;
}

function Choice({ name, is, choose }: ChoiceProps) {
  const { calls } = useDesk();
  const devices = calls.devices.value.filter((one) => one.is === is && one.id !== '');
  return (
    <div class="call-choice">
      <span aria-hidden="true">{name}</span>
      <select
        aria-label={name}
        onChange={({ currentTarget }) => choose(currentTarget.value || undefined)}
      >
        <option value="">{callWords.usual}</option>
        {devices.map(({ id, name: called }) => (
          <option key={id} value={id}>
            {called || id.slice(0, 8)}
          </option>
        ))}
      </select>
    </div>
  );
}
