// kernel: what nact lacks. Actors with bounded mailboxes, a restart limit, mail that is always
// answered, and crashes that are logged without a word of the message. The only folder that
// imports nact.
export * from './cell.ts';
export * from './intensity.ts';
