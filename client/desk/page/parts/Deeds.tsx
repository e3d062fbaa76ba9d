// What can be done to a message; shown beside the one that is active.

import { useSignal } from '@preact/signals';
import type { Message } from '../../../conversation/view.ts';
import { useDesk } from '../model/desk.ts';
import { canEdit } from '../model/talk.ts';
import type { Talk } from '../model/talk.ts';
import { words } from '../words.ts';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

const emojis = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

export function Deeds({ message, talk }: { readonly message: Message; readonly talk: Talk }) {
  const { notices } = useDesk();
  const isPicking = useSignal(false);
  const { deleted, unreadable, call, mine, text } = message;
  if (deleted || unreadable || call) return null;
  const pick = (emoji: string) => {
    isPicking.value = false;
    void talk.do('react', message, { emoji });
  };
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    notices.say(words.copied);
  };
  if (isPicking.value) {
    return (
      <div class="deeds" role="toolbar" aria-label={words.react}>
        {emojis.map((one) => (
          <button key={one} type="button" class="deed-emoji" onClick={() => pick(one)}>
            {one}
          </button>
        ))}
      </div>
    );
  }
  const open = () => {
    isPicking.value = true;
  };
  return (
    <div class="deeds" role="toolbar" aria-label={words.deeds}>
      <Deed icon="smile" name={words.react} run={open} />
      <Deed icon="reply" name={words.reply} run={() => talk.begin('reply', message)} />
      {mine && canEdit(message) && (
        <Deed icon="edit" name={words.edit} run={() => talk.begin('edit', message)} />
      )}
      <Deed icon="copy" name={words.copy} run={() => void copy().catch(notices.fail)} />
      {mine && (
        <Deed icon="trash" name={words.delete} run={() => void talk.do('delete', message)} />
      )}
    </div>
  );
}

interface DeedProps {
  readonly icon: IconName;
  readonly name: string;
  readonly run: () => void;
}

function Deed({ icon, name, run }: DeedProps) {
  return (
    <button type="button" class="deed" title={name} aria-label={name} onClick={run}>
      <Icon name={icon} size={18} />
    </button>
  );
}
