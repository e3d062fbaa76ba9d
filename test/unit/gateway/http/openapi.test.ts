// Promises of the API's description.

import { describe, expect, it } from 'vitest';
import { describeApi } from '../../../../src/gateway/http/openapi.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';

interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  responses: Record<string, { description: string; content?: Record<string, unknown> }>;
  security: Record<string, string[]>[];
  requestBody?: object;
}
const document = JSON.parse(JSON.stringify(describeApi(routes))) as {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes: object; schemas: object };
};
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ path, verb, operation })),
);

describe('the OpenAPI document', () => {
  it('lists every route and no other', () => {
    const listed = operations.map(({ path, verb }) => `${verb.toUpperCase()} ${path}`);
    const served = routes.map(({ path, verb }) => `${verb} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(listed.sort()).toEqual(served.sort());
  });

  it('is OpenAPI 3.1 in its required parts', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({ title: 'Aldis', version: expect.any(String) });
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const named = operation.parameters.filter((one) => one.in === 'path');
      expect(named.map((one) => one.name)).toEqual(inPath);
      expect(named.every((one) => one.required)).toBe(true);
      expect(operation.summary.length).toBeGreaterThan(3);
      expect(Object.keys(operation.responses)).toContain('default');
      for (const status of Object.keys(operation.responses)) {
        expect(status).toMatch(/^(\d{3}|default)$/);
        expect(operation.responses[status]?.description).toBeTruthy();
      }
      for (const scheme of operation.security.flatMap((one) => Object.keys(one))) {
        expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
      }
    }
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
    for (const [, reference = ''] of references) {
      const name = reference.replace('#/components/schemas/', '');
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
  });

  it('describes the body of every route that reads one', () => {
    for (const route of routes) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[route.verb.toLowerCase()];
      expect(Boolean(operation?.requestBody)).toBe(Boolean(route.body));
    }
  });
});
