/** JSON of the views in `@lode/protocol`: amounts (`bigint`) become decimal strings. */
export const toJson = (view: unknown): string =>
  JSON.stringify(view, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

export const jsonResponse = (view: unknown, status = 200): Response =>
  new Response(toJson(view), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
