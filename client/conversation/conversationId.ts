// What a conversation is called: by the account that one talks with, or by its group.

import { parseAccountId, parseGroupId } from '#protocol';
import type { AccountId, GroupId } from '#protocol';

/** The other account, or the group. */
export type ConversationId = AccountId | GroupId;

export const parseConversationId = (text: string): ConversationId | undefined =>
  parseGroupId(text) ?? parseAccountId(text);

/** True for the conversation of a group. */
export const isGroup = (conversation: string): conversation is GroupId =>
  parseGroupId(conversation) !== undefined;
