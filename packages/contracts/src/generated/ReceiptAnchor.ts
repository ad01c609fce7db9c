// Generated from contracts/channels/ReceiptAnchor.sol by `npm run build -w packages/contracts`. Do not edit.

export const receiptAnchorAbi = [
  {
    "inputs": [],
    "name": "DirtyConfig",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "expected",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "given",
        "type": "uint256"
      }
    ],
    "name": "LengthMismatch",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "channelId",
        "type": "bytes32"
      }
    ],
    "name": "NotReceiverSide",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "channelId",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "receiver",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "payer",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "totalClaimed",
        "type": "uint128"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "gpuMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "paid",
            "type": "uint128"
          }
        ],
        "indexed": false,
        "internalType": "struct PaidReceipt[]",
        "name": "receipts",
        "type": "tuple[]"
      }
    ],
    "name": "ReceiptsAnchored",
    "type": "event"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "components": [
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
                "name": "channel",
                "type": "tuple"
              },
              {
                "internalType": "uint128",
                "name": "maxClaimableAmount",
                "type": "uint128"
              }
            ],
            "internalType": "struct Voucher",
            "name": "voucher",
            "type": "tuple"
          },
          {
            "internalType": "bytes",
            "name": "signature",
            "type": "bytes"
          },
          {
            "internalType": "uint128",
            "name": "totalClaimed",
            "type": "uint128"
          }
        ],
        "internalType": "struct VoucherClaim[]",
        "name": "voucherClaims",
        "type": "tuple[]"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "gpuMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "paid",
            "type": "uint128"
          }
        ],
        "internalType": "struct PaidReceipt[][]",
        "name": "receipts",
        "type": "tuple[][]"
      },
      {
        "internalType": "bytes",
        "name": "authorizerSignature",
        "type": "bytes"
      }
    ],
    "name": "claimWithReceipts",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "channelId",
        "type": "bytes32"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "gpuMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "paid",
            "type": "uint128"
          }
        ],
        "internalType": "struct PaidReceipt[]",
        "name": "receipts",
        "type": "tuple[]"
      }
    ],
    "name": "rootOf",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "pure",
    "type": "function"
  }
] as const;

export const receiptAnchorRuntimeCode =
  '0x60806040526004361015610011575f80fd5b5f5f3560e01c80635ad0223a146107c05763bce32dbe14610030575f80fd5b3461078c5760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261078c5760043567ffffffffffffffff811161078c5761007f90369060040161084a565b909160243567ffffffffffffffff811161078c576100a190369060040161084a565b60449491943567ffffffffffffffff811161078c573660238201121561078c5780600401359067ffffffffffffffff821161078c57366024838301011161078c5785830361079057734020074e9df2ce1dee5a9c1b5c3f541d02a100033b1561078c5790604051907fe43ce1f20000000000000000000000000000000000000000000000000000000082528660448301604060048501525281606481019360648960051b83010190875f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec18a360301975b8c82106105a957505050815f9460246101b5937ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc87809703018287015201610c25565b038183734020074e9df2ce1dee5a9c1b5c3f541d02a100035af1801561059e57610589575b506040516101e960408261087b565b601581527f7834303220426174636820536574746c656d656e740000000000000000000000602090910152604080517fe03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a91610244908261087b565b6001815260208101907f310000000000000000000000000000000000000000000000000000000000000082525190206040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f845260408301526060820152466080820152734020074e9df2ce1dee5a9c1b5c3f541d02a1000360a082015260a081526102d860c08261087b565b51902092845b86811015610585576102f181858a610c63565b9050610300575b6001016102de565b8060051b8201358381121561058157820161031c82868b610c63565b916040517f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db3088152602081019060e083833760c061010082209260608301519060408401519051171760a0830151906080840151171791015160281c9060a01c1761055957604290604051907f190100000000000000000000000000000000000000000000000000000000000082528a6002830152602282015220906040810173ffffffffffffffffffffffffffffffffffffffff6103d982610cc6565b163314158061052e575b610502576103f090610cc6565b936103fa82610cc6565b90610120610409828787610942565b930135926fffffffffffffffffffffffffffffffff84168094036104fe5781906040519460608601918652602086015260606040860152526080830194908c905b8082106104a257505050816001969594939273ffffffffffffffffffffffffffffffffffffffff807f9cf348eac17a2b18d4ed9788af99393f8c6a3384c720209e279ad22557da249a94169616940390a490506102f8565b90919586358152602087013567ffffffffffffffff81168091036104fa576060828192602060019501526fffffffffffffffffffffffffffffffff6104e960408c01610c08565b16604082015201970192019061044a565b8e80fd5b8c80fd5b60248b847ff63b7f9c000000000000000000000000000000000000000000000000000000008252600452fd5b5073ffffffffffffffffffffffffffffffffffffffff61055060608401610cc6565b163314156103e3565b60048a7fdf3c1acf000000000000000000000000000000000000000000000000000000008152fd5b8680fd5b8580f35b6105969194505f9061087b565b5f925f6101da565b6040513d5f823e3d90fd5b9195947fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9c90859294950301825285358881121561078c578a0173ffffffffffffffffffffffffffffffffffffffff61060082610be7565b16825273ffffffffffffffffffffffffffffffffffffffff61062460208301610be7565b16602083015273ffffffffffffffffffffffffffffffffffffffff61064b60408301610be7565b16604083015273ffffffffffffffffffffffffffffffffffffffff61067260608301610be7565b16606083015273ffffffffffffffffffffffffffffffffffffffff61069960808301610be7565b16608083015260a081013564ffffffffff811680910361078c5760a083015260c081013560c08301526fffffffffffffffffffffffffffffffff6106df60e08301610c08565b1660e08301526101008101357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18236030181121561078c578101906020823592019067ffffffffffffffff831161078c57823603821361078c57836101206fffffffffffffffffffffffffffffffff6107788261077160209897899861014061010060019d0152610140880191610c25565b9501610c08565b169101529701920192018694959392610172565b5f80fd5b82867fab8b67c6000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b3461078c5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261078c5760243567ffffffffffffffff811161078c573660238201121561078c5780600401359067ffffffffffffffff821161078c57366024606084028301011161078c5760209160246108429201600435610942565b604051908152f35b9181601f8401121561078c5782359167ffffffffffffffff831161078c576020808501948460051b01011161078c57565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176108bc57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b67ffffffffffffffff81116108bc5760051b60200190565b80518210156109155760209160051b010190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b908215610be0578260011b937f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff84168403610a7f577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8501948511610a7f576109c36109ad866108e9565b956109bb604051978861087b565b8087526108e9565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06020870191013682375f5b85811015610aac576020604051868152606080840287018383013760808120815220908751917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff830192808411610a7f57827fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff910301928311610a7f57610a786001938a610901565b52016109ef565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b509391509391507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8101908111610a7f57805b610aee57505115610915575190565b8060011b7f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82168203610a7f577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8101818111610a7f57610b52610b5a9185610901565b519184610901565b519081811015610bd1575f5260205260405f205b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8201828111610a7f57610ba29084610901565b528015610a7f577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0180610adf565b905f5260205260405f20610b6e565b5050505f90565b359073ffffffffffffffffffffffffffffffffffffffff8216820361078c57565b35906fffffffffffffffffffffffffffffffff8216820361078c57565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b91908110156109155760051b810135907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18136030182121561078c57019081359167ffffffffffffffff831161078c57602001606083023603811361078c579190565b3573ffffffffffffffffffffffffffffffffffffffff8116810361078c579056fea164736f6c6343000825000a' as const;
