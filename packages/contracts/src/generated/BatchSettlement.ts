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
  '0x608060405234801561000f575f5ffd5b506004361061019a575f3560e01c806394739e87116100e8578063ba94ec0d11610093578063e25cf1891161006e578063e25cf18914610473578063e43ce1f214610486578063e88377b114610499578063f0dc792e146104ac575f5ffd5b8063ba94ec0d14610426578063cf5cf3dc1461044d578063dce4bfae14610460575f5ffd5b8063ae159439116100c3578063ae159439146103ad578063b77433e9146103b6578063b7f06ebe146103c9575f5ffd5b806394739e87146103535780639db32a8f1461037a578063ac9650d81461038d575f5ffd5b806353ab0fae1161014857806384b0196e1161012357806384b0196e146102fe578063862bb199146103195780638e4a68ac1461032c575f5ffd5b806353ab0fae146102915780635e5e0b87146102b85780637a7ebd7b146102cb575f5ffd5b806321ff63891161017857806321ff63891461020d57806329237b0c1461026b578063488ccc3b1461027e575f5ffd5b8063140f1e751461019e5780631e69ef40146101b35780631fc3277d146101ed575b5f5ffd5b6101b16101ac3660046124e1565b6104cb565b005b6101da7fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb21681565b6040519081526020015b60405180910390f35b6101f762278d0081565b60405164ffffffffff90911681526020016101e4565b61024b61021b366004612556565b600360209081525f92835260408084209091529082529020546001600160801b0380821691600160801b90041682565b604080516001600160801b039384168152929091166020830152016101e4565b6101b16102793660046125c8565b610801565b6101da61028c3660046125c8565b610919565b6101da7f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d5781565b6101da6102c6366004612607565b610946565b61024b6102d9366004612621565b5f602081905290815260409020546001600160801b0380821691600160801b90041682565b610306610959565b6040516101e49796959493929190612666565b6101da610327366004612718565b610a17565b6101da7f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db30881565b6101da7f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a6981565b6101b1610388366004612556565b610a33565b6103a061039b3660046125c8565b610b27565b6040516101e49190612739565b6101f761038481565b6101b16103c436600461279c565b610c0d565b6104016103d7366004612621565b60016020525f90815260409020546001600160801b03811690600160801b900464ffffffffff1682565b604080516001600160801b03909316835264ffffffffff9091166020830152016101e4565b6101da7f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf581565b6101b161045b3660046127ed565b610ca1565b6101b161046e3660046127ed565b610e9d565b6101da610481366004612817565b610ef7565b6101b1610494366004612849565b610f16565b6101b16104a7366004612607565b6110b7565b6101da6104ba366004612621565b60026020525f908152604090205481565b6104d3611276565b6104dc856112ad565b836001600160801b03165f0361051e576040517f56316e8700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b03831661055e576040517f18b1afd400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61056886610946565b5f8181526020819052604090208054919250906001600160801b03908116906105929082906128c9565b6001600160801b0316876001600160801b031611156105dd576040517f1132981b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6105e787826128e8565b82546fffffffffffffffffffffffffffffffff19166001600160801b0391821617835581165f0361064b57827f69d8248d5566bdb2ebc4d218970710d8378a2ff9b709a999e052b71970f808fa8960405161064291906129ba565b60405180910390a25b33837f6c2a09353b5e75e70d0b9778b80a413809bb235d46c211811c474b3346791d898961067981866128e8565b604080516001600160801b0393841681529290911660208301520160405180910390a35f6106ad60a08a0160808b016129c8565b6040516370a0823160e01b81523060048201529091505f906001600160a01b038316906370a0823190602401602060405180830381865afa1580156106f4573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061071891906129e1565b90506001600160a01b03881663e416d8d361073660208d018d6129c8565b61074660a08e0160808f016129c8565b8c898c8c6040518763ffffffff1660e01b815260040161076b969594939291906129f8565b5f604051808303815f87803b158015610782575f5ffd5b505af1158015610794573d5f5f3e3d5ffd5b5050506001600160801b038a1690506107b66001600160a01b038416836113be565b146107ed576040517feb43592c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b50505050506107fa611441565b5050505050565b610809611276565b5f81900361082a5760405163c2e5347d60e01b815260040160405180910390fd5b5f61083361146b565b604080516060810182525f808252602082018190529181018290529192505b83811015610901573685858381811061086d5761086d612a5d565b905060200281019061087f9190612a71565b905061088a8161154f565b6108c0576040517fdefb706900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6108f8846108ce81846115a4565b8888868181106108e0576108e0612a5d565b90506020028101906108f29190612a71565b866115f7565b50600101610852565b5061090b81611869565b5050610915611441565b5050565b5f5f61092361146b565b905061093c6109338286866118ee565b82908686611999565b9150505b92915050565b5f6109408261095361146b565b906115a4565b5f6060805f5f5f6060600f6040518060400160405280601581526020017f7834303220426174636820536574746c656d656e740000000000000000000000815250604051806040016040528060018152602001603160f81b81525046305f5f1b5f67ffffffffffffffff8111156109d2576109d2612a90565b6040519080825280602002602001820160405280156109fb578160200160208202803683370190505b5060f89690961b9d949c50929a50909850965094509092509050565b5f610a2c8383610a2561146b565b9190611b69565b9392505050565b610a3b611276565b6001600160a01b038083165f9081526003602090815260408083209385168352929052908120805490916001600160801b0380831692610a8491600160801b90910416836128c9565b9050806001600160801b03165f03610a9e57505050610b1f565b82546001600160801b03908116600160801b84831602178455604051908216815233906001600160a01b0386811691908816907f7337b4386b690fdb8ba66905b92b9d45d33bc6626ee2620c905fb150ec0cc47d9060200160405180910390a4610b1b6001600160a01b038516866001600160801b038416611bb8565b5050505b610915611441565b604080515f8152602081019091526060908267ffffffffffffffff811115610b5157610b51612a90565b604051908082528060200260200182016040528015610b8457816020015b6060815260200190600190039081610b6f5790505b5091505f5b83811015610c0557610be030868684818110610ba757610ba7612a5d565b9050602002810190610bb99190612ab7565b85604051602001610bcc93929190612afa565b604051602081830303815290604052611bd7565b838281518110610bf257610bf2612a5d565b6020908102919091010152600101610b89565b505092915050565b610c15611276565b5f610c1f86610946565b5f818152600260205260409020549091508414610c68576040517f164f1afe00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610c8d610c7b60808801606089016129c8565b610c86838789610ef7565b8585611cae565b610c98818787611cd7565b506107fa611441565b610ca9611276565b610cb282611e38565b610ccf5760405163ea3a9a3960e01b815260040160405180910390fd5b806001600160801b03165f03610d11576040517fd0d04f6000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f610d1b83610946565b5f81815260016020526040902054909150600160801b900464ffffffffff1615610d71576040517fa2aed0f000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610d7a81611e70565b6001600160801b0316826001600160801b03161115610dc5576040517f6d3d576400000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040805180820182526001600160801b03808516825264ffffffffff4281811660208086019182525f888152600190915295909520935184549551909216600160801b0274ffffffffffffffffffffffffffffffffffffffffff199095169190921617929092179055817fe4280d0d903c7f258f62b07c62f262377cbaa23f7791d78126e6446e0f0e3c2384610e6160c0880160a08901612b1d565b610e6b9085612b36565b604080516001600160801b03909316835264ffffffffff90911660208301520160405180910390a25050610915611441565b610ea5611276565b610eae8261154f565b610ee4576040517f7864f00800000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b610b1f610ef083610946565b8383611cd7565b5f610f0e848484610f0661146b565b929190611eaf565b949350505050565b610f1e611276565b5f839003610f3f5760405163c2e5347d60e01b815260040160405180910390fd5b5f610f4861146b565b90505f610f568287876118ee565b90505f86865f818110610f6b57610f6b612a5d565b9050602002810190610f7d9190612a71565b610f8e9060808101906060016129c8565b9050610fa781610fa085858b8b611999565b8787611cae565b604080516060810182525f80825260208201819052918101829052905b8781101561109b57826001600160a01b0316898983818110610fe857610fe8612a5d565b9050602002810190610ffa9190612a71565b61100b9060808101906060016129c8565b6001600160a01b03161461104b576040517ff5e2237d00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6110938585838151811061106157611061612a5d565b60200260200101518b8b8581811061107b5761107b612a5d565b905060200281019061108d9190612a71565b856115f7565b600101610fc4565b506110a581611869565b505050506110b1611441565b50505050565b6110bf611276565b6110c881611e38565b6110fe576040517f15f969d500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f61110882610946565b5f8181526001602090815260408083208151808301909252546001600160801b0381168252600160801b900464ffffffffff16918101829052929350900361117c576040517f3a0a1ca600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b61118c60c0840160a08501612b1d565b64ffffffffff16816020015164ffffffffff166111a99190612b53565b4210156111e2576040517ff396582700000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f6111f083835f0151611f0e565b5f84815260016020908152604091829020805474ffffffffffffffffffffffffffffffffffffffffff1916905590516001600160801b0383168152919250339185917f546ce1e2242cd930c196bd08b894443562d709b4fffe4f028a75a6d233efc6e3910160405180910390a3611268838583611f33565b505050611273611441565b50565b61127e611ff9565b6112ab60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90612052565b565b5f6112bb60208301836129c8565b6001600160a01b031614806112e757505f6112dc60608301604084016129c8565b6001600160a01b0316145b8061130957505f6112fe60808301606084016129c8565b6001600160a01b0316145b8061132b57505f61132060a08301608084016129c8565b6001600160a01b0316145b156113495760405163ea3a9a3960e01b815260040160405180910390fd5b61038461135c60c0830160a08401612b1d565b64ffffffffff161080611387575062278d0061137e60c0830160a08401612b1d565b64ffffffffff16115b15611273576040517f4574fab600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6040516370a0823160e01b81523060048201525f9081906001600160a01b038516906370a0823190602401602060405180830381865afa158015611404573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061142891906129e1565b9050828111611437575f61093c565b61093c8382612aa4565b6112ab5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f006112a5565b604080518082018252601581527f7834303220426174636820536574746c656d656e7400000000000000000000006020918201528151808301835260018152603160f81b9082015281517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f818301527fe03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a818401527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a0808301919091528351808303909101815260c0909101909252815191012090565b5f61156060608301604084016129c8565b6001600160a01b0316336001600160a01b03161480610940575061158a60808301606084016129c8565b6001600160a01b0316336001600160a01b03161492915050565b5f610a2c837f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db308846040516020016115dc929190612b66565b60405160208183030381529060405280519060200120612059565b5f838152602081905260408120805490916001600160801b0380831692600160801b9004169061162f61014087016101208801612b7b565b9050816001600160801b0316816001600160801b03161161165357505050506110b1565b611664610100870160e08801612b7b565b6001600160801b0316816001600160801b031611156116af576040517ff178977500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b826001600160801b0316816001600160801b031611156116fb576040517f7d8242b600000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b856117308161171d8a611715610100840160e08501612b7b565b8d9190611b69565b61172b6101008b018b612ab7565b612098565b84546001600160801b03808416600160801b02911617855533887f36bd546bb573e8921fdbfd934bbed62d872796b01792cd240cce27f79dd3eddd61177586866128c9565b604080516001600160801b03928316815291871660208301520160405180910390a36117a760608201604083016129c8565b6001600160a01b0316865f01516001600160a01b03161415806117ef57506117d560a08201608083016129c8565b6001600160a01b031686602001516001600160a01b031614155b15611837576117fd86611869565b61180d60608201604083016129c8565b61181d60a08301608084016129c8565b5f60408901526001600160a01b0390811660208901521686525b61184183836128c9565b8660400181815161185291906128e8565b6001600160801b0316905250505050505050505050565b60408101516001600160801b0316156112735760408082015182516001600160a01b039081165f90815260036020908152848220818701519093168252919091529182208054919290916118c79084906001600160801b03166128e8565b92506101000a8154816001600160801b0302191690836001600160801b0316021790555050565b60608167ffffffffffffffff81111561190957611909612a90565b604051908082528060200260200182016040528015611932578160200160208202803683370190505b5090505f5b828110156119915761196c8585858481811061195557611955612a5d565b90506020028101906119679190612a71565b6115a4565b82828151811061197e5761197e612a5d565b6020908102919091010152600101611937565b509392505050565b5f808267ffffffffffffffff8111156119b4576119b4612a90565b6040519080825280602002602001820160405280156119dd578160200160208202803683370190505b5090505f5b83811015611af8577f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf5868281518110611a1d57611a1d612a5d565b6020026020010151868684818110611a3757611a37612a5d565b9050602002810190611a499190612a71565b611a5b9061010081019060e001612b7b565b878785818110611a6d57611a6d612a5d565b9050602002810190611a7f9190612a71565b611a929061014081019061012001612b7b565b6040805160208101959095528401929092526001600160801b03908116606084015216608082015260a00160405160208183030381529060405280519060200120828281518110611ae557611ae5612a5d565b60209081029190910101526001016119e2565b50611b5f867f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d5783604051602001611b2f9190612b94565b604051602081830303815290604052805190602001206040516020016115dc929190918252602082015260400190565b9695505050505050565b604080517f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a6960208201529081018390526001600160801b03821660608201525f90610f0e9085906080016115dc565b8015611bd257611bd26001600160a01b0384168383612142565b505050565b60605f611be48484612190565b9050808015611c0557505f3d1180611c0557505f846001600160a01b03163b115b15611c1a57611c126121a3565b915050610940565b8015611c62576040517f9996b3150000000000000000000000000000000000000000000000000000000081526001600160a01b03851660048201526024015b60405180910390fd5b3d15611c7557611c706121bc565b611ca7565b6040517fd6bda27500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5092915050565b611cba848484846121c7565b6110b157604051638baa579f60e01b815260040160405180910390fd5b806001600160801b03165f03611d19576040517fd758525c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f8381526002602052604081208054909190611d3490612bc9565b909155505f611d438483611f0e565b9050806001600160801b03165f03611d5b5750505050565b5f84815260016020526040902080546001600160801b039081169083161015611dc3578054829082905f90611d9a9084906001600160801b03166128c9565b92506101000a8154816001600160801b0302191690836001600160801b03160217905550611ded565b5f858152600160205260409020805474ffffffffffffffffffffffffffffffffffffffffff191690555b6040516001600160801b0383168152339086907fa84286cf8ebc7903a663c77c8d99aa92b600d4c2fcca872a5d4a663db4eb394b9060200160405180910390a36107fa858584611f33565b5f611e4660208301836129c8565b6001600160a01b0316336001600160a01b03161480610940575061158a60408301602084016129c8565b5f818152602081815260408083208151808301909252546001600160801b03808216808452600160801b909204169282018390529091610a2c916128c9565b604080517fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb2166020820152908101849052606081018390526001600160801b03821660808201525f90611f0590869060a0016115dc565b95945050505050565b5f610a2c826001600160801b0316611f2585611e70565b6001600160801b0316612239565b5f8381526020819052604081208054909190611f599084906001600160801b03166128c9565b82546fffffffffffffffffffffffffffffffff19166001600160801b03821690811784559091505f03611fbf57847f8d5942f197f362dfd44dfdc1b0b7a9721c9151b67f55817c83349271d3c08d3785604051611fb691906129ba565b60405180910390a25b6107fa611fcf60208601866129c8565b6001600160801b038516611fe960a08801608089016129c8565b6001600160a01b03169190611bb8565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c156112ab576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b6040517f190100000000000000000000000000000000000000000000000000000000000081526002810183905260228101829052604290205f90610a2c565b5f6120a960408601602087016129c8565b90506001600160a01b0381166120d6576120d16120c960208701876129c8565b858585611cae565b6107fa565b5f5f6120e3868686612248565b5090925090505f8160038111156120fc576120fc612be1565b14158061211b5750826001600160a01b0316826001600160a01b031614155b1561213957604051638baa579f60e01b815260040160405180910390fd5b50505050505050565b61214f838383600161228f565b611bd2576040517f5274afe70000000000000000000000000000000000000000000000000000000081526001600160a01b0384166004820152602401611c59565b5f5f5f835160208501865af49392505050565b6040513d81523d5f602083013e3d602001810160405290565b6040513d5f823e3d81fd5b5f846001600160a01b03163b5f03612226575f5f6121e6868686612248565b5090925090505f8160038111156121ff576121ff612be1565b14801561221d5750866001600160a01b0316826001600160a01b0316145b92505050610f0e565b6122328585858561230a565b9050610f0e565b5f828218828410028218610a2c565b5f8080604184900361227c578435602086013560408701355f1a61226e8982858561238d565b955095509550505050612286565b505f915060029050825b93509350939050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f511483166122fe5783831516156122f2573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b604080517f1626ba7e00000000000000000000000000000000000000000000000000000000808252600482018690526024820192909252604481018390525f91908390818660648301375f82606483010152601f820160051c60051b915060205f60648401838b5afa9050825f5114601f3d111681169350505050949350505050565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a08411156123c657505f9150600390508261244b565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015612417573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661244257505f92506001915082905061244b565b92505f91508190505b9450945094915050565b5f60e08284031215612465575f5ffd5b50919050565b80356001600160801b0381168114612481575f5ffd5b919050565b80356001600160a01b0381168114612481575f5ffd5b5f5f83601f8401126124ac575f5ffd5b50813567ffffffffffffffff8111156124c3575f5ffd5b6020830191508360208285010111156124da575f5ffd5b9250929050565b5f5f5f5f5f61014086880312156124f6575f5ffd5b6125008787612455565b945061250e60e0870161246b565b935061251d6101008701612486565b925061012086013567ffffffffffffffff811115612539575f5ffd5b6125458882890161249c565b969995985093965092949392505050565b5f5f60408385031215612567575f5ffd5b61257083612486565b915061257e60208401612486565b90509250929050565b5f5f83601f840112612597575f5ffd5b50813567ffffffffffffffff8111156125ae575f5ffd5b6020830191508360208260051b85010111156124da575f5ffd5b5f5f602083850312156125d9575f5ffd5b823567ffffffffffffffff8111156125ef575f5ffd5b6125fb85828601612587565b90969095509350505050565b5f60e08284031215612617575f5ffd5b610a2c8383612455565b5f60208284031215612631575f5ffd5b5035919050565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f6126a060e0830189612638565b82810360408401526126b28189612638565b606084018890526001600160a01b038716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b818110156127075783518352602093840193909201916001016126e9565b50909b9a5050505050505050505050565b5f5f60408385031215612729575f5ffd5b8235915061257e6020840161246b565b5f602082016020835280845180835260408501915060408160051b8601019250602086015f5b8281101561279057603f1987860301845261277b858351612638565b9450602093840193919091019060010161275f565b50929695505050505050565b5f5f5f5f5f61014086880312156127b1575f5ffd5b6127bb8787612455565b94506127c960e0870161246b565b9350610100860135925061012086013567ffffffffffffffff811115612539575f5ffd5b5f5f61010083850312156127ff575f5ffd5b6128098484612455565b915061257e60e0840161246b565b5f5f5f60608486031215612829575f5ffd5b83359250602084013591506128406040850161246b565b90509250925092565b5f5f5f5f6040858703121561285c575f5ffd5b843567ffffffffffffffff811115612872575f5ffd5b61287e87828801612587565b909550935050602085013567ffffffffffffffff81111561289d575f5ffd5b6128a98782880161249c565b95989497509550505050565b634e487b7160e01b5f52601160045260245ffd5b6001600160801b038281168282160390811115610940576109406128b5565b6001600160801b038181168382160190811115610940576109406128b5565b803564ffffffffff81168114612481575f5ffd5b6001600160a01b0361292c82612486565b1682526001600160a01b0361294360208301612486565b1660208301526001600160a01b0361295d60408301612486565b1660408301526001600160a01b0361297760608301612486565b1660608301526001600160a01b0361299160808301612486565b1660808301526129a360a08201612907565b64ffffffffff1660a083015260c090810135910152565b60e08101610940828461291b565b5f602082840312156129d8575f5ffd5b610a2c82612486565b5f602082840312156129f1575f5ffd5b5051919050565b6001600160a01b03871681526001600160a01b03861660208201526001600160801b038516604082015283606082015260a060808201528160a0820152818360c08301375f81830160c090810191909152601f909201601f1916010195945050505050565b634e487b7160e01b5f52603260045260245ffd5b5f823561013e19833603018112612a86575f5ffd5b9190910192915050565b634e487b7160e01b5f52604160045260245ffd5b81810381811115610940576109406128b5565b5f5f8335601e19843603018112612acc575f5ffd5b83018035915067ffffffffffffffff821115612ae6575f5ffd5b6020019150368190038213156124da575f5ffd5b828482375f8382015f815283518060208601835e5f910190815295945050505050565b5f60208284031215612b2d575f5ffd5b610a2c82612907565b64ffffffffff8181168382160190811115610940576109406128b5565b80820180821115610940576109406128b5565b8281526101008101610a2c602083018461291b565b5f60208284031215612b8b575f5ffd5b610a2c8261246b565b81515f90829060208501835b82811015612bbe578151845260209384019390910190600101612ba0565b509195945050505050565b5f60018201612bda57612bda6128b5565b5060010190565b634e487b7160e01b5f52602160045260245ffdfea164736f6c6343000825000a' as const;
