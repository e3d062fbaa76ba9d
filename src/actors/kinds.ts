// The kinds of entities: a line each, under the kind's own type.
export { account } from './account/kind.ts';
export { call } from './call/kind.ts';
export { group } from './group/kind.ts';
export { topic } from './topic/kind.ts';
