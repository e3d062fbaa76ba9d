// Tells of a new message through the browser, while nobody looks at the page.

import type { Rpc } from '../rpc.ts';
import { words } from '../words.ts';
import type { Names } from './names.ts';
import type { Settings } from './settings.ts';

interface Arrived {
  readonly conversation: string;
}

/** Says who wrote, and nothing of what: others may see the screen. */
export function tellOfMessages(rpc: Rpc, names: Names, settings: Settings): void {
  rpc.on('event.message', ({ conversation }: Arrived) => {
    const name = names.of(conversation);
    if (!settings.notifies.value || !document.hidden || name === '') return;
    // One a conversation: the newest takes the place of the one before.
    new Notification(words.own.settings.notice(name), { tag: conversation });
  });
}
