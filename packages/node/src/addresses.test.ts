import { expect, test } from 'vitest';
import { bestAddress, isLocalAddress, joinDirName } from './addresses.ts';

test.each([
  [['/ip4/127.0.0.1/tcp/1', '/ip4/192.168.1.4/tcp/1', '/ip6/fe80::1/tcp/1'], '/ip4/192.168.1.4/tcp/1'],
  [['/ip4/10.0.0.2/tcp/1', '/dns4/gpu.example.org/tcp/1'], '/dns4/gpu.example.org/tcp/1'],
  [['/ip6/2001:db8::1/tcp/1', '/ip4/127.0.0.1/tcp/1'], '/ip6/2001:db8::1/tcp/1'],
  [['/ip4/127.0.0.1/tcp/1'], '/ip4/127.0.0.1/tcp/1'],
  [[], undefined],
])('of %j, others are given %s', (addresses, expected) => {
  expect(bestAddress(addresses)).toBe(expected);
});

test('knows loopback', () => {
  expect(isLocalAddress('/ip4/127.0.0.1/tcp/1')).toBe(true);
  expect(isLocalAddress('/ip6/::1/tcp/1')).toBe(true);
  expect(isLocalAddress('/ip4/12.7.0.1/tcp/1')).toBe(false);
});

test('a folder name for any address', () => {
  expect(joinDirName('/ip4/1.2.3.4/tcp/5/p2p/12D3KooWabcdefghijkmnopqrstuvwxyz')).toBe('join-opqrstuvwxyz');
  expect(joinDirName('///')).toBe('join-network');
});
