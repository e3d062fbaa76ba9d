// Calls whoever a conversation is with, or comes into the call of its group.

import type { Listed } from '../model/conversations.ts';
import { useDesk } from '../model/desk.ts';
import { callWords } from '../words/calls.ts';
import { Icon } from './Icon.tsx';

export function CallButton({ of: { conversation, name } }: { readonly of: Listed }) {
  const { calls } = useDesk();
  // An account's id has dashes, a group's has none.
  const isGroup = !conversation.includes('-');
  const word = isGroup ? callWords.joinOf(name) : callWords.callSomebody(name);
  return (
    <button
      type="button"
      class="call-begin"
      aria-label={word}
      title={word}
      disabled={calls.current.value !== undefined}
      onClick={() => (isGroup ? calls.join(conversation) : calls.ring(conversation))}
    >
      <Icon name="call" />
    </button>
  );
}
