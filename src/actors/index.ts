// actors: the domain: what accounts and devices do. Entered by routing (EntityHost) and by the
// composition root; what it needs from outside is in ports.ts.
export * from './account/account.ts';
export { permitMs } from './account/authority.ts';
export * from './account/messages.ts';
export * from './entityHost.ts';
export * from './host.ts';
export { changeRelation } from './relations/change.ts';
export { areAcquainted, ended, requested, written } from './relations/decide.ts';
