const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export type JsonShape = 'fits' | 'too-deep' | 'too-many';

/**
 * Looks at a JSON text before it is parsed: how deep it is nested, and how many items its outermost array has. What
 * is too much is refused without making an object of it. It does not tell whether the text is JSON.
 */
export function jsonShape(text: Uint8Array, maxDepth: number, maxItems: number): JsonShape {
  let depth = 0;
  let items = 1;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (quoted) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > maxDepth) return 'too-deep';
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
    else if (byte === COMMA && depth === 1 && ++items > maxItems) return 'too-many';
  }
  return 'fits';
}
