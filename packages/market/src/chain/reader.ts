import {
  type Abi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  decodeFunctionResult,
  type EncodeFunctionDataParameters,
  encodeFunctionData,
  type Hex,
} from 'viem';
import { chainError } from './errors.ts';
import type { Rpc } from './rpc.ts';

type View = 'view' | 'pure';

/** Calls a view of a contract on the newest block. @throws LodeError `CHAIN_UNREACHABLE`, `CHAIN_REJECTED` */
export type Reader = <const abi extends Abi, name extends ContractFunctionName<abi, View>>(call: {
  address: Hex;
  abi: abi;
  functionName: name;
  args?: ContractFunctionArgs<abi, View, name>;
}) => Promise<ContractFunctionReturnType<abi, View, name>>;

export const createReader =
  (rpc: Rpc): Reader =>
  async (call) => {
    const data = encodeFunctionData(call as unknown as EncodeFunctionDataParameters);
    try {
      const result = await rpc.request<Hex>('eth_call', [{ to: call.address, data }, 'latest']);
      return decodeFunctionResult({
        abi: call.abi as Abi,
        functionName: call.functionName as string,
        data: result,
      }) as ContractFunctionReturnType<typeof call.abi, View, typeof call.functionName>;
    } catch (error) {
      throw chainError(error, `Reading ${String(call.functionName)}`);
    }
  };
