import { z } from 'zod';
import { errorBody, ROUTES, type Route } from './routes.ts';

/**
 * The OpenAPI 3.1 document, made from the route table. OpenAPI 3.1 schemas are JSON Schema 2020-12,
 * which zod writes itself: the description cannot drift from what is checked.
 */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lode gateway',
      version,
      description: 'Submit GPU work, follow it, fetch checked results, see what it cost.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: wireSchema(errorBody) },
    },
  };
}

function operation(route: Route): Record<string, unknown> {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return {
    operationId: route.id,
    summary: route.summary,
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(route.query ?? {}).map(([name, description]) => ({
        name,
        in: 'query',
        required: false,
        description,
        schema: { type: 'string' },
      })),
    ],
    ...(route.request === undefined
      ? {}
      : { requestBody: { required: true, content: { [route.request.type]: body(route.request.schema) } } }),
    responses: {
      [route.response.status]: {
        description: route.summary,
        content: { [route.response.type]: body(route.response.schema) },
      },
      default: {
        description: 'An error',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

const body = (schema: z.ZodType | undefined) => ({
  schema: schema === undefined ? { type: 'string', format: 'binary' } : wireSchema(schema),
});

/** The wire side of a schema: amounts are decimal strings there. Recursion (steps in steps) is cut by `$defs`. */
function wireSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
