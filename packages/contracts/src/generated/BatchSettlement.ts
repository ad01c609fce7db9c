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
        "internalType": "uint8",
        "name": "bits",
        "type": "uint8"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "SafeCastOverflowedUintDowncast",
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
  '0x60806040526004361015610011575f80fd5b5f5f3560e01c8063140f1e75146114575780631e69ef40146113fe5780631fc3277d146113c257806321ff63891461130c57806329237b0c146111b5578063488ccc3b1461114557806353ab0fae146110ec5780635e5e0b87146110ad5780637a7ebd7b1461104657806384b0196e14610f52578063862bb19914610eee5780638e4a68ac14610e9557806394739e8714610e3c5780639db32a8f14610deb578063ac9650d814610bea578063ae15943914610baf578063b77433e914610aca578063b7f06ebe14610a52578063ba94ec0d146109f9578063cf5cf3dc14610764578063dce4bfae14610682578063e25cf18914610613578063e43ce1f214610448578063e88377b1146101775763f0dc792e1461012d575f80fd5b346101745760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760406020916004358152600283522054604051908152f35b80fd5b50346101745760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610174576101af612210565b6101b7612e7a565b15610420576101cd6101c830612fa2565b612284565b80825260016020526040822064ffffffffff604051916101ec83611ee0565b546fffffffffffffffffffffffffffffffff8116835260801c166020820190808252156103f85764ffffffffff90511664ffffffffff61022a6121fc565b1681018091116103cb5742106103a3576fffffffffffffffffffffffffffffffff61025791511682612f74565b9080835260016020528260408120556fffffffffffffffffffffffffffffffff6040519281811693848152837f546ce1e2242cd930c196bd08b894443562d709b4fffe4f028a75a6d233efc6e360203393a3828552846020526102c1604086209183835416611d0b565b81547fffffffffffffffffffffffffffffffff0000000000000000000000000000000016921691821790551561036a575b506084359073ffffffffffffffffffffffffffffffffffffffff821691828103610366575060043573ffffffffffffffffffffffffffffffffffffffff811681036103665761034092612acd565b807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b8380fd5b7f8d5942f197f362dfd44dfdc1b0b7a9721c9151b67f55817c83349271d3c08d376040518061039a600482611d6f565b0390a25f6102f2565b6004837ff3965827000000000000000000000000000000000000000000000000000000008152fd5b6024847f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b6004847f3a0a1ca6000000000000000000000000000000000000000000000000000000008152fd5b807f15f969d50000000000000000000000000000000000000000000000000000000060049252fd5b50346101745760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760043567ffffffffffffffff811161060f57610498903690600401611c97565b9060243567ffffffffffffffff8111610366576104b9903690600401611c69565b6104c4929192612210565b83156105e7576104d330612fa2565b906104df85848461286f565b908335907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec1853603018212156105e3576105226060610535938798970101611ebf565b9461052f888886886128b3565b86612c68565b61053d611f6a565b9473ffffffffffffffffffffffffffffffffffffffff879416935b818110610569578761034088612736565b610574818388611f99565b8573ffffffffffffffffffffffffffffffffffffffff61059660608401611ebf565b16036105bb57906105b5886001936105ae84886121e8565b518861240b565b01610558565b6004897ff5e2237d000000000000000000000000000000000000000000000000000000008152fd5b8780fd5b6004857fc2e5347d000000000000000000000000000000000000000000000000000000008152fd5b5080fd5b50346101745760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017457604435906fffffffffffffffffffffffffffffffff8216820361017457602061067a8360243560043561067530612fa2565b612f13565b604051908152f35b5034610174577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610100811261060f5760e013610174576106c3611be3565b6106cb612210565b60443573ffffffffffffffffffffffffffffffffffffffff811690818103610366575033148015610739575b15610711576103409061070c6101c830612fa2565b612c7b565b6004827f7864f008000000000000000000000000000000000000000000000000000000008152fd5b5060643573ffffffffffffffffffffffffffffffffffffffff811690818103610366575033146106f7565b5034610174577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610100811261060f5760e013610174576107a5611be3565b6107ad612210565b6107b5612e7a565b156109d1576fffffffffffffffffffffffffffffffff81169081156109a9576107e06101c830612fa2565b91828452600160205264ffffffffff604085205460801c16610981576fffffffffffffffffffffffffffffffff61081684612ed1565b168111610959576040514264ffffffffff169161083282611ee0565b81526020810182815284865260016020526fffffffffffffffffffffffffffffffff8060408820935116167fffffffffffffffffffffffffffffffff00000000000000000000000000000000835416178255517fffffffffffffffffffffff0000000000ffffffffffffffffffffffffffffffff74ffffffffff0000000000000000000000000000000083549260801b16911617905564ffffffffff6108d66121fc565b16019064ffffffffff82116103cb57604080516fffffffffffffffffffffffffffffffff92909216825264ffffffffff9290921660208201527fe4280d0d903c7f258f62b07c62f262377cbaa23f7791d78126e6446e0f0e3c239190a2807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b6004847f6d3d5764000000000000000000000000000000000000000000000000000000008152fd5b6004847fa2aed0f0000000000000000000000000000000000000000000000000000000008152fd5b6004837fd0d04f60000000000000000000000000000000000000000000000000000000008152fd5b6004827fea3a9a39000000000000000000000000000000000000000000000000000000008152fd5b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760206040517f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf58152f35b50346101745760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610174576004358152600160209081526040918290205482516fffffffffffffffffffffffffffffffff8216815260809190911c64ffffffffff169181019190915290819081015b0390f35b5034610174577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610140811261060f5760e01361017457610b0b611be3565b9061010435916101243567ffffffffffffffff8111610bab57610b32903690600401611c69565b9390610b3c612210565b610b486101c830612fa2565b91828552600260205260408520548103610b83579461070c916103409596610b7d86610b72611e79565b928761067530612fa2565b90612c68565b6004857f164f1afe000000000000000000000000000000000000000000000000000000008152fd5b8280fd5b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760206040516103848152f35b50346101745760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760043567ffffffffffffffff811161060f57610c3a903690600401611c97565b906020604051610c4a8282611f29565b848152818101917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101368437610c808561207c565b93610c8e6040519586611f29565b8585527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0610cbb8761207c565b0182885b828110610ddb57505050865b86811015610d5e57600190610d4286610d3c8b87610cee8660051b890189612197565b94909285604051968795858701378401908382019081528c519283915e01018d8152037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611f29565b30612ba1565b610d4c82896121e8565b52610d5781886121e8565b5001610ccb565b82888760405191838301848452825180915260408401948060408360051b870101940192955b828710610d915785850386f35b909192938280610dcb837fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc08a600196030186528851611cc8565b9601920196019592919092610d84565b606082828a010152018390610cbf565b50346101745760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017457610340610e26611c02565b610e2e611c25565b90610e37612210565b612094565b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760206040517f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a698152f35b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760206040517f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db3088152f35b50346101745760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017457602435906fffffffffffffffffffffffffffffffff8216820361017457602061067a83600435610f4d30612fa2565b612a5a565b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017457610fea90610f8d612006565b90610f96612041565b906020610ff860405193610faa8386611f29565b8385525f3681376040519687967f0f00000000000000000000000000000000000000000000000000000000000000885260e08589015260e0880190611cc8565b908682036040880152611cc8565b904660608601523060808601528260a086015284820360c08601528080855193848152019401925b82811061102f57505050500390f35b835185528695509381019392810192600101611020565b50346101745760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017457600435815260208181526040918290205482516fffffffffffffffffffffffffffffffff8216815260809190911c91810191909152f35b50346101745760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745750602061067a6101c830612fa2565b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760206040517f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d578152f35b50346101745760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610174576004359067ffffffffffffffff821161017457602061067a61119a3660048601611c97565b906111a430612fa2565b6111af83838361286f565b906128b3565b50346101745760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760043567ffffffffffffffff811161060f57611205903690600401611c97565b9061120e612210565b81156112e45761121d30612fa2565b611225611f6a565b92845b818110611239578561034086612736565b611244818386611f99565b73ffffffffffffffffffffffffffffffffffffffff61126560408301611ebf565b16331480156112ba575b15611292579061128c86836112866001958861234f565b8761240b565b01611228565b6004877fdefb7069000000000000000000000000000000000000000000000000000000008152fd5b5073ffffffffffffffffffffffffffffffffffffffff6112dc60608301611ebf565b16331461126f565b6004837fc2e5347d000000000000000000000000000000000000000000000000000000008152fd5b50346101745760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745773ffffffffffffffffffffffffffffffffffffffff604061135b611c02565b9282611365611c25565b9416815260036020522091165f52602052610ac660405f205460405191816fffffffffffffffffffffffffffffffff849360801c9116839092916fffffffffffffffffffffffffffffffff60209181604085019616845216910152565b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261017457602060405162278d008152f35b503461017457807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101745760206040517fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb2168152f35b50346118b2577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161014081126118b25760e0136118b257611498611be3565b6101043573ffffffffffffffffffffffffffffffffffffffff81168091036118b2576101243567ffffffffffffffff81116118b2576114db903690600401611c69565b6114e3612210565b73ffffffffffffffffffffffffffffffffffffffff611500611e56565b16158015611bb9575b8015611b94575b8015611b6f575b611b475761038464ffffffffff61152c6121fc565b16108015611b2d575b611b05576fffffffffffffffffffffffffffffffff8416938415611add578315611ab5576115656101c830612fa2565b90815f525f60205260405f206fffffffffffffffffffffffffffffffff81541690816fffffffffffffffffffffffffffffffff036fffffffffffffffffffffffffffffffff8111611a88576fffffffffffffffffffffffffffffffff168811611a60578183916fffffffffffffffffffffffffffffffff6115e7848896611d3d565b167fffffffffffffffffffffffffffffffff000000000000000000000000000000008254161790558015611924575b6116447f6c2a09353b5e75e70d0b9778b80a413809bb235d46c211811c474b3346791d899261167192611d3d565b604080516fffffffffffffffffffffffffffffffff96871681529590911660208601523394918291820190565b0390a373ffffffffffffffffffffffffffffffffffffffff611691611e9c565b1692604051947f70a08231000000000000000000000000000000000000000000000000000000008652306004870152602086602481885afa9586156118e5575f966118f0575b506116e0611e56565b926116e9611e9c565b92823b156118b25760c45f957fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f8973ffffffffffffffffffffffffffffffffffffffff9a8a968f988d996040519e8f9d8e9c8d9a7fe416d8d3000000000000000000000000000000000000000000000000000000008c521660048b01521660248901526044880152606487015260a060848701528160a48701528686013785858286010152011681010301925af180156118e5576118c9575b50906020602492604051938480927f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa9182156118be578492611886575b508082111561187e578103908111611851575b0361182957807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b807feb43592c0000000000000000000000000000000000000000000000000000000060049252fd5b6024837f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b5050816117fe565b9091506020813d6020116118b6575b816118a260209383611f29565b810103126118b25751905f6117eb565b5f80fd5b3d9150611895565b6040513d86823e3d90fd5b6024929194505f6118d991611f29565b60205f949192506117a4565b6040513d5f823e3d90fd5b9095506020813d60201161191c575b8161190c60209383611f29565b810103126118b25751945f6116d7565b3d91506118ff565b91505060405160043573ffffffffffffffffffffffffffffffffffffffff81168091036118b257815260243573ffffffffffffffffffffffffffffffffffffffff81168091036118b257602082015260443573ffffffffffffffffffffffffffffffffffffffff81168091036118b257604082015260643573ffffffffffffffffffffffffffffffffffffffff81168091036118b257606082015260843573ffffffffffffffffffffffffffffffffffffffff81168091036118b257608082015260a4359164ffffffffff83168093036118b2576116448461167192877f69d8248d5566bdb2ebc4d218970710d8378a2ff9b709a999e052b71970f808fa60e087839960a07f6c2a09353b5e75e70d0b9778b80a413809bb235d46c211811c474b3346791d899a015260c43560c0820152a29250925050611616565b7f1132981b000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7f18b1afd4000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f56316e87000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f4574fab6000000000000000000000000000000000000000000000000000000005f5260045ffd5b5062278d0064ffffffffff611b406121fc565b1611611535565b7fea3a9a39000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff611b8d611e9c565b1615611517565b5073ffffffffffffffffffffffffffffffffffffffff611bb2611e79565b1615611510565b5060443573ffffffffffffffffffffffffffffffffffffffff8116908181036118b2575015611509565b60e435906fffffffffffffffffffffffffffffffff821682036118b257565b6004359073ffffffffffffffffffffffffffffffffffffffff821682036118b257565b6024359073ffffffffffffffffffffffffffffffffffffffff821682036118b257565b359073ffffffffffffffffffffffffffffffffffffffff821682036118b257565b9181601f840112156118b25782359167ffffffffffffffff83116118b257602083818601950101116118b257565b9181601f840112156118b25782359167ffffffffffffffff83116118b2576020808501948460051b0101116118b257565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b906fffffffffffffffffffffffffffffffff809116911603906fffffffffffffffffffffffffffffffff8211611a8857565b906fffffffffffffffffffffffffffffffff809116911601906fffffffffffffffffffffffffffffffff8211611a8857565b60e08101929173ffffffffffffffffffffffffffffffffffffffff611d9382611c48565b16825273ffffffffffffffffffffffffffffffffffffffff611db760208301611c48565b16602083015273ffffffffffffffffffffffffffffffffffffffff611dde60408301611c48565b16604083015273ffffffffffffffffffffffffffffffffffffffff611e0560608301611c48565b16606083015273ffffffffffffffffffffffffffffffffffffffff611e2c60808301611c48565b16608083015260a081013564ffffffffff81168091036118b25760a083015260c090810135910152565b60043573ffffffffffffffffffffffffffffffffffffffff811681036118b25790565b60643573ffffffffffffffffffffffffffffffffffffffff811681036118b25790565b60843573ffffffffffffffffffffffffffffffffffffffff811681036118b25790565b3573ffffffffffffffffffffffffffffffffffffffff811681036118b25790565b6040810190811067ffffffffffffffff821117611efc57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117611efc57604052565b604051906060820182811067ffffffffffffffff821117611efc576040525f6040838281528260208201520152565b9190811015611fd95760051b810135907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec1813603018212156118b2570190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b60405190612015604083611f29565b601582527f7834303220426174636820536574746c656d656e7400000000000000000000006020830152565b60405190612050604083611f29565b600182527f31000000000000000000000000000000000000000000000000000000000000006020830152565b67ffffffffffffffff8111611efc5760051b60200190565b73ffffffffffffffffffffffffffffffffffffffff811690815f52600360205260405f2073ffffffffffffffffffffffffffffffffffffffff84165f5260205260405f209182546fffffffffffffffffffffffffffffffff8116946fffffffffffffffffffffffffffffffff61210d8360801c88611d0b565b1694851561218e5761218c967fffffffffffffffffffffffffffffffff0000000000000000000000000000000073ffffffffffffffffffffffffffffffffffffffff9460801b16179055169081604051918583527f7337b4386b690fdb8ba66905b92b9d45d33bc6626ee2620c905fb150ec0cc47d60203394a4612acd565b565b50505050505050565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe1813603018212156118b2570180359067ffffffffffffffff82116118b2576020019181360383136118b257565b8051821015611fd95760209160051b010190565b60a43564ffffffffff811681036118b25790565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61225c5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b6040517f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db3088152602081019060e06004833760c061010082209260608301519060408401519051171760a0830151906080840151171791015160281c9060a01c176123275761232491604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b90565b7fdf3c1acf000000000000000000000000000000000000000000000000000000005f5260045ffd5b906040517f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db308815260e06020820192833760c061010082209260608301519060408401519051171760a0830151906080840151171791015160281c9060a01c176123275761232491604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b356fffffffffffffffffffffffffffffffff811681036118b25790565b91929092835f525f60205260405f20928354936fffffffffffffffffffffffffffffffff85169460801c9061244361012085016123ee565b956fffffffffffffffffffffffffffffffff8716938385111561272b5761246c60e087016123ee565b6fffffffffffffffffffffffffffffffff81168611612703578286116126db578961249692612a5a565b6124a4610100870187612197565b9173ffffffffffffffffffffffffffffffffffffffff6124c660208a01611ebf565b168061261357507fffffffffffffffffffffffffffffffff000000000000000000000000000000009260409a92612505926125008b611ebf565b612c68565b60801b1617905584516fffffffffffffffffffffffffffffffff91830382811682529190921660208301529433917f36bd546bb573e8921fdbfd934bbed62d872796b01792cd240cce27f79dd3eddd90604090a36125706080612569858401611ebf565b9201611ebf565b73ffffffffffffffffffffffffffffffffffffffff8084511692168092148015906125d9575b6125a6575b505001908151019052565b73ffffffffffffffffffffffffffffffffffffffff906125c584612736565b5f8585015216602083015281525f8061259b565b5073ffffffffffffffffffffffffffffffffffffffff60208401511673ffffffffffffffffffffffffffffffffffffffff82161415612596565b92909161261f9261311b565b5060048193929310156126ae57159182159261268d575b5050612665577fffffffffffffffffffffffffffffffff00000000000000000000000000000000604097612505565b7f8baa579f000000000000000000000000000000000000000000000000000000005f5260045ffd5b73ffffffffffffffffffffffffffffffffffffffff16141590505f80612636565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b7f7d8242b6000000000000000000000000000000000000000000000000000000005f5260045ffd5b7ff1789775000000000000000000000000000000000000000000000000000000005f5260045ffd5b505050505050505050565b60408101519081612745575050565b6fffffffffffffffffffffffffffffffff82116127ef5773ffffffffffffffffffffffffffffffffffffffff8151165f52600360205273ffffffffffffffffffffffffffffffffffffffff80602060405f2093015116165f526020526fffffffffffffffffffffffffffffffff6127c58160405f20931682845416611d3d565b167fffffffffffffffffffffffffffffffff00000000000000000000000000000000825416179055565b507f6dfcc650000000000000000000000000000000000000000000000000000000005f52608060045260245260445ffd5b9061282a8261207c565b6128376040519182611f29565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0612865829461207c565b0190602036910137565b92919261287b84612820565b935f5b81811061288b5750505050565b806128a261289c6001938588611f99565b8561234f565b6128ac82896121e8565b520161287e565b9193926128bf81612820565b945f5b8281106129b3575050505060405160208101908160208651919601905f5b81811061299d5750505061291f816123249596037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611f29565b51902060405160208101917f42bd57c010b870c2e96203c66341f28a6a19b4d56a74533a8eb5f706b9fd6d578352604082015260408152612961606082611f29565b51902090604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b82518852602097880197909201916001016128e0565b806129c0600192866121e8565b516129d760e06129d1848888611f99565b016123ee565b6fffffffffffffffffffffffffffffffff6129f96101206129d1868a8a611f99565b816040519360208501957f30b9a0367528fca13c3e8ec6134c3113f1887ebe7a1ad61de0955aac288b0cf58752604086015216606084015216608082015260808152612a4660a082611f29565b519020612a53828a6121e8565b52016128c2565b9060609061232493604051917f1e1bd6ff84c3e0d9029a292b212e039c0ca97ec497c55191a4a5874294609a698352602083015260408201522090604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b9180612ad857505050565b73ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180865af19060015f5114821615612b80575b60405215612b3e5750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516612b9857823b15153d15161690612b33565b503d5f823e3d90fd5b905f8091602081519101845af48080612c55575b15612bd55750506040513d81523d5f602083013e60203d82010160405290565b15612c1c5773ffffffffffffffffffffffffffffffffffffffff907f9996b315000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b3d15612c2d576040513d5f823e3d90fd5b7fd6bda275000000000000000000000000000000000000000000000000000000005f5260045ffd5b503d151580612bb55750813b1515612bb5565b90612c7493929161302e565b1561266557565b906fffffffffffffffffffffffffffffffff811615612e5257815f52600260205260405f20908154917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8314611a88576001612cda9301905582612f74565b906fffffffffffffffffffffffffffffffff8216908115612e4d576fffffffffffffffffffffffffffffffff61218c93825f52600160205260405f208281541685105f14612e395782612d308382845416611d0b565b167fffffffffffffffffffffffffffffffff000000000000000000000000000000008254161790555b604051848152837fa84286cf8ebc7903a663c77c8d99aa92b600d4c2fcca872a5d4a663db4eb394b60203393a3825f525f602052612d9e60405f209183835416611d0b565b81547fffffffffffffffffffffffffffffffff00000000000000000000000000000000169216918217905515612e00575b5073ffffffffffffffffffffffffffffffffffffffff612def6084611ebf565b16612dfa6004611ebf565b90612acd565b7f8d5942f197f362dfd44dfdc1b0b7a9721c9151b67f55817c83349271d3c08d3760405180612e30600482611d6f565b0390a25f612dcf565b50825f5260016020525f6040812055612d59565b505050565b7fd758525c000000000000000000000000000000000000000000000000000000005f5260045ffd5b60043573ffffffffffffffffffffffffffffffffffffffff8116908181036118b2575033148015612ea85790565b5060243573ffffffffffffffffffffffffffffffffffffffff8116908181036118b25750331490565b5f525f602052612324602060405f2060405190612eed82611ee0565b54906fffffffffffffffffffffffffffffffff82169182825260801c9283910152611d0b565b916fffffffffffffffffffffffffffffffff612324946040519260208401947fbe23ad087435072cd69b49cc5b92de10ee610fce7ae0ab428307972d764bb2168652604085015260608401521660808201526080815261296160a082611f29565b906fffffffffffffffffffffffffffffffff80612f918194612ed1565b921691169081808210911802181690565b612faa612006565b602081519101209073ffffffffffffffffffffffffffffffffffffffff612fcf612041565b60208151910120916040519260208401947f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8652604085015260608401524660808401521660a082015260a0815261302860c082611f29565b51902090565b929190833b6130785790613042929161311b565b5060048110156126ae5715918261305857505090565b73ffffffffffffffffffffffffffffffffffffffff919250811691161490565b60647fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f855f9660209896604051967f1626ba7e0000000000000000000000000000000000000000000000000000000088526004880152604060248801528160448801528587013786848287010152011601915afa7f1626ba7e000000000000000000000000000000000000000000000000000000005f5114601f3d11161690565b90604183036131455761313e9250602081013591604082359201355f1a9061314f565b9192909190565b50505f9160029190565b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084116131d3579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa156118e5575f5173ffffffffffffffffffffffffffffffffffffffff8116156131c957905f905f90565b505f906001905f90565b5050505f916003919056fea164736f6c6343000825000a' as const;
