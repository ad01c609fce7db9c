import type { TransactionResult } from '@lode/evm';
import { describe, expect, it } from 'vitest';
import { toData } from '../hex.ts';
import type { CallRequest } from '../params/call.ts';
import { callRequest } from '../params/call.ts';
import { sealSimulated } from './simulatedBlock.ts';
import { simulatedTransaction } from './simulatedTransaction.ts';

// Answers of the tests of execution-apis (tests/eth_simulateV1), whose chain has this id.
const CHAIN_ID = 0xc72dd9d5e883en;
const address = (first: string) => `0x${first.padEnd(40, '0')}`;
const request = (fields: object): CallRequest => callRequest.parse(fields);
const made = (fields: object, gasLimit: bigint) =>
  simulatedTransaction(request(fields), { chainId: CHAIN_ID, nonce: 0n, gasLimit }, () => undefined);

const free = { from: address('c0'), to: address('c1'), value: '0x3e8' };
const priced = { from: address('c0'), to: address('c1'), maxFeePerGas: '0x10', value: '0x2540be400' };
const second = { from: address('c1'), to: address('c2'), maxFeePerGas: '0x10', value: '0x3e8' };

describe('a call as a transaction', () => {
  it('has the hash that the specification has', () => {
    expect(toData(made(free, 0x2faf080n).hash)).toBe(
      '0xf1c5abb08809ef760f87aeabe7a87284c60797192dab6d2f0d26c27c9c038e9d',
    );
    expect(toData(made(priced, 0x2faf080n).hash)).toBe(
      '0xc2df7444d2b0604cdfaa20cad5855422b575d8d2ec02868ed9eb45eb20490f66',
    );
    expect(toData(made(second, 0x2fa9e78n).hash)).toBe(
      '0x5c78719d6ce3bf5b515e9fc3a41ab755c007645928bf35eba1a318721b774595',
    );
  });

  it('is of the type that it names the fields of', () => {
    const list = [{ address: address('aa'), storageKeys: [] }];
    expect(made({ gasPrice: '0x1' }, 0n).tx.type).toBe(0);
    expect(made({ gasPrice: '0x1', accessList: list }, 0n).tx.type).toBe(1);
    expect(made({ accessList: list }, 0n).tx.type).toBe(2);
    expect(made({ to: address('aa'), authorizationList: [] }, 0n).tx.type).toBe(4);
    expect(() => made({ authorizationList: [], gasPrice: '0x1' }, 0n)).toThrow(/names maxFeePerGas/);
  });
});

describe('a simulated block', () => {
  it('has the roots and the bloom that the specification has', () => {
    const output = new Uint8Array();
    const result: TransactionResult = { status: 'success', gasUsed: 21_000n, gasRefunded: 0n, output, logs: [] };
    const calls = [made(priced, 0x2faf080n), made(second, 0x2fa9e78n)].map((transaction) => ({
      ...{ transaction, result, logs: [] },
    }));
    const env = {
      ...{ number: 0x37n, timestamp: 0x228n, coinbase: new Uint8Array(20), gasLimit: 0xbebc200n, baseFee: 15n },
      ...{ prevRandao: new Uint8Array(32), excessBlobGas: 0n, chainId: CHAIN_ID, blockHash: () => new Uint8Array(32) },
    };
    const { header } = sealSimulated(env, new Uint8Array(32), calls);
    expect(toData(header.transactionsRoot)).toBe('0x9e80508f974bbf713b286fe5a4d0fae2f54f17e33b742176cc4c5bb7e0942762');
    expect(toData(header.receiptsRoot)).toBe('0x75308898d571eafb5cd8cde8278bf5b3d13c5f6ec074926de3bb895b519264e1');
    expect(header.gasUsed).toBe(0xa410n);
  });
});
