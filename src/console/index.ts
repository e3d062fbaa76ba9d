// console: the operators' pages, the figures and acts behind them and their login, all below one
// path of the HTTP door that the gateway opens.
export { boardPath } from './board.ts';
export { addConsole } from './console.ts';
export type * from './ports.ts';
