/** Node's own `crypto` where this is Node: ten times the speed of JavaScript. Found without an import, which browsers and their bundlers would stumble over. */
export function nodeCrypto(): unknown {
  const host = (globalThis as { process?: { getBuiltinModule?(id: string): unknown } }).process;
  return host?.getBuiltinModule?.('node:crypto');
}
