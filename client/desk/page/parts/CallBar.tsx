// The call that this profile is in, above whatever is shown: who is there and who speaks, the own
// microphone and sound, and the way out.

import { useEffect } from 'preact/hooks';
import type { InCall, ShownCall } from '../model/calls.ts';
import { useDesk } from '../model/desk.ts';
import { callWords } from '../words/calls.ts';
import { Avatar } from './Avatar.tsx';
import { CallDevices } from './CallDevices.tsx';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';
import { Portrait } from './Portrait.tsx';

export function CallBar() {
  const { calls } = useDesk();
  const shown = calls.current.value;
  const said = calls.said.value;
  return (
    <>
      <div class="call-said" role="status" data-shown={said !== ''}>
        {said}
      </div>
      {shown && <Current of={shown} />}
    </>
  );
}

function Current({ of }: { readonly of: ShownCall }) {
  const { calls } = useDesk();
  const { call, isHere, phase, isMuted } = of;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || event.key.toLowerCase() !== 'm' || !isHere) return;
      event.preventDefault();
      void calls.mute(call, !isMuted);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [call, isHere, isMuted]);
  const name = calls.nameOf(of.account ?? of.group);
  return (
    <section class="call" aria-label={`${callWords.call}: ${name}`}>
      <div class="call-head">
        <strong class="call-name">{name}</strong>
        <span class="call-state">{stateOf(of, name, calls.grade.value)}</span>
        {isHere && <Controls of={of} />}
      </div>
      {isHere && calls.lacksMicrophone.value && (
        <p class="call-lack" role="alert">
          {callWords.noMicrophone}{' '}
          <button type="button" class="call-text" onClick={() => calls.speak(call)}>
            {callWords.askAgain}
          </button>
        </p>
      )}
      {phase === 'joined' && <People of={of} />}
    </section>
  );
}

function stateOf(
  { isHere, phase, account }: ShownCall,
  name: string,
  grade: keyof typeof callWords.quality,
): string {
  if (!isHere) return callWords.elsewhere;
  if (phase === 'joined') return callWords.quality[grade];
  return account ? callWords.calling(name) : callWords.joining;
}

function Controls({ of: { call, group, phase, isMuted, isDeaf } }: { readonly of: ShownCall }) {
  const { calls } = useDesk();
  return (
    <div class="call-controls">
      {phase === 'joined' && (
        <>
          <Switch
            name={callWords.mute}
            hint="Alt M"
            icon={isMuted ? 'microphoneOff' : 'microphone'}
            isOn={isMuted}
            set={(muted) => calls.mute(call, muted)}
          />
          <Switch
            name={callWords.deafen}
            icon={isDeaf ? 'soundOff' : 'sound'}
            isOn={isDeaf}
            set={(deaf) => calls.deafen(call, deaf)}
          />
          <CallDevices />
          {group !== undefined && (
            <button
              type="button"
              class="call-switch"
              aria-label={callWords.ringOthers}
              title={callWords.ringOthers}
              onClick={() => calls.ringGroup(group)}
            >
              <Icon name="call" />
            </button>
          )}
        </>
      )}
      <button type="button" class="call-leave" onClick={() => calls.leave(call)}>
        <Icon name="hangUp" />
        <span>{phase === 'joined' ? callWords.leave : callWords.giveUp}</span>
      </button>
    </div>
  );
}

interface SwitchProps {
  readonly name: string;
  readonly hint?: string;
  readonly icon: IconName;
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => unknown;
}

function Switch({ name, hint, icon, isOn, set }: SwitchProps) {
  return (
    <button
      type="button"
      class="call-switch"
      aria-label={name}
      aria-pressed={isOn}
      title={hint ? `${name} (${hint})` : name}
      onClick={() => set(!isOn)}
    >
      <Icon name={icon} />
    </button>
  );
}

function People({ of }: { readonly of: ShownCall }) {
  const mayModerate = of.isHere && of.group !== undefined && of.members.some(isOwnAdministrator);
  return (
    <ul class="call-people" aria-label={callWords.inCall}>
      {of.members.map((one) => (
        <Participant
          key={one.mediaId}
          one={one}
          call={of.call}
          mayModerate={mayModerate && !one.isSelf}
        />
      ))}
    </ul>
  );
}

const isOwnAdministrator = ({ isSelf, role }: InCall) => isSelf && role === 'ADMINISTRATOR';

interface ParticipantProps {
  readonly one: InCall;
  readonly call: string;
  readonly mayModerate: boolean;
}

function Participant({ one, call, mayModerate }: ParticipantProps) {
  const { calls } = useDesk();
  const { mediaId, account, isSelf, sources } = one;
  const name = isSelf ? callWords.you : calls.nameOf(account);
  const speaks = calls.speaking.value.includes(mediaId);
  const isMuted = sources.length > 0 && sources.every(({ muted }) => muted);
  const state = isMuted ? callWords.muted : speaks ? callWords.speaks : '';
  return (
    <li class="call-person" data-speaks={speaks && !isMuted}>
      {account === undefined ? (
        <Avatar of={String(mediaId)} name={name} size="s" />
      ) : (
        <Portrait of={account} name={name} size="s" />
      )}
      <span>{name}</span>
      <span class="call-person-state">{state}</span>
      {mayModerate && (
        <>
          <button
            type="button"
            class="call-icon"
            aria-label={callWords.muteOther(name)}
            onClick={() => calls.moderate(call, mediaId, 'mute')}
          >
            <Icon name="microphoneOff" size={16} />
          </button>
          <button
            type="button"
            class="call-icon"
            aria-label={callWords.removeOther(name)}
            onClick={() => calls.moderate(call, mediaId, 'remove')}
          >
            <Icon name="close" size={16} />
          </button>
        </>
      )}
    </li>
  );
}
