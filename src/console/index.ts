// console: the operators' page, the figures behind it and its login, all below one path of the HTTP
// door that the gateway opens.
export { boardPath } from './board.ts';
export { addConsole } from './console.ts';
export type * from './ports.ts';
