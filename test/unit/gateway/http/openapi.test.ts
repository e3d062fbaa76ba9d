// Promises of the API's description.

import { describe, expect, it } from 'vitest';
import { z } from 'zod/v4';
import { describeApi } from '../../../../src/gateway/http/openapi.ts';
import { base64, base64url, toBase64url } from '../../../../src/gateway/ingress/schemas.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';

interface Content {
  readonly content?: Record<string, { readonly example?: unknown }>;
}
interface Operation {
  operationId: string;
  summary: string;
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  responses: Record<string, { description: string } & Content>;
  security: Record<string, string[]>[];
  requestBody?: Content;
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

const exampleIn = (part: Content | undefined) => Object.values(part?.content ?? {})[0]?.example;

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

  it('has an example of each body and each answer, that their schemas take', () => {
    const wrong = routes.flatMap((route) => {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[route.verb.toLowerCase()];
      const body = route.mediaType === undefined ? route.body : undefined;
      const parts = [
        ['body', body, operation?.requestBody],
        ...Object.entries(route.answers).map(
          ([status, schema]) => [status, schema, operation?.responses[status]] as const,
        ),
      ] as const;
      return parts
        .filter(([, schema, part]) => schema && !schema.safeParse(exampleIn(part)).success)
        .map(([name]) => `${route.verb} ${path} ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('describes ids and bytes so that nothing else would be taken', () => {
    const shown = JSON.stringify(document);
    expect(shown).toContain('^(PNI:)?[0-9a-f]{8}-');
    const bytes = [1, 2, 3, 16, 33].map((size) => new Uint8Array(size).fill(255));
    for (const one of bytes) {
      const exact = z.toJSONSchema(base64(one.length, one.length), { io: 'input' });
      const url = z.toJSONSchema(base64url(one.length, one.length), { io: 'input' });
      const [text, address] = [Buffer.from(one).toString('base64'), toBase64url(one)];
      expect(new RegExp(String(exact['pattern'])).test(text)).toBe(true);
      expect(new RegExp(String(exact['pattern'])).test(`${text}A`)).toBe(false);
      expect(new RegExp(String(url['pattern'])).test(address)).toBe(true);
      expect(new RegExp(String(url['pattern'])).test(text.replace(/\+|\//g, '='))).toBe(false);
      expect(exact['maxLength']).toBe(text.length);
      expect(url['maxLength']).toBe(address.length);
    }
  });
});
