// The OpenAPI document as a stock linter reads it.

import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { describeApi } from '../../../../src/gateway/http/openapi.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';

test('redocly finds no error in it', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const source = JSON.stringify(describeApi(routes));
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  const told = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ ruleId, message, location }) => `${ruleId}: ${location[0]?.pointer}: ${message}`);
  expect(told).toEqual([]);
});
