import { describe, expect, it } from 'vitest';
import { writableBindings } from './wgsl.ts';

const list = (source: string) => {
  const found = writableBindings(source);
  return found === null ? null : [...found].sort((a, b) => a - b);
};

describe('writableBindings', () => {
  it('finds what is declared read_write, whatever the order and the spaces', () => {
    expect(list('@group(0) @binding(1) var<storage, read_write> a: u32;')).toEqual([1]);
    expect(list('@binding( 2u )\n@group(0)var<storage,read_write,>a:u32;')).toEqual([2]);
    expect(list('@group(0) @binding(0) var<storage, read> a: u32; @group(0) @binding(3) var<uniform> b: u32;')).toEqual(
      [],
    );
    expect(list('@group(1) @binding(4) var<storage, read_write> a: u32;')).toEqual([]);
  });

  it('is not misled by comments', () => {
    expect(list('// read_write\n/* /* read_write */ @group(0) @binding(0) var<storage, read_write> */')).toEqual([]);
    expect(list('@group(0) @binding(1) /* x */ var< /* y */ storage, // z\r read_write> a: u32;')).toEqual([1]);
    expect(list('// a\u2028@group(0) @binding(1) var<storage, read_write> a: u32;')).toEqual([1]);
  });

  it('says that it does not know rather than miss one', () => {
    expect(list('const B = 3; @group(0) @binding(B) var<storage, read_write> a: u32;')).toBeNull();
    expect(list('@group(0) @binding((1)) var<storage, read_write> a: u32;')).toBeNull();
    expect(list('fn f(p: ptr<storage, u32, read_write>) {}')).toBeNull();
  });
});
