// What an operator writes of TURN servers: their addresses, and the secret that they share with us.

import { z } from 'zod/v4';

/** More bring nobody nearer. */
const turnUrlsMax = 8;
/** What coturn reads from a line of its settings, and nobody guesses. */
export const turnSecretForm = /^[\x21-\x7e]{32,128}$/;

const urlForm = /^(turns?):(\[[\da-f:]+\]|[\w.-]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/;
const portDefault = 3478;
const portOfTlsDefault = 5349;

export interface TurnAddress {
  /** The host without the brackets that an IPv6 address has in a URL. */
  readonly host: string;
  readonly port: number;
  /** TLS goes over TCP here. */
  readonly isUdp: boolean;
}

/** Nothing where it is no address of a TURN server. Source: RFC 7065. */
export function parseTurnUrl(url: string): TurnAddress | undefined {
  const [, scheme, host, given, transport = 'udp'] = urlForm.exec(url) ?? [];
  if (host === undefined) return undefined;
  const isTls = scheme === 'turns';
  const port = Number(given ?? (isTls ? portOfTlsDefault : portDefault));
  if (port < 1 || port > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port, isUdp: !isTls && transport === 'udp' };
}

/** The addresses of a setting, with commas between; none where it is empty. */
export function turnUrlsOf(list: string): string[] {
  return list === '' ? [] : list.split(',').map((one) => one.trim());
}

/** Whether a setting holds them, and no more than there may be. */
function areTurnUrls(list: string): boolean {
  const urls = turnUrlsOf(list);
  return urls.length <= turnUrlsMax && urls.every((one) => parseTurnUrl(one) !== undefined);
}

/** Variables of the environment, as config.ts has them. */
export const turnSettings = {
  ALDIS_TURN_URLS: z
    .string()
    .default('')
    .refine(areTurnUrls, {
      error: `must be up to ${turnUrlsMax} of turn:HOST:PORT?transport=udp, with commas between`,
    })
    .describe(
      'Comma-separated addresses of TURN servers (coturn with `use-auth-secret`), by which calls ' +
        'between few find a way: `turn:turn.example.org:3478?transport=udp`; empty: none.',
    ),
  ALDIS_TURN_SECRET: z
    .string()
    .regex(turnSecretForm, 'must be 32 to 128 printable characters without spaces')
    .optional()
    .describe("Their secret, coturn's `static-auth-secret`. Better in a file."),
  ALDIS_TURN_SECRET_FILE: z.string().min(1).optional().describe('File that has it instead.'),
} as const;
