// Who one talks to, above what is said.

import type { Listed } from '../model/conversations.ts';
import { hrefOf } from '../route.ts';
import { words } from '../words.ts';
import { Avatar } from './Avatar.tsx';
import { CallButton } from './CallButton.tsx';
import { Icon } from './Icon.tsx';

export function ConversationHead({ of }: { readonly of: Listed }) {
  return (
    <header class="talk-head">
      <a class="back" href={hrefOf('c')} aria-label={words.back}>
        <Icon name="back" />
      </a>
      <Avatar of={of.conversation} name={of.name} />
      <h2>{of.name}</h2>
      <CallButton of={of} />
    </header>
  );
}
