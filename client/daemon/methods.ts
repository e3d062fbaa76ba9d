// The methods of a daemon: each declared once, with what it takes and answers, as the documents,
// the description that programs ask for, and the checks read it.

import { z } from 'zod';
import type { Peer } from './peer.ts';
import { protocolVersion, RpcError, rpcCodes } from './wire.ts';

export interface Method {
  readonly about: string;
  readonly params: z.ZodObject;
  readonly answer: z.ZodType;
  /** Absent: no page of the desk may ask for it. */
  readonly forPage?: ForPage;
  run(params: Readonly<Record<string, unknown>>, peer: Peer): Promise<unknown>;
}

/** That a page may ask for something. */
export interface ForPage {
  /** Parameters that are none of a page's: paths lead to files of this machine. */
  readonly without: readonly string[];
}

export type Methods = Readonly<Record<string, Method>>;

/** Declares one with the types of its parameters. */
export const method = <Params extends z.ZodObject>(
  about: string,
  params: Params,
  answer: z.ZodType,
  run: (params: z.output<Params>, peer: Peer) => Promise<unknown>,
): Method => ({ about, params, answer, run: (given, peer) => run(params.parse(given), peer) });

/** Lets pages of the desk ask for it as well. */
export const forPage = <One extends object>(one: One): One & { readonly forPage: ForPage } => ({
  ...one,
  forPage: { without: [] },
});

/** The same, for pages of the desk as well. */
export const pageMethod = <Params extends z.ZodObject>(
  ...declared: Parameters<typeof method<Params>>
): Method => forPage(method(...declared));

/** Answers one call. Refuses: RpcError where there is none such, or its parameters are wrong. */
export async function answerBy(
  methods: Methods,
  name: string,
  given: unknown,
  peer: Peer,
): Promise<unknown> {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!found) {
    const message = `There is no method ${name}; rpc.discover lists them.`;
    throw new RpcError(rpcCodes.unknownMethod, message);
  }
  const params = found.params.safeParse(given);
  if (!params.success) {
    const [issue] = params.error.issues;
    const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    throw new RpcError(rpcCodes.params, `${where}${issue?.message ?? 'unreadable'}`);
  }
  return found.run(params.data, peer);
}

/** What `rpc.discover` answers. Source: OpenRPC 1.3. */
export function described(all: Methods, events: readonly string[]) {
  const schemas: Record<string, unknown> = {};
  const made = (schema: z.ZodType) => {
    const { rest, named } = jsonSchema(schema);
    Object.assign(schemas, named);
    return rest;
  };
  const methods = Object.entries(all).map(([name, { about, params, answer }]) => ({
    name,
    summary: about,
    paramStructure: 'by-name',
    params: Object.entries(params.shape as Record<string, z.ZodType>).map(([param, schema]) => ({
      name: param,
      required: !schema.safeParse(undefined).success,
      schema: made(schema),
    })),
    result: { name: 'answer', schema: made(answer) },
  }));
  const info = { title: 'aldis daemon', version: protocolVersion };
  return { openrpc: '1.3.2', info, methods, components: { schemas }, 'x-events': events };
}

/** Shapes with a name stand once, among the components. */
function jsonSchema(schema: z.ZodType): { rest: object; named: object } {
  const whole = JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = JSON.parse(whole.replaceAll('#/$defs/', '#/components/schemas/'));
  return { rest, named: $defs };
}
