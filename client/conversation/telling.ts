// What the program is told when something was done to messages.

import type { MessageName } from '#protocol';
import type { Events } from '../events.ts';
import type { Said } from './deeds.ts';

/** `changed`: the messages that are not as before. */
export function tellDeed(events: Events, said: Said, changed: readonly MessageName[]): void {
  const { conversation, author, content } = said;
  const [target] = changed;
  if (!target) return;
  const deed = { conversation, author, target };
  switch (content.type) {
    case 'reaction':
      events.emit('reaction', { ...deed, emoji: content.emoji, removed: content.remove });
      return;
    case 'edit':
      events.emit('edited', { ...deed, text: content.body });
      return;
    case 'delete':
      events.emit('deleted', deed);
      return;
    case 'vote':
      events.emit('vote', { ...deed, choices: content.choices });
      return;
    case 'pollEnd':
      events.emit('pollEnded', deed);
      return;
    case 'pin':
    case 'unpin':
      events.emit('pin', { ...deed, pinned: content.type === 'pin' });
      return;
    case 'receipt':
      events.emit('receipt', {
        from: author,
        type: content.receipt,
        timestamps: changed.map((one) => one.sentAt),
      });
      return;
    case 'syncRead':
      events.emit('read', { conversation, messages: changed });
      return;
    default:
  }
}
