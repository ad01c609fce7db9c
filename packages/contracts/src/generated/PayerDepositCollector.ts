// Generated from contracts/channels/PayerDepositCollector.sol by `npm run build -w packages/contracts`. Do not edit.

export const payerDepositCollectorAbi = [
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "payer",
        "type": "address"
      }
    ],
    "name": "NotPayer",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OnlyBatchSettlement",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "token",
        "type": "address"
      }
    ],
    "name": "SafeERC20FailedOperation",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "UnexpectedCollection",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "payer",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "token",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "internalType": "bytes32",
        "name": "channelId",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "",
        "type": "bytes"
      }
    ],
    "name": "collect",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "payer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "payerAuthorizer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "receiver",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "receiverAuthorizer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "token",
            "type": "address"
          },
          {
            "internalType": "uint40",
            "name": "withdrawDelay",
            "type": "uint40"
          },
          {
            "internalType": "bytes32",
            "name": "salt",
            "type": "bytes32"
          }
        ],
        "internalType": "struct ChannelConfig",
        "name": "config",
        "type": "tuple"
      },
      {
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      }
    ],
    "name": "deposit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "payer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "payerAuthorizer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "receiver",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "receiverAuthorizer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "token",
            "type": "address"
          },
          {
            "internalType": "uint40",
            "name": "withdrawDelay",
            "type": "uint40"
          },
          {
            "internalType": "bytes32",
            "name": "salt",
            "type": "bytes32"
          }
        ],
        "internalType": "struct ChannelConfig",
        "name": "config",
        "type": "tuple"
      },
      {
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      },
      {
        "internalType": "uint256",
        "name": "deadline",
        "type": "uint256"
      },
      {
        "internalType": "uint8",
        "name": "v",
        "type": "uint8"
      },
      {
        "internalType": "bytes32",
        "name": "r",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "s",
        "type": "bytes32"
      }
    ],
    "name": "depositWithPermit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

export const payerDepositCollectorRuntimeCode =
  '0x608060405234801561000f575f5ffd5b506004361061003f575f3560e01c806326a6e96e146100435780632bae461b14610058578063e416d8d31461006b575b5f5ffd5b61005661005136600461053e565b61007e565b005b6100566100663660046105a6565b610147565b6100566100793660046105ef565b610155565b61008e60a0870160808801610690565b6040517fd505accf0000000000000000000000000000000000000000000000000000000081523360048201523060248201526fffffffffffffffffffffffffffffffff871660448201526064810186905260ff8516608482015260a4810184905260c481018390526001600160a01b03919091169063d505accf9060e4015f604051808303815f87803b158015610123575f5ffd5b505af1925050508015610134575060015b5061013f8686610239565b505050505050565b6101518282610239565b5050565b33734020074e9df2ce1dee5a9c1b5c3f541d02a10003146101a2576040517f0729d7af00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b604080516001600160a01b038089166020830152871691810191909152606081018590526080810184905260a001604051602081830303815290604052805190602001205f5c1461021f576040517f6fd45a7b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80805d5061013f6001600160a01b038616873387610429565b6102466020830183610690565b6001600160a01b0316336001600160a01b0316146102ae5761026b6020830183610690565b6040517f11a4cac00000000000000000000000000000000000000000000000000000000081526001600160a01b0390911660048201526024015b60405180910390fd5b6040517f5e5e0b87000000000000000000000000000000000000000000000000000000008152734020074e9df2ce1dee5a9c1b5c3f541d02a10003905f908290635e5e0b8790610302908790600401610763565b602060405180830381865afa15801561031d573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906103419190610777565b90503361035460a0860160808701610690565b604080516001600160a01b03938416602082015292909116908201526fffffffffffffffffffffffffffffffff841660608201526080810182905260a001604051602081830303815290604052805190602001205f81905d506040517f140f1e750000000000000000000000000000000000000000000000000000000081526001600160a01b0383169063140f1e75906103f69087908790309060040161078e565b5f604051808303815f87803b15801561040d575f5ffd5b505af115801561041f573d5f5f3e3d5ffd5b5050505050505050565b61043784848484600161047e565b610478576040517f5274afe70000000000000000000000000000000000000000000000000000000081526001600160a01b03851660048201526024016102a5565b50505050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038781166004528616602452604485905291602083606481808c5af1925060015f511483166104f35783831516156104e7573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f60e08284031215610514575f5ffd5b50919050565b80356fffffffffffffffffffffffffffffffff81168114610539575f5ffd5b919050565b5f5f5f5f5f5f6101808789031215610554575f5ffd5b61055e8888610504565b955061056c60e0880161051a565b9450610100870135935061012087013560ff8116811461058a575f5ffd5b9598949750929561014081013594610160909101359350915050565b5f5f61010083850312156105b8575f5ffd5b6105c28484610504565b91506105d060e0840161051a565b90509250929050565b80356001600160a01b0381168114610539575f5ffd5b5f5f5f5f5f5f60a08789031215610604575f5ffd5b61060d876105d9565b955061061b602088016105d9565b94506040870135935060608701359250608087013567ffffffffffffffff811115610644575f5ffd5b8701601f81018913610654575f5ffd5b803567ffffffffffffffff81111561066a575f5ffd5b89602082840101111561067b575f5ffd5b60208201935080925050509295509295509295565b5f602082840312156106a0575f5ffd5b6106a9826105d9565b9392505050565b803564ffffffffff81168114610539575f5ffd5b6001600160a01b036106d5826105d9565b1682526001600160a01b036106ec602083016105d9565b1660208301526001600160a01b03610706604083016105d9565b1660408301526001600160a01b03610720606083016105d9565b1660608301526001600160a01b0361073a608083016105d9565b16608083015261074c60a082016106b0565b64ffffffffff1660a083015260c090810135910152565b60e0810161077182846106c4565b92915050565b5f60208284031215610787575f5ffd5b5051919050565b61079881856106c4565b6fffffffffffffffffffffffffffffffff9290921660e08301526001600160a01b031661010082015261014061012082018190525f908201526101600191905056fea164736f6c6343000825000a' as const;
