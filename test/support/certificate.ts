// Certificates for 127.0.0.1 as tests of TLS need them: one that signs itself, and those of an
// authority.

import { generate } from 'selfsigned';

export interface Certified {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

const dayMs = 864e5;

/** Valid from an hour ago for this many days; negative: it has expired. */
export const selfSigned = (days = 2): Promise<Certified> => made(days);

/** One that signs for others. */
export async function authority(): Promise<Certified & { issue(): Promise<Certified> }> {
  const ca = await made(2, { name: 'aldis test authority' });
  return { ...ca, issue: () => made(2, { ca }) };
}

async function made(
  days: number,
  { name = 'aldis test', ca }: { name?: string; ca?: Certified } = {},
): Promise<Certified> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - dayMs / 24 - (days < 0 ? 9 * dayMs : 0)),
    notAfterDate: new Date(Date.now() + days * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: !ca, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
    ...(ca ? { ca } : {}),
  });
  return { cert, key };
}
