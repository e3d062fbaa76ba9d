// Every word that the page says, in one place; what counts is a function.

const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

export const words = {
  aldis: 'Aldis',
  chats: 'Chats',
  back: 'Back',
  views: 'Views',
  conversations: 'Conversations',
  find: 'Find a conversation',
  noConversations: 'Nothing was said yet.',
  noneFound: 'Nobody is called so.',
  choose: 'Choose a conversation',
  chooseMore: 'or press Ctrl K to find one.',
  unread: (count: number) => plural(count, 'unread message', 'unread messages'),
  you: 'You',
  deleted: 'Message deleted',
  newer: 'Update Aldis to read this',
  call: 'Call',
  poll: (question: string) => `Poll: ${question}`,
  wire: {
    connecting: 'Connecting …',
    waiting: 'The process of this desk has ended, or is starting again.',
    refused: 'This link was used already. Run “aldis desk” for a new one.',
  },
  server: {
    connected: 'Connected',
    connecting: 'Connecting …',
    waiting: 'No connection. What you write waits here.',
    closed: 'Closed',
  },
  yesterday: 'Yesterday',
  today: 'Today',
} as const;
