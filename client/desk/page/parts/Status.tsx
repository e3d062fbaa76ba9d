// How far a message of ours is known to have come.

import type { MessageStatus } from '../../../conversation/view.ts';
import { words } from '../words.ts';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

const icons: Readonly<Record<MessageStatus, IconName>> = {
  waiting: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  viewed: 'checks',
  failed: 'warn',
};

export function Status({ status }: { readonly status: MessageStatus }) {
  const text = words.status[status];
  return (
    <span class="status" data-status={status} role="img" title={text} aria-label={text}>
      <Icon name={icons[status]} size={15} />
    </span>
  );
}
