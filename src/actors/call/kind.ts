// call: people who speak with each other just now, and what passes their media on.

import { parseCallId } from '#protocol';
import { defineKind } from '../kind.ts';
import { callCommands } from './commands.ts';
import { CallHandle } from './handle.ts';

export const call = defineKind({
  type: 'call',
  parseId: parseCallId,
  commands: [...callCommands],
  activate: (id, home) => new CallHandle(id, home),
});
