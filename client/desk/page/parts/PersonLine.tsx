// Somebody in a list: a link to who they are.

import { useDesk } from '../model/desk.ts';
import { hrefOf } from '../route.ts';
import { Portrait } from './Portrait.tsx';

interface PersonLineProps {
  readonly account: string;
  readonly text: string;
  readonly isChosen: boolean;
}

export function PersonLine({ account, text, isChosen }: PersonLineProps) {
  const name = useDesk().names.of(account);
  return (
    <li>
      <a class="line" href={hrefOf('people', account)} aria-current={isChosen ? 'true' : undefined}>
        <Portrait of={account} name={name} />
        <span class="line-name">{name}</span>
        <span class="line-time" />
        <span class="line-text">{text}</span>
      </a>
    </li>
  );
}
