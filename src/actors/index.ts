// actors: the domain: what accounts and devices do. Entered by routing (EntityHost) and by the
// composition root; what it needs from outside is in ports.ts.
export * from './account/account.ts';
export { permitMs } from './account/authority.ts';
export { withheldFields } from './account/export.ts';
export type { Bundles } from './account/keys.ts';
export type { AuthenticatedDevice } from './account/membership.ts';
export type { ProvenIdentity } from './account/newDevice.ts';
export { proveIdentity } from './account/newDevice.ts';
export type { AccountKind, AccountStanding } from './account/standing.ts';
export { accountKinds, newAccountMs } from './account/standing.ts';
export type { ProfileView } from './account/profile.ts';
export { clearAccount } from './account/remains.ts';
export type { Command, EachAnswer, EachPart } from './command.ts';
export type { HeardDeliveries } from './device/deliveries.ts';
export { createEntityHost } from './entityHost.ts';
export type * from './host.ts';
export type { AddressOf, AnswerOf, CommandOf, Kind } from './registry.ts';
export { changeRelation } from './relations/change.ts';
export {
  areAcquainted,
  dayOf,
  ended,
  requested,
  written,
} from './relations/decide.ts';
