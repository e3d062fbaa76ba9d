// What a path does not take is refused as that, for every route and every verb that HTTP has.

import { METHODS } from 'node:http';
import { expect, it } from 'vitest';
import { exampleOf } from '../../../../src/gateway/http/examples.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';
import { ask } from '../../../support/apiClient.ts';
import { apiOver, createTestServices } from '../../../support/gatewayServices.ts';
import { z } from 'zod/v4';

/** The path with examples in the place of its parts. */
function filled({ path, params }: (typeof routes)[number]): string {
  if (!params) return path;
  const example = exampleOf(z.toJSONSchema(params, { io: 'input' }));
  return Object.entries(example as Record<string, string>).reduce(
    (target, [name, value]) => target.replace(`:${name}`, encodeURIComponent(value)),
    path,
  );
}

it('no verb but those of a path is taken there, and `Allow` says which they are', async () => {
  const api = apiOver(createTestServices().services);
  const byTarget = Map.groupBy(routes, filled);
  expect(byTarget.size).toBeGreaterThan(60);
  for (const [target, at] of byTarget) {
    const taken = at.map(({ verb }) => verb as string);
    for (const verb of METHODS.filter((one) => !taken.includes(one))) {
      const { status, headers } = await ask(api, verb, target);
      expect([verb, target, status]).toEqual([verb, target, 405]);
      expect(headers['allow']?.split(', ').sort(), target).toEqual(taken.sort());
      expect(headers['x-aldis-code']).toBe('request.verb');
    }
  }
});
