// What a chat hears of its client, in sentences.

import { isErrorCode } from '#protocol';
import { ClientError } from '../index.ts';
import type { AldisClient, ClientEvents } from '../index.ts';
import { callLine, callsTold } from './callWords.ts';
import type { ChatNames } from './names.ts';
import { durationOf } from './duration.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';
import { deedLine, lineOf } from './showing.ts';

/** What a chat does about it. */
export interface ChatEars {
  /** `conversation`: it was said or done there. */
  event(text: Plain, fields: object, conversation?: string): void;
  message(message: ClientEvents['message']): void;
  receipt(receipt: ClientEvents['receipt']): void;
  typing(event: ClientEvents['typing']): void;
  readElsewhere(): void;
  drained(): void;
  closed(error: Error): void;
}

export function listenTo(client: AldisClient, names: ChatNames, ears: ChatEars): void {
  client.on('message', (message) => ears.message(message));
  client.on('receipt', (receipt) => ears.receipt(receipt));
  client.on('typing', (event) => ears.typing(event));
  client.on('read', () => ears.readElsewhere());
  client.on('queueEmpty', () => ears.drained());
  listenToState(client, ears);
  listenToDeeds(client, names, ears);
  for (const name of callsTold) {
    client.on(name, (event) => {
      const { account, group = account } = event;
      ears.event(callLine(name, event, names), { event: name, ...event }, group);
    });
  }
  client.on('ownMessage', (message) => {
    const name = `${names.self}, elsewhere`;
    const line = lineOf({ ...message, at: message.sentAt, name, reactions: [] });
    ears.event(line, { event: 'ownMessage', ...message }, message.conversation);
  });
  client.on('identityChanged', ({ account }) => {
    const then = 'Nothing is sent until you compare it (/safety) and /accept.';
    const text = plain`! The safety number with ${names.nameOf(account)} changed. ${then}`;
    ears.event(text, { event: 'identityChanged', account });
  });
  client.on('failed', ({ to, timestamp, code }) => {
    ears.event(plain`! Not sent (${code}).`, { event: 'failed', to, timestamp, code }, to);
  });
}

/** One line for a connection that is lost, however often it is tried again; one for the next. */
function listenToState(client: AldisClient, ears: ChatEars): void {
  let isLost = false;
  client.on('state', ({ state, code }) => {
    if (state === 'waiting' && !isLost) {
      isLost = true;
      ears.event(plain`(no connection, trying again)`, { event: state, code });
    } else if (state === 'connected' && isLost) {
      isLost = false;
      ears.event(plain`(connected again)`, { event: state });
    } else if (state === 'closed' && code !== undefined) ears.closed(closedFor(code));
  });
}

/** The server has ended the connection for good. */
export function closedFor(code: string): ClientError {
  const known = isErrorCode(code) ? code : 'server.refused';
  const hint = code === 'auth.invalid' ? ' With a name and password: aldis login PROFILE.' : '';
  return new ClientError(known, `The server closed the connection for good: ${code}.${hint}`);
}

function listenToDeeds(client: AldisClient, names: ChatNames, ears: ChatEars): void {
  for (const name of ['reaction', 'edited', 'deleted', 'vote', 'pollEnded'] as const) {
    client.on(name, (event) => {
      const { conversation, author } = event;
      const target = client.conversation(conversation).message(event.target);
      const text = deedLine(name, event, names.nameOf(author), target);
      ears.event(text, { event: name, ...event }, conversation);
    });
  }
  client.on('timer', ({ conversation, author, seconds }) => {
    const [who, long] = [names.nameOf(author), durationOf(seconds)];
    const text = plain`${who} set the timer of disappearing messages: ${long}`;
    ears.event(text, { event: 'timer', conversation, author, seconds }, conversation);
  });
}
