// group: who belongs together, by names that only they can read, and what each of them may do.

import { parseGroupId } from '#protocol';
import { defineKind } from '../kind.ts';
import { groupCommands } from './commands.ts';
import { GroupHandle } from './handle.ts';

export const group = defineKind({
  type: 'group',
  parseId: parseGroupId,
  commands: [...groupCommands],
  activate: (id, home) => new GroupHandle(id, home),
});
