// Generated from contracts/channels/BatchSettlement.sol by `npm run build -w packages/contracts`. Do not edit.

export const batchSettlementAbi = [
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "target",
        "type": "address"
      }
    ],
    "name": "AddressEmptyCode",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ClaimExceedsBalance",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ClaimExceedsCeiling",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "DepositCollectionFailed",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "DepositOverflow",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "DirtyConfig",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "EmptyBatch",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "FailedCall",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidChannel",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidCollector",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidRefundNonce",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidSignature",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotAuthorizedToClaim",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotAuthorizedToFinalizeWithdraw",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotAuthorizedToRefund",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotReceiverAuthorizer",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NothingToWithdraw",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ReentrancyGuardReentrantCall",
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
    "name": "WithdrawAmountExceedsAvailable",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WithdrawDelayNotElapsed",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WithdrawDelayOutOfRange",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WithdrawalAlreadyPending",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WithdrawalNotPending",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ZeroDeposit",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ZeroRefund",
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
        "indexed": false,
        "internalType": "struct ChannelConfig",
        "name": "config",
        "type": "tuple"
      }
    ],
    "name": "ChannelClosed",
    "type": "event"
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
        "indexed": false,
        "internalType": "struct ChannelConfig",
        "name": "config",
        "type": "tuple"
      }
    ],
    "name": "ChannelCreated",
    "type": "event"
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
        "name": "sender",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "claimAmount",
        "type": "uint128"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "newTotalClaimed",
        "type": "uint128"
      }
    ],
    "name": "Claimed",
    "type": "event"
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
        "name": "sender",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "newBalance",
        "type": "uint128"
      }
    ],
    "name": "Deposited",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [],
    "name": "EIP712DomainChanged",
    "type": "event"
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
        "name": "sender",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      }
    ],
    "name": "Refunded",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "receiver",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "token",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "sender",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      }
    ],
    "name": "Settled",
    "type": "event"
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
        "name": "sender",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      }
    ],
    "name": "WithdrawFinalized",
    "type": "event"
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
        "indexed": false,
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      },
      {
        "indexed": false,
        "internalType": "uint40",
        "name": "finalizeAfter",
        "type": "uint40"
      }
    ],
    "name": "WithdrawInitiated",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "CHANNEL_CONFIG_TYPEHASH",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "CLAIM_BATCH_TYPEHASH",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "CLAIM_ENTRY_TYPEHASH",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "MAX_WITHDRAW_DELAY",
    "outputs": [
      {
        "internalType": "uint40",
        "name": "",
        "type": "uint40"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "MIN_WITHDRAW_DELAY",
    "outputs": [
      {
        "internalType": "uint40",
        "name": "",
        "type": "uint40"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "REFUND_TYPEHASH",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "VOUCHER_TYPEHASH",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "channelId",
        "type": "bytes32"
      }
    ],
    "name": "channels",
    "outputs": [
      {
        "internalType": "uint128",
        "name": "balance",
        "type": "uint128"
      },
      {
        "internalType": "uint128",
        "name": "totalClaimed",
        "type": "uint128"
      }
    ],
    "stateMutability": "view",
    "type": "function"
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
      }
    ],
    "name": "claim",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
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
        "internalType": "bytes",
        "name": "authorizerSignature",
        "type": "bytes"
      }
    ],
    "name": "claimWithSignature",
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
        "internalType": "address",
        "name": "collector",
        "type": "address"
      },
      {
        "internalType": "bytes",
        "name": "collectorData",
        "type": "bytes"
      }
    ],
    "name": "deposit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "eip712Domain",
    "outputs": [
      {
        "internalType": "bytes1",
        "name": "",
        "type": "bytes1"
      },
      {
        "internalType": "string",
        "name": "",
        "type": "string"
      },
      {
        "internalType": "string",
        "name": "",
        "type": "string"
      },
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      },
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      },
      {
        "internalType": "uint256[]",
        "name": "",
        "type": "uint256[]"
      }
    ],
    "stateMutability": "view",
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
      }
    ],
    "name": "finalizeWithdraw",
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
      }
    ],
    "name": "getChannelId",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
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
      }
    ],
    "name": "getClaimBatchDigest",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
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
        "internalType": "uint256",
        "name": "nonce",
        "type": "uint256"
      },
      {
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      }
    ],
    "name": "getRefundDigest",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
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
        "internalType": "uint128",
        "name": "maxClaimableAmount",
        "type": "uint128"
      }
    ],
    "name": "getVoucherDigest",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
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
    "name": "initiateWithdraw",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes[]",
        "name": "data",
        "type": "bytes[]"
      }
    ],
    "name": "multicall",
    "outputs": [
      {
        "internalType": "bytes[]",
        "name": "results",
        "type": "bytes[]"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "channelId",
        "type": "bytes32"
      }
    ],
    "name": "pendingWithdrawals",
    "outputs": [
      {
        "internalType": "uint128",
        "name": "amount",
        "type": "uint128"
      },
      {
        "internalType": "uint40",
        "name": "initiatedAt",
        "type": "uint40"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "receiver",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "token",
        "type": "address"
      }
    ],
    "name": "receivers",
    "outputs": [
      {
        "internalType": "uint128",
        "name": "totalClaimed",
        "type": "uint128"
      },
      {
        "internalType": "uint128",
        "name": "totalSettled",
        "type": "uint128"
      }
    ],
    "stateMutability": "view",
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
    "name": "refund",
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
      }
    ],
    "name": "refundNonce",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
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
        "name": "nonce",
        "type": "uint256"
      },
      {
        "internalType": "bytes",
        "name": "receiverAuthorizerSignature",
        "type": "bytes"
      }
    ],
    "name": "refundWithSignature",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "receiver",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "token",
        "type": "address"
      }
    ],
    "name": "settle",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

export const batchSettlementRuntimeCode =
  '0x608060405234801561000f575f5ffd5b506004361061019a575f3560e01c806394739e87116100e8578063ba94ec0d11610093578063e25cf1891161006e578063e25cf18914610473578063e43ce1f214610486578063e88377b114610499578063f0dc792e146104ac575f5ffd5b8063ba94ec0d14610426578063cf5cf3dc1461044d578063dce4bfae14610460575f5ffd5b8063ae159439116100c3578063ae159439146103ad578063b77433e9146103b6578063b7f06ebe146103c9575f5ffd5b806394739e87146103535780639db32a8f1461037a578063ac9650d81461038d575f5ffd5b806353ab0fae1161014857806384b0196e1161012357806384b0196e146102fe578063862bb199146103195780638e4a68ac1461032c575f5ffd5b806353ab0fae146102915780635e5e0b87146102b85780637a7ebd7b146102cb575f5ffd5b806321ff63891161017857806321ff63891461020d57806329237b0c1461026b578063488ccc3b1461027e575f5ffd5b8063140f1e751461019e5780631e69ef40146101b35780631fc3277d146101ed575b5f5ffd5b6101b16101ac36600461250c565b6104cb565b005b6101da7fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb21681565b6040519081526020015b60405180910390f35b6101f762278d0081565b60405164ffffffffff90911681526020016101e4565b61024b61021b366004612581565b600360209081525f92835260408084209091529082529020546001600160801b0380821691600160801b90041682565b604080516001600160801b039384168152929091166020830152016101e4565b6101b16102793660046125f3565b610801565b6101da61028c3660046125f3565b6108f6565b6101da7f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d5781565b6101da6102c6366004612632565b610923565b61024b6102d936600461264c565b5f602081905290815260409020546001600160801b0380821691600160801b90041682565b610306610936565b6040516101e49796959493929190612691565b6101da610327366004612743565b6109f4565b6101da7f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db30881565b6101da7f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a6981565b6101b1610388366004612581565b610a10565b6103a061039b3660046125f3565b610b04565b6040516101e49190612764565b6101f761038481565b6101b16103c43660046127c7565b610bea565b6104016103d736600461264c565b60016020525f90815260409020546001600160801b03811690600160801b900464ffffffffff1682565b604080516001600160801b03909316835264ffffffffff9091166020830152016101e4565b6101da7f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf581565b6101b161045b366004612818565b610c7e565b6101b161046e366004612818565b610e7a565b6101da610481366004612842565b610ed4565b6101b1610494366004612874565b610ef3565b6101b16104a7366004612632565b611074565b6101da6104ba36600461264c565b60026020525f908152604090205481565b6104d3611233565b6104dc8561126a565b836001600160801b03165f0361051e576040517f56316e8700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b03831661055e576040517f18b1afd400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61056886610923565b5f8181526020819052604090208054919250906001600160801b03908116906105929082906128f4565b6001600160801b0316876001600160801b031611156105dd576040517f1132981b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6105e78782612913565b82546fffffffffffffffffffffffffffffffff19166001600160801b0391821617835581165f0361064b57827f69d8248d5566bdb2ebc4d218970710d8378a2ff9b709a999e052b71970f808fa896040516106429190612946565b60405180910390a25b33837f6c2a09353b5e75e70d0b9778b80a413809bb235d46c211811c474b3346791d89896106798186612913565b604080516001600160801b0393841681529290911660208301520160405180910390a35f6106ad60a08a0160808b016129ee565b6040516370a0823160e01b81523060048201529091505f906001600160a01b038316906370a0823190602401602060405180830381865afa1580156106f4573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906107189190612a07565b90506001600160a01b03881663e416d8d361073660208d018d6129ee565b61074660a08e0160808f016129ee565b8c898c8c6040518763ffffffff1660e01b815260040161076b96959493929190612a1e565b5f604051808303815f87803b158015610782575f5ffd5b505af1158015610794573d5f5f3e3d5ffd5b5050506001600160801b038a1690506107b66001600160a01b0384168361137b565b146107ed576040517feb43592c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50505050506107fa6113fe565b5050505050565b610809611233565b5f81900361082a5760405163c2e5347d60e01b815260040160405180910390fd5b5f610833611428565b604080516060810182525f808252602082018190529181018290529192505b838110156108de573685858381811061086d5761086d612a83565b905060200281019061087f9190612a97565b905061088a8161150c565b6108c0576040517fdefb706900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6108d5846108ce8184611561565b838661161a565b50600101610852565b506108e88161188c565b50506108f26113fe565b5050565b5f5f610900611428565b9050610919610910828686611911565b829086866119bc565b9150505b92915050565b5f61091d82610930611428565b90611561565b5f6060805f5f5f6060600f6040518060400160405280601581526020017f7834303220426174636820536574746c656d656e740000000000000000000000815250604051806040016040528060018152602001603160f81b81525046305f5f1b5f67ffffffffffffffff8111156109af576109af612ab6565b6040519080825280602002602001820160405280156109d8578160200160208202803683370190505b5060f89690961b9d949c50929a50909850965094509092509050565b5f610a098383610a02611428565b9190611b9d565b9392505050565b610a18611233565b6001600160a01b038083165f9081526003602090815260408083209385168352929052908120805490916001600160801b0380831692610a6191600160801b90910416836128f4565b9050806001600160801b03165f03610a7b57505050610afc565b82546001600160801b03908116600160801b84831602178455604051908216815233906001600160a01b0386811691908816907f7337b4386b690fdb8ba66905b92b9d45d33bc6626ee2620c905fb150ec0cc47d9060200160405180910390a4610af86001600160a01b038516866001600160801b038416611be3565b5050505b6108f26113fe565b604080515f8152602081019091526060908267ffffffffffffffff811115610b2e57610b2e612ab6565b604051908082528060200260200182016040528015610b6157816020015b6060815260200190600190039081610b4c5790505b5091505f5b83811015610be257610bbd30868684818110610b8457610b84612a83565b9050602002810190610b969190612add565b85604051602001610ba993929190612b20565b604051602081830303815290604052611c02565b838281518110610bcf57610bcf612a83565b6020908102919091010152600101610b66565b505092915050565b610bf2611233565b5f610bfc86610923565b5f818152600260205260409020549091508414610c45576040517f164f1afe00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610c6a610c5860808801606089016129ee565b610c63838789610ed4565b8585611cd9565b610c75818787611d02565b506107fa6113fe565b610c86611233565b610c8f82611e63565b610cac5760405163ea3a9a3960e01b815260040160405180910390fd5b806001600160801b03165f03610cee576040517fd0d04f6000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f610cf883610923565b5f81815260016020526040902054909150600160801b900464ffffffffff1615610d4e576040517fa2aed0f000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610d5781611e9b565b6001600160801b0316826001600160801b03161115610da2576040517f6d3d576400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040805180820182526001600160801b03808516825264ffffffffff4281811660208086019182525f888152600190915295909520935184549551909216600160801b0274ffffffffffffffffffffffffffffffffffffffffff199095169190921617929092179055817fe4280d0d903c7f258f62b07c62f262377cbaa23f7791d78126e6446e0f0e3c2384610e3e60c0880160a08901612b43565b610e489085612b5c565b604080516001600160801b03909316835264ffffffffff90911660208301520160405180910390a250506108f26113fe565b610e82611233565b610e8b8261150c565b610ec1576040517f7864f00800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610afc610ecd83610923565b8383611d02565b5f610eeb848484610ee3611428565b929190611eda565b949350505050565b610efb611233565b5f839003610f1c5760405163c2e5347d60e01b815260040160405180910390fd5b5f610f25611428565b90505f610f33828787611911565b90505f86865f818110610f4857610f48612a83565b9050602002810190610f5a9190612a97565b610f6b9060808101906060016129ee565b9050610f8481610f7d85858b8b6119bc565b8787611cd9565b604080516060810182525f80825260208201819052918101829052905b878110156110585736898983818110610fbc57610fbc612a83565b9050602002810190610fce9190612a97565b90506001600160a01b038416610fea60808301606084016129ee565b6001600160a01b03161461102a576040517ff5e2237d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61104f8686848151811061104057611040612a83565b6020026020010151838661161a565b50600101610fa1565b506110628161188c565b5050505061106e6113fe565b50505050565b61107c611233565b61108581611e63565b6110bb576040517f15f969d500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6110c582610923565b5f8181526001602090815260408083208151808301909252546001600160801b0381168252600160801b900464ffffffffff169181018290529293509003611139576040517f3a0a1ca600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61114960c0840160a08501612b43565b64ffffffffff16816020015164ffffffffff166111669190612b79565b42101561119f576040517ff396582700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6111ad83835f0151611f39565b5f84815260016020908152604091829020805474ffffffffffffffffffffffffffffffffffffffffff1916905590516001600160801b0383168152919250339185917f546ce1e2242cd930c196bd08b894443562d709b4fffe4f028a75a6d233efc6e3910160405180910390a3611225838583611f5e565b5050506112306113fe565b50565b61123b612024565b61126860017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b9061207d565b565b5f61127860208301836129ee565b6001600160a01b031614806112a457505f61129960608301604084016129ee565b6001600160a01b0316145b806112c657505f6112bb60808301606084016129ee565b6001600160a01b0316145b806112e857505f6112dd60a08301608084016129ee565b6001600160a01b0316145b156113065760405163ea3a9a3960e01b815260040160405180910390fd5b61038461131960c0830160a08401612b43565b64ffffffffff161080611344575062278d0061133b60c0830160a08401612b43565b64ffffffffff16115b15611230576040517f4574fab600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040516370a0823160e01b81523060048201525f9081906001600160a01b038516906370a0823190602401602060405180830381865afa1580156113c1573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906113e59190612a07565b90508281116113f4575f610919565b6109198382612aca565b6112685f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00611262565b604080518082018252601581527f7834303220426174636820536574746c656d656e7400000000000000000000006020918201528151808301835260018152603160f81b9082015281517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f818301527fe03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a818401527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a0808301919091528351808303909101815260c0909101909252815191012090565b5f61151d60608301604084016129ee565b6001600160a01b0316336001600160a01b0316148061091d575061154760808301606084016129ee565b6001600160a01b0316336001600160a01b03161492915050565b5f5f7f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db30890505f5f60405183815260e086602083013761010081209250606081015160408201516020830151171760a08201516080830151821717905060c082015160281c8160a01c17159250505080611606576040517fdf3c1acf00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6116108683612084565b9695505050505050565b5f838152602081905260408120805490916001600160801b0380831692600160801b9004169061165261014087016101208801612b8c565b9050816001600160801b0316816001600160801b031611611676575050505061106e565b611687610100870160e08801612b8c565b6001600160801b0316816001600160801b031611156116d2576040517ff178977500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b826001600160801b0316816001600160801b0316111561171e576040517f7d8242b600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b85611753816117408a611738610100840160e08501612b8c565b8d9190611b9d565b61174e6101008b018b612add565b6120c3565b84546001600160801b03808416600160801b02911617855533887f36bd546bb573e8921fdbfd934bbed62d872796b01792cd240cce27f79dd3eddd61179886866128f4565b604080516001600160801b03928316815291871660208301520160405180910390a36117ca60608201604083016129ee565b6001600160a01b0316865f01516001600160a01b031614158061181257506117f860a08201608083016129ee565b6001600160a01b031686602001516001600160a01b031614155b1561185a576118208661188c565b61183060608201604083016129ee565b61184060a08301608084016129ee565b5f60408901526001600160a01b0390811660208901521686525b61186483836128f4565b866040018181516118759190612913565b6001600160801b0316905250505050505050505050565b60408101516001600160801b0316156112305760408082015182516001600160a01b039081165f90815260036020908152848220818701519093168252919091529182208054919290916118ea9084906001600160801b0316612913565b92506101000a8154816001600160801b0302191690836001600160801b0316021790555050565b60608167ffffffffffffffff81111561192c5761192c612ab6565b604051908082528060200260200182016040528015611955578160200160208202803683370190505b5090505f5b828110156119b45761198f8585858481811061197857611978612a83565b905060200281019061198a9190612a97565b611561565b8282815181106119a1576119a1612a83565b602090810291909101015260010161195a565b509392505050565b5f808267ffffffffffffffff8111156119d7576119d7612ab6565b604051908082528060200260200182016040528015611a00578160200160208202803683370190505b5090505f5b83811015611b1b577f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf5868281518110611a4057611a40612a83565b6020026020010151868684818110611a5a57611a5a612a83565b9050602002810190611a6c9190612a97565b611a7e9061010081019060e001612b8c565b878785818110611a9057611a90612a83565b9050602002810190611aa29190612a97565b611ab59061014081019061012001612b8c565b6040805160208101959095528401929092526001600160801b03908116606084015216608082015260a00160405160208183030381529060405280519060200120828281518110611b0857611b08612a83565b6020908102919091010152600101611a05565b50611610867f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d5783604051602001611b529190612ba5565b60405160208183030381529060405280519060200120604051602001611b82929190918252602082015260400190565b60405160208183030381529060405280519060200120612084565b604080517f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a6980825260208201859052918101839052606090205f91906116108682612084565b8015611bfd57611bfd6001600160a01b038416838361216d565b505050565b60605f611c0f84846121bb565b9050808015611c3057505f3d1180611c3057505f846001600160a01b03163b115b15611c4557611c3d6121ce565b91505061091d565b8015611c8d576040517f9996b3150000000000000000000000000000000000000000000000000000000081526001600160a01b03851660048201526024015b60405180910390fd5b3d15611ca057611c9b6121e7565b611cd2565b6040517fd6bda27500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5092915050565b611ce5848484846121f2565b61106e57604051638baa579f60e01b815260040160405180910390fd5b806001600160801b03165f03611d44576040517fd758525c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f8381526002602052604081208054909190611d5f90612bda565b909155505f611d6e8483611f39565b9050806001600160801b03165f03611d865750505050565b5f84815260016020526040902080546001600160801b039081169083161015611dee578054829082905f90611dc59084906001600160801b03166128f4565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550611e18565b5f858152600160205260409020805474ffffffffffffffffffffffffffffffffffffffffff191690555b6040516001600160801b0383168152339086907fa84286cf8ebc7903a663c77c8d99aa92b600d4c2fcca872a5d4a663db4eb394b9060200160405180910390a36107fa858584611f5e565b5f611e7160208301836129ee565b6001600160a01b0316336001600160a01b0316148061091d575061154760408301602084016129ee565b5f818152602081815260408083208151808301909252546001600160801b03808216808452600160801b909204169282018390529091610a09916128f4565b604080517fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb2166020820152908101849052606081018390526001600160801b03821660808201525f90611f3090869060a001611b82565b95945050505050565b5f610a09826001600160801b0316611f5085611e9b565b6001600160801b0316612264565b5f8381526020819052604081208054909190611f849084906001600160801b03166128f4565b82546fffffffffffffffffffffffffffffffff19166001600160801b03821690811784559091505f03611fea57847f8d5942f197f362dfd44dfdc1b0b7a9721c9151b67f55817c83349271d3c08d3785604051611fe19190612946565b60405180910390a25b6107fa611ffa60208601866129ee565b6001600160801b03851661201460a08801608089016129ee565b6001600160a01b03169190611be3565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c15611268576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b6040517f190100000000000000000000000000000000000000000000000000000000000081526002810183905260228101829052604290205f90610a09565b5f6120d460408601602087016129ee565b90506001600160a01b038116612101576120fc6120f460208701876129ee565b858585611cd9565b6107fa565b5f5f61210e868686612273565b5090925090505f81600381111561212757612127612bf2565b1415806121465750826001600160a01b0316826001600160a01b031614155b1561216457604051638baa579f60e01b815260040160405180910390fd5b50505050505050565b61217a83838360016122ba565b611bfd576040517f5274afe70000000000000000000000000000000000000000000000000000000081526001600160a01b0384166004820152602401611c84565b5f5f5f835160208501865af49392505050565b6040513d81523d5f602083013e3d602001810160405290565b6040513d5f823e3d81fd5b5f846001600160a01b03163b5f03612251575f5f612211868686612273565b5090925090505f81600381111561222a5761222a612bf2565b1480156122485750866001600160a01b0316826001600160a01b0316145b92505050610eeb565b61225d85858585612335565b9050610eeb565b5f828218828410028218610a09565b5f808060418490036122a7578435602086013560408701355f1a612299898285856123b8565b9550955095505050506122b1565b505f915060029050825b93509350939050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f5114831661232957838315161561231d573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b604080517f1626ba7e00000000000000000000000000000000000000000000000000000000808252600482018690526024820192909252604481018390525f91908390818660648301375f82606483010152601f820160051c60051b915060205f60648401838b5afa9050825f5114601f3d111681169350505050949350505050565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411156123f157505f91506003905082612476565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015612442573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661246d57505f925060019150829050612476565b92505f91508190505b9450945094915050565b5f60e08284031215612490575f5ffd5b50919050565b80356001600160801b03811681146124ac575f5ffd5b919050565b80356001600160a01b03811681146124ac575f5ffd5b5f5f83601f8401126124d7575f5ffd5b50813567ffffffffffffffff8111156124ee575f5ffd5b602083019150836020828501011115612505575f5ffd5b9250929050565b5f5f5f5f5f6101408688031215612521575f5ffd5b61252b8787612480565b945061253960e08701612496565b935061254861010087016124b1565b925061012086013567ffffffffffffffff811115612564575f5ffd5b612570888289016124c7565b969995985093965092949392505050565b5f5f60408385031215612592575f5ffd5b61259b836124b1565b91506125a9602084016124b1565b90509250929050565b5f5f83601f8401126125c2575f5ffd5b50813567ffffffffffffffff8111156125d9575f5ffd5b6020830191508360208260051b8501011115612505575f5ffd5b5f5f60208385031215612604575f5ffd5b823567ffffffffffffffff81111561261a575f5ffd5b612626858286016125b2565b90969095509350505050565b5f60e08284031215612642575f5ffd5b610a098383612480565b5f6020828403121561265c575f5ffd5b5035919050565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f6126cb60e0830189612663565b82810360408401526126dd8189612663565b606084018890526001600160a01b038716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b81811015612732578351835260209384019390920191600101612714565b50909b9a5050505050505050505050565b5f5f60408385031215612754575f5ffd5b823591506125a960208401612496565b5f602082016020835280845180835260408501915060408160051b8601019250602086015f5b828110156127bb57603f198786030184526127a6858351612663565b9450602093840193919091019060010161278a565b50929695505050505050565b5f5f5f5f5f61014086880312156127dc575f5ffd5b6127e68787612480565b94506127f460e08701612496565b9350610100860135925061012086013567ffffffffffffffff811115612564575f5ffd5b5f5f610100838503121561282a575f5ffd5b6128348484612480565b91506125a960e08401612496565b5f5f5f60608486031215612854575f5ffd5b833592506020840135915061286b60408501612496565b90509250925092565b5f5f5f5f60408587031215612887575f5ffd5b843567ffffffffffffffff81111561289d575f5ffd5b6128a9878288016125b2565b909550935050602085013567ffffffffffffffff8111156128c8575f5ffd5b6128d4878288016124c7565b95989497509550505050565b634e487b7160e01b5f52601160045260245ffd5b6001600160801b03828116828216039081111561091d5761091d6128e0565b6001600160801b03818116838216019081111561091d5761091d6128e0565b803564ffffffffff811681146124ac575f5ffd5b60e081016001600160a01b0361295b846124b1565b1682526001600160a01b03612972602085016124b1565b1660208301526001600160a01b0361298c604085016124b1565b1660408301526001600160a01b036129a6606085016124b1565b1660608301526001600160a01b036129c0608085016124b1565b1660808301526129d260a08401612932565b64ffffffffff811660a08401525060c092830135919092015290565b5f602082840312156129fe575f5ffd5b610a09826124b1565b5f60208284031215612a17575f5ffd5b5051919050565b6001600160a01b03871681526001600160a01b03861660208201526001600160801b038516604082015283606082015260a060808201528160a0820152818360c08301375f81830160c090810191909152601f909201601f1916010195945050505050565b634e487b7160e01b5f52603260045260245ffd5b5f823561013e19833603018112612aac575f5ffd5b9190910192915050565b634e487b7160e01b5f52604160045260245ffd5b8181038181111561091d5761091d6128e0565b5f5f8335601e19843603018112612af2575f5ffd5b83018035915067ffffffffffffffff821115612b0c575f5ffd5b602001915036819003821315612505575f5ffd5b828482375f8382015f815283518060208601835e5f910190815295945050505050565b5f60208284031215612b53575f5ffd5b610a0982612932565b64ffffffffff818116838216019081111561091d5761091d6128e0565b8082018082111561091d5761091d6128e0565b5f60208284031215612b9c575f5ffd5b610a0982612496565b81515f90829060208501835b82811015612bcf578151845260209384019390910190600101612bb1565b509195945050505050565b5f60018201612beb57612beb6128e0565b5060010190565b634e487b7160e01b5f52602160045260245ffdfea164736f6c6343000825000a' as const;
