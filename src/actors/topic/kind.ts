// topic: what is told to whoever hears it just then, and to nobody afterwards.

import { parseTopicId } from '#protocol';
import { defineKind } from '../kind.ts';
import { topicCommands } from './commands.ts';
import { TopicHandle } from './handle.ts';

export const topic = defineKind({
  type: 'topic',
  parseId: parseTopicId,
  commands: [...topicCommands],
  activate: (id, home) => new TopicHandle(id, home),
});
