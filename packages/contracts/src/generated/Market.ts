// Generated from contracts/Market.sol by `npm run build -w packages/contracts`. Do not edit.

export const marketAbi = [
  {
    "inputs": [
      {
        "internalType": "contract IERC20",
        "name": "token_",
        "type": "address"
      },
      {
        "internalType": "contract IProviderRegistry",
        "name": "registry_",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "limit",
        "type": "uint256"
      }
    ],
    "name": "AmountAboveHoldback",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "EvidenceAgreesWithAccused",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "receipt",
        "type": "bytes32"
      }
    ],
    "name": "EvidenceDisagrees",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      }
    ],
    "name": "ForeignEvidence",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "bonded",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "required",
        "type": "uint256"
      }
    ],
    "name": "InsufficientBond",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "available",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "required",
        "type": "uint256"
      }
    ],
    "name": "InsufficientPot",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "length",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "limit",
        "type": "uint256"
      }
    ],
    "name": "InvalidBatch",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidQuorum",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidShortString",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "signer",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "digest",
        "type": "bytes32"
      }
    ],
    "name": "InvalidSignature",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "firstTask",
        "type": "uint32"
      },
      {
        "internalType": "uint32",
        "name": "taskCount",
        "type": "uint32"
      }
    ],
    "name": "InvalidTaskRange",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "provider",
        "type": "address"
      }
    ],
    "name": "InvalidWitness",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      }
    ],
    "name": "LeaseAlreadyReleased",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      }
    ],
    "name": "LeaseExists",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "expiresAtMs",
        "type": "uint64"
      }
    ],
    "name": "LeaseExpired",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "expected",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "given",
        "type": "bytes32"
      }
    ],
    "name": "LeaseMismatch",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "expiresAtMs",
        "type": "uint64"
      }
    ],
    "name": "LeaseNotExpired",
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
        "internalType": "address",
        "name": "expected",
        "type": "address"
      }
    ],
    "name": "NotAuthorized",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "NotClaimed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "NotObjected",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NothingToDo",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NothingToRefund",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "endsAtMs",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "bondHeldUntilMs",
        "type": "uint256"
      }
    ],
    "name": "OutlivesBond",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "ProviderConsentRequired",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "provider",
        "type": "address"
      }
    ],
    "name": "ProviderNotActive",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "given",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "required",
        "type": "uint256"
      }
    ],
    "name": "QuorumNotReached",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "expected",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "given",
        "type": "bytes32"
      }
    ],
    "name": "ReceiptMismatch",
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
    "inputs": [
      {
        "internalType": "string",
        "name": "str",
        "type": "string"
      }
    ],
    "name": "StringTooLong",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "expected",
        "type": "uint32"
      },
      {
        "internalType": "uint32",
        "name": "given",
        "type": "uint32"
      }
    ],
    "name": "TaskMismatch",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "TaskOutOfRange",
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
        "name": "received",
        "type": "uint256"
      }
    ],
    "name": "TransferMismatch",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "UnderObjection",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      }
    ],
    "name": "UnknownLease",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "deadlineMs",
        "type": "uint64"
      }
    ],
    "name": "WindowClosed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint64",
        "name": "deadlineMs",
        "type": "uint64"
      }
    ],
    "name": "WindowOpen",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ZeroAmount",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "receipt",
        "type": "bytes32"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "lease",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "attempt",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "programHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "inputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "outputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "traceRoot",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "gpuMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsd",
            "type": "uint128"
          }
        ],
        "indexed": false,
        "internalType": "struct Receipt",
        "name": "claimed",
        "type": "tuple"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "returned",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "deadlineMs",
        "type": "uint64"
      }
    ],
    "name": "Claimed",
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
        "internalType": "address",
        "name": "buyer",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Funded",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "body",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "evidence",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "bond",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "deadlineMs",
        "type": "uint64"
      }
    ],
    "name": "Objected",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "buyer",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
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
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Released",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "buyer",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "provider",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Reserved",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "body",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "paid",
        "type": "uint256"
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
        "name": "lease",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      },
      {
        "indexed": false,
        "internalType": "enum IMarket.Outcome",
        "name": "outcome",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "paid",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "returned",
        "type": "uint256"
      }
    ],
    "name": "TaskClosed",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "MAX_BATCH",
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
    "inputs": [],
    "name": "MIN_EVIDENCE",
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
        "internalType": "bytes32",
        "name": "body",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "lease",
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
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsd",
            "type": "uint128"
          }
        ],
        "internalType": "struct AcceptedReceipt[]",
        "name": "receipts",
        "type": "tuple[]"
      }
    ],
    "name": "acceptanceDigest",
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
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "lease",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "attempt",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "programHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "inputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "outputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "traceRoot",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "gpuMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsd",
            "type": "uint128"
          }
        ],
        "internalType": "struct Receipt[]",
        "name": "receipts",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes[]",
        "name": "providerSigs",
        "type": "bytes[]"
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
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "claimOf",
    "outputs": [
      {
        "components": [
          {
            "internalType": "enum IMarket.TaskStatus",
            "name": "status",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "deadlineMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "amount",
            "type": "uint128"
          },
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          }
        ],
        "internalType": "struct IMarket.Claim",
        "name": "",
        "type": "tuple"
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
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      },
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "drop",
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
        "name": "fields",
        "type": "bytes1"
      },
      {
        "internalType": "string",
        "name": "name",
        "type": "string"
      },
      {
        "internalType": "string",
        "name": "version",
        "type": "string"
      },
      {
        "internalType": "uint256",
        "name": "chainId",
        "type": "uint256"
      },
      {
        "internalType": "address",
        "name": "verifyingContract",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "salt",
        "type": "bytes32"
      },
      {
        "internalType": "uint256[]",
        "name": "extensions",
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
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      },
      {
        "internalType": "uint32[]",
        "name": "tasks",
        "type": "uint32[]"
      }
    ],
    "name": "finalize",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "fund",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease[]",
        "name": "leases",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes[]",
        "name": "providerSigs",
        "type": "bytes[]"
      }
    ],
    "name": "fundAndReserve",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "buyer",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "validAfter",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "validBefore",
        "type": "uint256"
      },
      {
        "internalType": "bytes32",
        "name": "salt",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "signature",
        "type": "bytes"
      }
    ],
    "name": "fundWithAuthorization",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "components": [
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
        "internalType": "struct IMarket.Permit",
        "name": "permit",
        "type": "tuple"
      }
    ],
    "name": "fundWithPermit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "components": [
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
        "internalType": "struct IMarket.Permit",
        "name": "permit",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease[]",
        "name": "leases",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes[]",
        "name": "providerSigs",
        "type": "bytes[]"
      }
    ],
    "name": "fundWithPermitAndReserve",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      }
    ],
    "name": "leaseId",
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
        "name": "lease",
        "type": "bytes32"
      }
    ],
    "name": "leaseOf",
    "outputs": [
      {
        "components": [
          {
            "internalType": "enum IMarket.LeaseStatus",
            "name": "status",
            "type": "uint8"
          },
          {
            "internalType": "uint128",
            "name": "reserved",
            "type": "uint128"
          },
          {
            "internalType": "uint32",
            "name": "openClaims",
            "type": "uint32"
          }
        ],
        "internalType": "struct IMarket.LeaseState",
        "name": "",
        "type": "tuple"
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
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "lease",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "evidence",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Objection",
        "name": "objection",
        "type": "tuple"
      },
      {
        "internalType": "bytes",
        "name": "buyerSig",
        "type": "bytes"
      }
    ],
    "name": "object",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "lease",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "evidence",
            "type": "bytes32"
          }
        ],
        "internalType": "struct Objection",
        "name": "objection",
        "type": "tuple"
      }
    ],
    "name": "objectionDigest",
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
        "internalType": "address",
        "name": "buyer",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "jobKey",
        "type": "bytes32"
      }
    ],
    "name": "potOf",
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
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "lease",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "attempt",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "programHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "inputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "outputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "traceRoot",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "gpuMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsd",
            "type": "uint128"
          }
        ],
        "internalType": "struct Receipt",
        "name": "receipt",
        "type": "tuple"
      }
    ],
    "name": "receiptDigest",
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
        "name": "jobKey",
        "type": "bytes32"
      }
    ],
    "name": "refund",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "registry",
    "outputs": [
      {
        "internalType": "contract IProviderRegistry",
        "name": "",
        "type": "address"
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
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      }
    ],
    "name": "release",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease[]",
        "name": "leases",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes[]",
        "name": "providerSigs",
        "type": "bytes[]"
      }
    ],
    "name": "reserve",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease[]",
        "name": "leases",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes[]",
        "name": "buyerSigs",
        "type": "bytes[]"
      },
      {
        "internalType": "bytes[]",
        "name": "providerSigs",
        "type": "bytes[]"
      }
    ],
    "name": "reserveFor",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsd",
            "type": "uint128"
          }
        ],
        "internalType": "struct AcceptedReceipt[]",
        "name": "receipts",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes32",
        "name": "body",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "buyerSig",
        "type": "bytes"
      }
    ],
    "name": "settle",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "receipt",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsd",
            "type": "uint128"
          }
        ],
        "internalType": "struct AcceptedReceipt[]",
        "name": "receipts",
        "type": "tuple[]"
      },
      {
        "internalType": "bytes32",
        "name": "body",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "buyerSig",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "providerSig",
        "type": "bytes"
      }
    ],
    "name": "settleWithConsent",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "task",
        "type": "uint32"
      }
    ],
    "name": "taskStatus",
    "outputs": [
      {
        "internalType": "enum IMarket.TaskStatus",
        "name": "",
        "type": "uint8"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "lease",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "firstTask",
        "type": "uint32"
      },
      {
        "internalType": "uint32",
        "name": "count",
        "type": "uint32"
      }
    ],
    "name": "taskStatuses",
    "outputs": [
      {
        "internalType": "enum IMarket.TaskStatus[]",
        "name": "statuses",
        "type": "uint8[]"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "token",
    "outputs": [
      {
        "internalType": "contract IERC20",
        "name": "",
        "type": "address"
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
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "jobKey",
            "type": "bytes32"
          },
          {
            "internalType": "address",
            "name": "buyer",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "provider",
            "type": "address"
          },
          {
            "internalType": "uint32",
            "name": "firstTask",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "taskCount",
            "type": "uint32"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsdPerTask",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "bondReservedMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint128",
            "name": "objectionBondMicroUsd",
            "type": "uint128"
          },
          {
            "internalType": "uint8",
            "name": "quorum",
            "type": "uint8"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "acceptanceWindowMs",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "objectionWindowMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct Lease",
        "name": "lease",
        "type": "tuple"
      },
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "body",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "lease",
            "type": "bytes32"
          },
          {
            "internalType": "uint32",
            "name": "task",
            "type": "uint32"
          },
          {
            "internalType": "uint32",
            "name": "attempt",
            "type": "uint32"
          },
          {
            "internalType": "bytes32",
            "name": "programHash",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "inputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "outputsRoot",
            "type": "bytes32"
          },
          {
            "internalType": "bytes32",
            "name": "traceRoot",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "gpuMs",
            "type": "uint64"
          },
          {
            "internalType": "uint128",
            "name": "holdbackMicroUsd",
            "type": "uint128"
          }
        ],
        "internalType": "struct Receipt",
        "name": "accused",
        "type": "tuple"
      },
      {
        "components": [
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "body",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "jobKey",
                "type": "bytes32"
              },
              {
                "internalType": "address",
                "name": "buyer",
                "type": "address"
              },
              {
                "internalType": "address",
                "name": "provider",
                "type": "address"
              },
              {
                "internalType": "uint32",
                "name": "firstTask",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "taskCount",
                "type": "uint32"
              },
              {
                "internalType": "uint128",
                "name": "holdbackMicroUsdPerTask",
                "type": "uint128"
              },
              {
                "internalType": "uint128",
                "name": "bondReservedMicroUsd",
                "type": "uint128"
              },
              {
                "internalType": "uint128",
                "name": "objectionBondMicroUsd",
                "type": "uint128"
              },
              {
                "internalType": "uint8",
                "name": "quorum",
                "type": "uint8"
              },
              {
                "internalType": "uint64",
                "name": "expiresAtMs",
                "type": "uint64"
              },
              {
                "internalType": "uint64",
                "name": "acceptanceWindowMs",
                "type": "uint64"
              },
              {
                "internalType": "uint64",
                "name": "objectionWindowMs",
                "type": "uint64"
              }
            ],
            "internalType": "struct Lease",
            "name": "lease",
            "type": "tuple"
          },
          {
            "components": [
              {
                "internalType": "bytes32",
                "name": "body",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "lease",
                "type": "bytes32"
              },
              {
                "internalType": "uint32",
                "name": "task",
                "type": "uint32"
              },
              {
                "internalType": "uint32",
                "name": "attempt",
                "type": "uint32"
              },
              {
                "internalType": "bytes32",
                "name": "programHash",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "inputsRoot",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "outputsRoot",
                "type": "bytes32"
              },
              {
                "internalType": "bytes32",
                "name": "traceRoot",
                "type": "bytes32"
              },
              {
                "internalType": "uint64",
                "name": "gpuMs",
                "type": "uint64"
              },
              {
                "internalType": "uint128",
                "name": "holdbackMicroUsd",
                "type": "uint128"
              }
            ],
            "internalType": "struct Receipt",
            "name": "receipt",
            "type": "tuple"
          },
          {
            "internalType": "bytes",
            "name": "signature",
            "type": "bytes"
          }
        ],
        "internalType": "struct IMarket.Evidence[]",
        "name": "evidence",
        "type": "tuple[]"
      }
    ],
    "name": "uphold",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

export const marketBytecode =
  '0x6101a0604052348015610010575f5ffd5b506040516153e53803806153e583398101604081905261002f9161018d565b604051806040016040528060048152602001634c6f646560e01b815250604051806040016040528060018152602001603160f81b8152506100758261013060201b60201c565b6101205261008281610130565b61014052815160208084019190912060e052815190820120610100524660a05261010e60e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0526001600160a01b03918216610160521661018052610220565b5f5f829050601f81511115610163578260405163305a27a960e01b815260040161015a91906101c5565b60405180910390fd5b805161016e826101fa565b179392505050565b6001600160a01b038116811461018a575f5ffd5b50565b5f5f6040838503121561019e575f5ffd5b82516101a981610176565b60208401519092506101ba81610176565b809150509250929050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b8051602080830151919081101561021a575f198160200360031b1b821691505b50919050565b60805160a05160c05160e05161010051610120516101405161016051610180516151136102d25f395f818161033601528181612dd901528181612ee90152613c7301525f818161048701528181610ea801528181610f1d01528181610fdd015281816111f60152818161178101528181612447015281816125ce0152612c4001525f612c1201525f612be701525f6139f901525f6139d101525f61392c01525f61395601525f61398001526151135ff3fe608060405234801561000f575f5ffd5b50600436106101d1575f3560e01c806384b0196e116100fe578063d15cf8621161009e578063f1e99f661161006e578063f1e99f661461044a578063f81d12d214610452578063fbd3e25c14610472578063fc0c546a14610485575f5ffd5b8063d15cf862146103fe578063e0f8f18914610411578063e46bbc9e14610424578063eb56cd2614610437575f5ffd5b8063950bff9f116100d9578063950bff9f146103af578063957cc066146103b8578063a184fbb9146103cb578063c2c4313c146103eb575f5ffd5b806384b0196e1461036e57806385e6929d146103895780638f2deee01461039c575f5ffd5b806349e9ab4e116101745780636ba187c7116101445780636ba187c7146102fb5780637249fbb61461030e578063733d56db146103215780637b10399914610334575f5ffd5b806349e9ab4e14610272578063621d2b97146102b5578063629beef8146102d55780636730f22e146102e8575f5ffd5b8063335bd3ca116101af578063335bd3ca14610210578063363ba5cb146102235780633b7bb0fb1461023657806349ccd2bc1461025f575f5ffd5b806318e9fbf9146101d55780631ea863f0146101ea57806332eb4852146101fd575b5f5ffd5b6101e86101e3366004614112565b6104ab565b005b6101e86101f83660046141f0565b61077b565b6101e861020b3660046142ec565b6107f8565b6101e861021e36600461437c565b610826565b6101e86102313660046143d1565b610b58565b610249610244366004614498565b610dcc565b60405161025691906144e6565b60405180910390f35b6101e861026d366004614546565b610e7e565b6102a76102803660046145a3565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b604051908152602001610256565b6102c86102c33660046145cb565b611021565b60405161025691906145e2565b6102a76102e3366004614626565b6110ae565b6102a76102f6366004614641565b6110c0565b6101e861030936600461465c565b6110cd565b6102a761031c3660046145cb565b61113b565b6101e861032f3660046146d6565b61122a565b7f00000000000000000000000000000000000000000000000000000000000000005b6040516001600160a01b039091168152602001610256565b610376611246565b6040516102569796959493929190614756565b6101e8610397366004614818565b6112a4565b6101e86103aa366004614641565b6112dd565b6102a761040081565b6101e86103c63660046148aa565b61144a565b6103de6103d93660046148dd565b611473565b604051610256919061490d565b6102a76103f9366004614958565b611549565b6101e861040c366004614972565b611556565b6101e861041f36600461499d565b6117b8565b6101e8610432366004614a1b565b6118b2565b6101e8610445366004614a3b565b6118cc565b6102a7600281565b610465610460366004614498565b611bb7565b6040516102569190614a8c565b6102a7610480366004614a9f565b611c39565b7f0000000000000000000000000000000000000000000000000000000000000000610356565b6104b3611c52565b6104bc81611c89565b5f5f6104c786611cd9565b5f82815260056020526040808220939550919350919082906104ef9060608a01908a01614ae1565b63ffffffff168152602081019190915260409081015f208151608081019092528054829060ff166003811115610527576105276144c2565b6003811115610538576105386144c2565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b031660408201526001909101546060909101529050600281516003811115610587576105876144c2565b146105c35761059c6060870160408801614ae1565b604051632b81115160e21b815263ffffffff90911660048201526024015b60405180910390fd5b80602001516001600160401b03166105d9611d4c565b106106085760208101516040516305bd3a4960e51b81526001600160401b0390911660048201526024016105ba565b5f610612876110ae565b905081606001518114610648576060820151604051639ddfcf7760e01b81526004810191909152602481018290526044016105ba565b61065488888888611d5e565b5f6106676101208a016101008b01614b10565b6001600160801b031683604001516001600160801b03166106889190614b3d565b5f868152600560205260408082209293506106a99060608c01908c01614ae1565b63ffffffff908116825260208201929092526040015f90812080546001600160c81b031916815560010155845485916011916106ed91600160881b90910416614b50565b91906101000a81548163ffffffff021916908363ffffffff1602179055506107158982612157565b6107256060890160408a01614ae1565b63ffffffff16857f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e60025f8560405161076093929190614b6e565b60405180910390a350505050506107756121ba565b50505050565b610783611c52565b5f61078d89611cd9565b5090505f61079d87838b8b611c39565b90506107ba6107b260608c0160408d01614b8f565b8288886121e4565b6107d56107cd60808c0160608d01614b8f565b8286866121e4565b6107e4828b8b8b8b6001612238565b50506107ee6121ba565b5050505050505050565b610800611c52565b61080a868661246e565b61081684848484612483565b61081e6121ba565b505050505050565b61082e611c52565b5f61083885611cd9565b5090508084602001351461086c57604051633a1b266760e01b815260048101829052602085013560248201526044016105ba565b61088f61087f6060870160408801614b8f565b61088886611549565b85856121e4565b5f818152600560205260408082209082906108b09060608901908901614ae1565b63ffffffff16815260208101919091526040015f2090506001815460ff1660038111156108df576108df6144c2565b1461092f576108f46060860160408701614ae1565b6040517ff797fd2b00000000000000000000000000000000000000000000000000000000815263ffffffff90911660048201526024016105ba565b846060013581600101541461096a576001810154604051639ddfcf7760e01b81526004810191909152606086013560248201526044016105ba565b805461010090046001600160401b0316610982611d4c565b106109b25780546040516305bd3a4960e51b81526101009091046001600160401b031660048201526024016105ba565b5f6109cd6109c86101a089016101808a01614bc7565b61258e565b82546001600160401b03821661010090810268ffffffffffffffffff199092169190911760021784559091505f90610a0c906101208a01908a01614b10565b6001600160801b031690505f600281610a2b60608c0160408d01614b8f565b6001600160a01b0316815260208082019290925260409081015f9081208c84013582529092528120549150610a6083836125ab565b90508015610aaf57610a728183614be2565b60025f610a8560608e0160408f01614b8f565b6001600160a01b0316815260208082019290925260409081015f9081208e84013582529092529020555b8835610ac160608b0160408c01614ae1565b63ffffffff16877f8c282a5f2bf1e76667a645b214b0cbfe1336320d105fbd2f016d2f0303328cee8c608001358789604051610b199392919092835260208301919091526001600160401b0316604082015260600190565b60405180910390a4808314610b4a57610b4a610b3b60608c0160408d01614b8f565b610b458386614be2565b6125bd565b5050505050506107756121ba565b610b60611c52565b610b6983611c89565b610b7383826125f5565b5f5f610b7e87611cd9565b9092509050610b9561016088016101408901614bc7565b6001600160401b0316610ba6611d4c565b10610bfb57610bbd61016088016101408901614bc7565b6040517fa59bd2240000000000000000000000000000000000000000000000000000000081526001600160401b0390911660048201526024016105ba565b5f80805b87811015610cdb57610c3b8a8a8a84818110610c1d57610c1d614bf5565b905061014002016040016020810190610c369190614ae1565b612638565b610c6f858a8a84818110610c5157610c51614bf5565b905061014002016040016020810190610c6a9190614ae1565b6126d4565b15610cd357610cbb858b8b8b85818110610c8b57610c8b614bf5565b905061014002018a8a86818110610ca457610ca4614bf5565b9050602002810190610cb69190614c09565b61273d565b610cc59083614b3d565b9150610cd083614c4b565b92505b600101610bff565b508163ffffffff165f03610d0257604051630b8a550d60e31b815260040160405180910390fd5b610d1260e08a0160c08b01614b10565b610d2b906001600160801b031663ffffffff8416614c6f565b83548490600190610d4b90849061010090046001600160801b0316614c86565b92506101000a8154816001600160801b0302191690836001600160801b0316021790555081835f0160118282829054906101000a900463ffffffff16610d919190614ca5565b92506101000a81548163ffffffff021916908363ffffffff160217905550610db98982612157565b50505050610dc56121ba565b5050505050565b60408051608080820183525f8083526020808401829052838501829052606084018290528682526005815284822063ffffffff8716835290528390208351918201909352825491929091829060ff166003811115610e2c57610e2c6144c2565b6003811115610e3d57610e3d6144c2565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b0316604082015260019091015460609091015290505b92915050565b610e86611c52565b610e9188888861297f565b6040516370a0823160e01b81523060048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906370a0823190602401602060405180830381865afa158015610ef5573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610f199190614cc1565b90507f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03166388b7ab638a308a8a8a8e8b604051602001610f6b929190918252602082015260400190565b604051602081830303815290604052805190602001208a8a6040518963ffffffff1660e01b8152600401610fa6989796959493929190614cd8565b5f604051808303815f87803b158015610fbd575f5ffd5b505af1158015610fcf573d5f5f3e3d5ffd5b5050505061101887611013837f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316612a3490919063ffffffff16565b612ab7565b506107ee6121ba565b604080516060810182525f80825260208201819052918101919091525f82815260036020526040908190208151606081019092528054829060ff16600281111561106d5761106d6144c2565b600281111561107e5761107e6144c2565b8152905461010081046001600160801b03166020830152600160881b900463ffffffff1660409091015292915050565b5f610e786110bb83612afa565b612b4b565b5f610e786110bb83612b92565b6110d5611c52565b5f6110df87611cd9565b5090506111016110f56060890160408a01614b8f565b61088886848a8a611c39565b61113281888888886111196080850160608601614b8f565b6001600160a01b0316336001600160a01b031614612238565b5061081e6121ba565b5f611144611c52565b50335f90815260026020908152604080832084845290915281205490819003611199576040517ff76aef6500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b335f81815260026020908152604080832086845282528083209290925590518381528492917f9b0ab05434794e223e8bf38e29431f3cd0d199b8cb2ac5e870340eb706b5ffae910160405180910390a361121d6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000163383612bc6565b6112256121ba565b919050565b611232611c52565b61123e84848484612483565b6107756121ba565b5f6060805f5f5f6060611257612be0565b61125f612c0b565b604080515f808252602082019092527f0f000000000000000000000000000000000000000000000000000000000000009b939a50919850469750309650945092509050565b6112ac611c52565b6112b68686612c36565b6112c0878761246e565b6112cc84848484612483565b6112d46121ba565b50505050505050565b6112e5611c52565b5f5f6112f083611cd9565b909250905061130761016084016101408501614bc7565b6001600160401b0316611318611d4c565b101561136e5761133061016084016101408501614bc7565b6040517f99714e0d0000000000000000000000000000000000000000000000000000000081526001600160401b0390911660048201526024016105ba565b6002815460ff166002811115611386576113866144c2565b036113c0576040517f80e185e8000000000000000000000000000000000000000000000000000000008152600481018390526024016105ba565b80547fffffffffffffffffffffffffffffff00000000000000000000000000000000008116600217825561010090046001600160801b03166114028482612157565b827f22f206afbb58bbf5e729b2561506cabe613d001ea92899e227b3c2891cbcddc98260405161143491815260200190565b60405180910390a25050506114476121ba565b50565b611452611c52565b61145c8282612c36565b611466838361246e565b61146e6121ba565b505050565b60606114848263ffffffff16611c89565b8163ffffffff166001600160401b038111156114a2576114a2614d44565b6040519080825280602002602001820160405280156114cb578160200160208202803683370190505b5090505f5b8263ffffffff168163ffffffff161015611541576114f2856104608387614ca5565b828263ffffffff168151811061150a5761150a614bf5565b60200260200101906003811115611523576115236144c2565b90816003811115611536576115366144c2565b9052506001016114d0565b509392505050565b5f610e786110bb83612d1b565b61155e611c52565b5f5f61156984611cd9565b5f82815260056020908152604080832063ffffffff8916845290915280822081516080810190925280549496509294509092909190829060ff1660038111156115b4576115b46144c2565b60038111156115c5576115c56144c2565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b031660408201526001909101546060909101529050600281516003811115611614576116146144c2565b1461163a57604051632b81115160e21b815263ffffffff851660048201526024016105ba565b80602001516001600160401b0316611650611d4c565b101561168057602081015160405163adc9513160e01b81526001600160401b0390911660048201526024016105ba565b5f61169361012087016101008801614b10565b6001600160801b031682604001516001600160801b03166116b49190614b3d565b5f85815260056020908152604080832063ffffffff808b1685529252822080546001600160c81b0319168155600101919091558454919250849160119161170291600160881b900416614b50565b91906101000a81548163ffffffff021916908363ffffffff1602179055508463ffffffff16847f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e6003845f60405161175c93929190614b6e565b60405180910390a36117a86117776080880160608901614b8f565b6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169083612bc6565b505050506117b46121ba565b5050565b6117c0611c52565b6117c985611c89565b6117d385846125f5565b6117dd85826125f5565b5f5b85811015611132575f6118098888848181106117fd576117fd614bf5565b90506101a002016110c0565b905061186388888481811061182057611820614bf5565b90506101a0020160400160208101906118399190614b8f565b8288888681811061184c5761184c614bf5565b905060200281019061185e9190614c09565b6121e4565b6118a98189898581811061187957611879614bf5565b90506101a0020186868681811061189257611892614bf5565b90506020028101906118a49190614c09565b612d4f565b506001016117df565b6118ba611c52565b6118c4828261246e565b6117b46121ba565b6118d4611c52565b6118dd81611c89565b5f5f6118e885611cd9565b90925090505f80805b85811015611b2f575f8581526005602052604081208189898581811061191957611919614bf5565b905060200201602081019061192e9190614ae1565b63ffffffff16815260208101919091526040015f908120805490925060ff1690816003811115611960576119606144c2565b0361196c575050611b27565b6002816003811115611980576119806144c2565b036119e75788888481811061199757611997614bf5565b90506020020160208101906119ac9190614ae1565b6040517fa924473d00000000000000000000000000000000000000000000000000000000815263ffffffff90911660048201526024016105ba565b815461010090046001600160401b03166119ff611d4c565b1015611a3057815460405163adc9513160e01b81526101009091046001600160401b031660048201526024016105ba565b81545f888152600560205260408120600160481b9092046001600160801b031691908b8b87818110611a6457611a64614bf5565b9050602002016020810190611a799190614ae1565b63ffffffff16815260208101919091526040015f90812080546001600160c81b031916815560010155611aac8186614b3d565b9450611ab786614c4b565b9550898985818110611acb57611acb614bf5565b9050602002016020810190611ae09190614ae1565b63ffffffff16887f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e6001845f604051611b1b93929190614b6e565b60405180910390a35050505b6001016118f1565b508163ffffffff165f03611b5657604051630b8a550d60e31b815260040160405180910390fd5b825482908490601190611b77908490600160881b900463ffffffff16614d58565b92506101000a81548163ffffffff021916908363ffffffff160217905550611bab8760600160208101906117779190614b8f565b5050505061146e6121ba565b5f82815260046020908152604080832062ffffff600886901c168452909152812054600160ff84161b168103611bee57505f610e78565b5f83815260056020908152604080832063ffffffff8616845290915281205460ff1690816003811115611c2357611c236144c2565b14611c2e5780611c31565b60035b949350505050565b5f611c496110bb8686868661327f565b95945050505050565b611c5a6133df565b611c8760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90613438565b565b801580611c97575061040081115b15611447576040517f835222f30000000000000000000000000000000000000000000000000000000081526004810182905261040060248201526044016105ba565b5f5f611ce4836110c0565b5f818152600360205260408120919350909150815460ff166002811115611d0d57611d0d6144c2565b03611d47576040517ff4665084000000000000000000000000000000000000000000000000000000008152600481018390526024016105ba565b915091565b5f611d59426103e8614c6f565b905090565b5f611d7e611d7461014087016101208801614d84565b60ff16600261343f565b905080821015611dc4576040517f6a21598400000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b5f611df584845f818110611dda57611dda614bf5565b9050602002810190611dec9190614d9d565b6101a00161344e565b9050611e008561344e565b8103611e38576040517f3767443e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f805b848110156107ee5736868683818110611e5657611e56614bf5565b9050602002810190611e689190614d9d565b905036878784818110611e7d57611e7d614bf5565b9050602002810190611e8f9190614d9d565b6101a00190505f611e9f83611cd9565b509050611eb260608c0160408d01614b8f565b6001600160a01b0316611ecb6060850160408601614b8f565b6001600160a01b0316141580611ee957508a60200135836020013514155b15611f23576040517f93fd1715000000000000000000000000000000000000000000000000000000008152600481018290526024016105ba565b5f611f346080850160608601614b8f565b9050856001600160a01b0316816001600160a01b0316111580611f775750611f6260808d0160608e01614b8f565b6001600160a01b0316816001600160a01b0316145b80611fa25750611f8d60608d0160408e01614b8f565b6001600160a01b0316816001600160a01b0316145b15611fe4576040517ff70414880000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024016105ba565b8095508183602001351461201857604051633a1b266760e01b815260048101839052602084013560248201526044016105ba565b61202860608c0160408d01614ae1565b63ffffffff1661203e6060850160408601614ae1565b63ffffffff16146120ab5761205960608c0160408d01614ae1565b6120696060850160408601614ae1565b6040517fa40bec1600000000000000000000000000000000000000000000000000000000815263ffffffff9283166004820152911660248201526044016105ba565b6120bf84610c366060860160408701614ae1565b5f6120c9846110ae565b9050876120d58561344e565b1461210f576040517fdad94a16000000000000000000000000000000000000000000000000000000008152600481018290526024016105ba565b61214782828d8d8a81811061212657612126614bf5565b90506020028101906121389190614d9d565b61185e906102e0810190614c09565b5050505050806001019050611e3b565b80156117b4578060025f6121716060860160408701614b8f565b6001600160a01b03166001600160a01b031681526020019081526020015f205f846020013581526020019081526020015f205f8282546121b19190614b3d565b90915550505050565b611c875f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00611c81565b6121f08484848461347b565b610775576040517f0e96aab80000000000000000000000000000000000000000000000000000000081526001600160a01b0385166004820152602481018490526044016105ba565b61224183611c89565b5f868152600360209081526040808320815160a0810183528481529283018490529082018390526060820183905260808201929092526002825460ff16600281111561228f5761228f6144c2565b1481525f5b858110156122c8576122c089898989858181106122b3576122b3614bf5565b90506060020187866134ed565b600101612294565b50806040015181602001516122dd9190614ca5565b63ffffffff165f0361230257604051630b8a550d60e31b815260040160405180910390fd5b602081015163ffffffff16156123855761232260e0880160c08901614b10565b6001600160801b0316816020015163ffffffff166123409190614c6f565b8254839060019061236090849061010090046001600160801b0316614c86565b92506101000a8154816001600160801b0302191690836001600160801b031602179055505b604081015163ffffffff16156123d8576040810151825483906011906123b9908490600160881b900463ffffffff16614d58565b92506101000a81548163ffffffff021916908363ffffffff1602179055505b6123e6878260800151612157565b83887f7c04fdc6a36e06d574776fa28752416a5926120ced72b3c9e7baaa30d026d5a5836060015160405161241d91815260200190565b60405180910390a36107ee6124386080890160608a01614b8f565b60608301516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169190612bc6565b61247933838361297f565b6117b433826125bd565b61248c83611c89565b61249683826125f5565b5f5b83811015610dc557338585838181106124b3576124b3614bf5565b90506101a0020160400160208101906124cc9190614b8f565b6001600160a01b031614612543578484828181106124ec576124ec614bf5565b90506101a0020160400160208101906125059190614b8f565b6040517f4a0bfec10000000000000000000000000000000000000000000000000000000081526001600160a01b0390911660048201526024016105ba565b61258661255b8686848181106117fd576117fd614bf5565b86868481811061256d5761256d614bf5565b90506101a0020185858581811061189257611892614bf5565b600101612498565b5f816001600160401b03166125a1611d4c565b610e789190614b3d565b5f8282188284100282185b9392505050565b6117b4816110136001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000168583613820565b8181146117b4576040517fab8b67c600000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b61264860a0830160808401614ae1565b63ffffffff168163ffffffff161080612695575061266c60c0830160a08401614ae1565b63ffffffff1661268260a0840160808501614ae1565b61268c9083614d58565b63ffffffff1610155b156117b4576040517fd4676a2100000000000000000000000000000000000000000000000000000000815263ffffffff821660048201526024016105ba565b5f82815260046020908152604080832062ffffff600886901c168452909152812054600160ff84161b8082161561270f575f92505050610e78565b5f85815260046020908152604080832062ffffff600889901c16845290915290209117905550600192915050565b5f8584602001351461276f57604051633a1b266760e01b815260048101879052602085013560248201526044016105ba565b6127938561278561014087016101208801614b10565b6001600160801b03166138ab565b5f61279d856110ae565b90506127b26107cd6080880160608901614b8f565b5f6127c86109c861018089016101608a01614bc7565b60408051608081018252600181526001600160401b038316602082015291925081016127fc61014089016101208a01614b10565b6001600160801b0316815260209081018490525f8a815260059091526040808220919061282f9060608b01908b01614ae1565b63ffffffff16815260208101919091526040015f2081518154829060ff19166001836003811115612862576128626144c2565b02179055506020820151815460408401516001600160801b0316600160481b027fffffffffffffff00000000000000000000000000000000ffffffffffffffffff6001600160401b0390931661010002929092167fffffffffffffff000000000000000000000000000000000000000000000000ff909116171781556060909101516001909101556128fc61014087016101208801614b10565b61290c60e0890160c08a01614b10565b6129169190614c86565b6001600160801b03169250816129326060880160408901614ae1565b63ffffffff16897f27e3b914842d52dea88da232c92029eea44082519fe92ccc71614c9182bf455689878660405161296c93929190614e5e565b60405180910390a4505095945050505050565b805f036129b8576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b0383165f908152600260209081526040808320858452909152812080548392906129ea908490614b3d565b909155505060405181815282906001600160a01b038516907fe34c70bd3e03956978a5c76d2ea5f3a60819171afea6dee4fc12b2e45f72d43d9060200160405180910390a3505050565b6040516370a0823160e01b81523060048201525f9081906001600160a01b038516906370a0823190602401602060405180830381865afa158015612a7a573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612a9e9190614cc1565b9050828111612aad575f611c31565b611c318382614be2565b8181146117b4576040517fad48e59000000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b5f7f220f1495577f709b49311d6ea9d7d29f5cef4e98ba675b5ac303aabfdf6de1f782604051602001612b2e929190614e8c565b604051602081830303815290604052805190602001209050919050565b5f610e78612b57613920565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f7fa007876602763e6e393815cfe774d54f254b8d6c226a81d56afe16e8862da8bf82604051602001612b2e929190614ea1565b801561146e5761146e6001600160a01b0384168383613a49565b6060611d597f0000000000000000000000000000000000000000000000000000000000000000613a7e565b6060611d597f0000000000000000000000000000000000000000000000000000000000000000613a7e565b6001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663d505accf3330858535612c7a6040880160208901614d84565b604080517fffffffff0000000000000000000000000000000000000000000000000000000060e089901b1681526001600160a01b0396871660048201529590941660248601526044850192909252606484015260ff16608483015284013560a4820152606084013560c482015260e4015f604051808303815f87803b158015612d01575f5ffd5b505af1925050508015612d12575060015b156117b4575050565b5f7febc85b8351f460846a432bcf65eefa097b1b137bccfd9f716fc3dcd404324f8382604051602001612b2e929190614ff7565b5f8481526003602052604081205460ff166002811115612d7157612d716144c2565b14612dab576040517f98090ea5000000000000000000000000000000000000000000000000000000008152600481018590526024016105ba565b612db483613abb565b612dcf612dc76080850160608601614b8f565b8584846121e4565b6001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016639f8a13d7612e0e6080860160608701614b8f565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e084901b1681526001600160a01b039091166004820152602401602060405180830381865afa158015612e68573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612e8c919061504c565b612ede57612ea06080840160608501614b8f565b6040517f3996ebd40000000000000000000000000000000000000000000000000000000081526001600160a01b0390911660048201526024016105ba565b5f6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000166372d2b6c0612f1e6080870160608801614b8f565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e084901b1681526001600160a01b039091166004820152602401602060405180830381865afa158015612f78573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612f9c9190614cc1565b9050612faf610100850160e08601614b10565b6001600160801b03168110156130155780612fd1610100860160e08701614b10565b6040517f44d4caf700000000000000000000000000000000000000000000000000000000815260048101929092526001600160801b031660248201526044016105ba565b5f61302660e0860160c08701614b10565b6001600160801b031661303f60c0870160a08801614ae1565b63ffffffff1661304f9190614c6f565b90505f6002816130656060890160408a01614b8f565b6001600160a01b03166001600160a01b031681526020019081526020015f205f876020013581526020019081526020015f20549050818110156130de576040517fe8862d1d00000000000000000000000000000000000000000000000000000000815260048101829052602481018390526044016105ba565b6130e88282614be2565b60025f6130fb60608a0160408b01614b8f565b6001600160a01b0316815260208082019290925260409081015f9081208a840135825283528190209290925581516060810190925260018252810161313f84613d4a565b6001600160801b031681525f602091820181905289815260039091526040902081518154829060ff1916600183600281111561317d5761317d6144c2565b02179055506020820151815460409093015163ffffffff16600160881b027fffffffffffffffffffffff00000000ffffffffffffffffffffffffffffffffff6001600160801b0390921661010002919091167fffffffffffffffffffffff0000000000000000000000000000000000000000ff9093169290921791909117905561320d6080870160608801614b8f565b6001600160a01b03166132266060880160408901614b8f565b6001600160a01b0316887f8b7e61cec9e1622c6b6771d0b92eb83d53cdb62461c4c15fbcf6b1ebf72cd6ca89602001358660405161326e929190918252602082015260400190565b60405180910390a450505050505050565b5f80826001600160401b0381111561329957613299614d44565b6040519080825280602002602001820160405280156132c2578160200160208202803683370190505b5090505f5b83811015613354577fadde169c577915795841524ac994926ecdaa8b81f915e91dcbd681fe726c1e9785858381811061330257613302614bf5565b90506060020160405160200161331992919061506b565b6040516020818303038152906040528051906020012082828151811061334157613341614bf5565b60209081029190910101526001016132c7565b507f6f447cae86306968f0559709754f13ef48f774cf82e15d7b34d65c83081b544d86868360405160200161338991906150b6565b60408051601f198184030181528282528051602091820120908301959095528101929092526060820152608081019190915260a00160405160208183030381529060405280519060200120915050949350505050565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c15611c87576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b5f8282188284110282186125b6565b60408051608080840135602083015260a08401359282019290925260c083013560608201525f9101612b2e565b5f846001600160a01b03163b5f036134da575f5f61349a868686613d9a565b5090925090505f8160038111156134b3576134b36144c2565b1480156134d15750866001600160a01b0316826001600160a01b0316145b92505050611c31565b6134e685858585613de1565b9050611c31565b61350184610c366040860160208701614ae1565b613515846127856060860160408701614b10565b5f61352660e0860160c08701614b10565b82516001600160801b039190911691505f90158015613554575061355487610c6a6040880160208901614ae1565b156135755782602001805161356890614c4b565b63ffffffff1690526136e5565b5f87815260056020908152604080832091839161359791908a01908a01614ae1565b63ffffffff168152602081019190915260409081015f208151608081019092528054829060ff1660038111156135cf576135cf6144c2565b60038111156135e0576135e06144c2565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b0316604082015260019091015460609091015290505f8151600381111561362e5761362e6144c2565b0361363b57505050610dc5565b5f888152600560209081526040808320929161365b918a01908a01614ae1565b63ffffffff168152602081019190915260409081015f90812080546001600160c81b0319168155600101558401805161369390614c4b565b63ffffffff16905260408101516001600160801b031692506002815160038111156136c0576136c06144c2565b036136e3576136d761012088016101008901614b10565b6001600160801b031691505b505b816136f66060870160408801614b10565b6001600160801b031610801561370a575083155b1561375a5761371f6040860160208701614ae1565b6040517fbb428e8900000000000000000000000000000000000000000000000000000000815263ffffffff90911660048201526024016105ba565b5f61377d61376e6060880160408901614b10565b6001600160801b0316846125ab565b90505f8261378b8386614be2565b6137959190614b3d565b905081856060018181516137a99190614b3d565b9052506080850180518291906137c0908390614b3d565b9052506137d36040880160208901614ae1565b63ffffffff16897f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e5f858560405161380d93929190614b6e565b60405180910390a3505050505050505050565b6040516370a0823160e01b81523060048201525f9081906001600160a01b038616906370a0823190602401602060405180830381865afa158015613866573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061388a9190614cc1565b90506138a16001600160a01b038616853086613e64565b611c498582612a34565b6138bb60e0830160c08401614b10565b6001600160801b03168111156117b457806138dc60e0840160c08501614b10565b6040517f981a8f7500000000000000000000000000000000000000000000000000000000815260048101929092526001600160801b031660248201526044016105ba565b5f306001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001614801561397857507f000000000000000000000000000000000000000000000000000000000000000046145b156139a257507f000000000000000000000000000000000000000000000000000000000000000090565b611d59604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b613a568383836001613e9a565b61146e57604051635274afe760e01b81526001600160a01b03841660048201526024016105ba565b60605f613a8a83613f15565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b613acb60c0820160a08301614ae1565b63ffffffff161580613b165750640100000000613aee60c0830160a08401614ae1565b63ffffffff16613b0460a0840160808501614ae1565b63ffffffff16613b149190614b3d565b115b15613b7d57613b2b60a0820160808301614ae1565b613b3b60c0830160a08401614ae1565b6040517f5a90ad3900000000000000000000000000000000000000000000000000000000815263ffffffff9283166004820152911660248201526044016105ba565b613b8f61014082016101208301614d84565b60ff165f03613bca576040517fd173577900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f613bd3611d4c565b9050613be761016083016101408401614bc7565b6001600160401b03168110613c0857610bbd61016083016101408401614bc7565b5f613c1b6101a084016101808501614bc7565b6001600160401b0316613c3661018085016101608601614bc7565b6001600160401b0316613c5161016086016101408701614bc7565b6001600160401b0316613c649190614b3d565b613c6e9190614b3d565b90505f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03166348c4ce166040518163ffffffff1660e01b8152600401602060405180830381865afa158015613ccd573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190613cf191906150eb565b613d04906001600160401b031684614b3d565b905080821115610775576040517f7636a33300000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b5f6001600160801b03821115613d96576040517f6dfcc65000000000000000000000000000000000000000000000000000000000815260806004820152602481018390526044016105ba565b5090565b5f80806041849003613dce578435602086013560408701355f1a613dc089828585613f55565b955095509550505050613dd8565b505f915060029050825b93509350939050565b604080517f1626ba7e00000000000000000000000000000000000000000000000000000000808252600482018690526024820192909252604481018390525f91908390818660648301375f82606483010152601f820160051c60051b915060205f60648401838b5afa9050825f5114601f3d111681169350505050949350505050565b613e7284848484600161401d565b61077557604051635274afe760e01b81526001600160a01b03851660048201526024016105ba565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316613f09578383151615613efd573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f60ff8216601f811115610e78576040517fb3512b0c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841115613f8e57505f91506003905082614013565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015613fdf573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661400a57505f925060019150829050614013565b92505f91508190505b9450945094915050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038781166004528616602452604485905291602083606481808c5af1925060015f51148316614092578383151615614086573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f6101a082840312156140b4575f5ffd5b50919050565b5f61014082840312156140b4575f5ffd5b5f5f83601f8401126140db575f5ffd5b5081356001600160401b038111156140f1575f5ffd5b6020830191508360208260051b850101111561410b575f5ffd5b9250929050565b5f5f5f5f6103008587031215614126575f5ffd5b61413086866140a3565b9350614140866101a087016140ba565b92506102e08501356001600160401b0381111561415b575f5ffd5b614167878288016140cb565b95989497509550505050565b5f5f83601f840112614183575f5ffd5b5081356001600160401b03811115614199575f5ffd5b60208301915083602060608302850101111561410b575f5ffd5b5f5f83601f8401126141c3575f5ffd5b5081356001600160401b038111156141d9575f5ffd5b60208301915083602082850101111561410b575f5ffd5b5f5f5f5f5f5f5f5f610220898b031215614208575f5ffd5b6142128a8a6140a3565b97506101a08901356001600160401b0381111561422d575f5ffd5b6142398b828c01614173565b9098509650506101c089013594506101e08901356001600160401b03811115614260575f5ffd5b61426c8b828c016141b3565b9095509350506102008901356001600160401b0381111561428b575f5ffd5b6142978b828c016141b3565b999c989b5096995094979396929594505050565b5f5f83601f8401126142bb575f5ffd5b5081356001600160401b038111156142d1575f5ffd5b6020830191508360206101a08302850101111561410b575f5ffd5b5f5f5f5f5f5f60808789031215614301575f5ffd5b863595506020870135945060408701356001600160401b03811115614324575f5ffd5b61433089828a016142ab565b90955093505060608701356001600160401b0381111561434e575f5ffd5b61435a89828a016140cb565b979a9699509497509295939492505050565b5f60a082840312156140b4575f5ffd5b5f5f5f5f6102608587031215614390575f5ffd5b61439a86866140a3565b93506143aa866101a0870161436c565b92506102408501356001600160401b038111156143c5575f5ffd5b614167878288016141b3565b5f5f5f5f5f6101e086880312156143e6575f5ffd5b6143f087876140a3565b94506101a08601356001600160401b0381111561440b575f5ffd5b8601601f8101881361441b575f5ffd5b80356001600160401b03811115614430575f5ffd5b88602061014083028401011115614445575f5ffd5b602091909101945092506101c08601356001600160401b03811115614468575f5ffd5b614474888289016140cb565b969995985093965092949392505050565b803563ffffffff81168114611225575f5ffd5b5f5f604083850312156144a9575f5ffd5b823591506144b960208401614485565b90509250929050565b634e487b7160e01b5f52602160045260245ffd5b60048110611447576114476144c2565b815160808201906144f6816144d6565b808352506001600160401b0360208401511660208301526001600160801b0360408401511660408301526060830151606083015292915050565b80356001600160a01b0381168114611225575f5ffd5b5f5f5f5f5f5f5f5f60e0898b03121561455d575f5ffd5b61456689614530565b97506020890135965060408901359550606089013594506080890135935060a0890135925060c08901356001600160401b0381111561428b575f5ffd5b5f5f604083850312156145b4575f5ffd5b6145bd83614530565b946020939093013593505050565b5f602082840312156145db575f5ffd5b5035919050565b81516060820190600381106145f9576145f96144c2565b808352506001600160801b03602084015116602083015263ffffffff604084015116604083015292915050565b5f6101408284031215614637575f5ffd5b6125b683836140ba565b5f6101a08284031215614652575f5ffd5b6125b683836140a3565b5f5f5f5f5f5f6102008789031215614672575f5ffd5b61467c88886140a3565b95506101a08701356001600160401b03811115614697575f5ffd5b6146a389828a01614173565b9096509450506101c087013592506101e08701356001600160401b038111156146ca575f5ffd5b61435a89828a016141b3565b5f5f5f5f604085870312156146e9575f5ffd5b84356001600160401b038111156146fe575f5ffd5b61470a878288016142ab565b90955093505060208501356001600160401b0381111561415b575f5ffd5b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f61479060e0830189614728565b82810360408401526147a28189614728565b606084018890526001600160a01b038716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b818110156147f75783518352602093840193909201916001016147d9565b50909b9a5050505050505050505050565b5f608082840312156140b4575f5ffd5b5f5f5f5f5f5f5f610100888a03121561482f575f5ffd5b87359650602088013595506148478960408a01614808565b945060c08801356001600160401b03811115614861575f5ffd5b61486d8a828b016142ab565b90955093505060e08801356001600160401b0381111561488b575f5ffd5b6148978a828b016140cb565b989b979a50959850939692959293505050565b5f5f5f60c084860312156148bc575f5ffd5b83359250602084013591506148d48560408601614808565b90509250925092565b5f5f5f606084860312156148ef575f5ffd5b833592506148ff60208501614485565b91506148d460408501614485565b602080825282518282018190525f918401906040840190835b8181101561494d578351614939816144d6565b835260209384019390920191600101614926565b509095945050505050565b5f60a08284031215614968575f5ffd5b6125b6838361436c565b5f5f6101c08385031215614984575f5ffd5b61498e84846140a3565b91506144b96101a08401614485565b5f5f5f5f5f5f606087890312156149b2575f5ffd5b86356001600160401b038111156149c7575f5ffd5b6149d389828a016142ab565b90975095505060208701356001600160401b038111156149f1575f5ffd5b6149fd89828a016140cb565b90955093505060408701356001600160401b0381111561434e575f5ffd5b5f5f60408385031215614a2c575f5ffd5b50508035926020909101359150565b5f5f5f6101c08486031215614a4e575f5ffd5b614a5885856140a3565b92506101a08401356001600160401b03811115614a73575f5ffd5b614a7f868287016140cb565b9497909650939450505050565b60208101614a99836144d6565b91905290565b5f5f5f5f60608587031215614ab2575f5ffd5b843593506020850135925060408501356001600160401b03811115614ad5575f5ffd5b61416787828801614173565b5f60208284031215614af1575f5ffd5b6125b682614485565b80356001600160801b0381168114611225575f5ffd5b5f60208284031215614b20575f5ffd5b6125b682614afa565b634e487b7160e01b5f52601160045260245ffd5b80820180821115610e7857610e78614b29565b5f63ffffffff821680614b6557614b65614b29565b5f190192915050565b60608101614b7b856144d6565b938152602081019290925260409091015290565b5f60208284031215614b9f575f5ffd5b6125b682614530565b6001600160401b0381168114611447575f5ffd5b803561122581614ba8565b5f60208284031215614bd7575f5ffd5b81356125b681614ba8565b81810381811115610e7857610e78614b29565b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112614c1e575f5ffd5b8301803591506001600160401b03821115614c37575f5ffd5b60200191503681900382131561410b575f5ffd5b5f63ffffffff821663ffffffff8103614c6657614c66614b29565b60010192915050565b8082028115828204841417610e7857610e78614b29565b6001600160801b038281168282160390811115610e7857610e78614b29565b63ffffffff8181168382160190811115610e7857610e78614b29565b5f60208284031215614cd1575f5ffd5b5051919050565b6001600160a01b03891681526001600160a01b03881660208201528660408201528560608201528460808201528360a082015260e060c08201528160e082015281836101008301375f81830161010090810191909152601f909201601f19160101979650505050505050565b634e487b7160e01b5f52604160045260245ffd5b63ffffffff8281168282160390811115610e7857610e78614b29565b803560ff81168114611225575f5ffd5b5f60208284031215614d94575f5ffd5b6125b682614d74565b5f82356102fe19833603018112614db2575f5ffd5b9190910192915050565b8035825260208082013590830152614dd660408201614485565b63ffffffff166040830152614ded60608201614485565b63ffffffff1660608301526080818101359083015260a0808201359083015260c0808201359083015260e08082013590830152614e2d6101008201614bbc565b6001600160401b0316610100830152614e496101208201614afa565b6001600160801b038116610120840152505050565b6101808101614e6d8286614dbc565b836101408301526001600160401b038316610160830152949350505050565b82815261016081016125b66020830184614dbc565b82815281356020808301919091528201356040808301919091526101c0820190614ecc908401614530565b6001600160a01b038116606084015250614ee860608401614530565b6001600160a01b038116608084015250614f0460808401614485565b63ffffffff811660a084015250614f1d60a08401614485565b63ffffffff811660c084015250614f3660c08401614afa565b6001600160801b03811660e084015250614f5260e08401614afa565b6001600160801b03811661010084015250614f706101008401614afa565b6001600160801b03811661012084015250614f8e6101208401614d74565b60ff811661014084015250614fa66101408401614bbc565b6001600160401b03811661016084015250614fc46101608401614bbc565b6001600160401b03811661018084015250614fe26101808401614bbc565b6001600160401b0381166101a0840152611541565b828152813560208083019190915282013560408083019190915260c082019063ffffffff90615027908501614485565b166060838101919091528301356080808401919091529092013560a090910152919050565b5f6020828403121561505c575f5ffd5b815180151581146125b6575f5ffd5b8281528135602080830191909152608082019063ffffffff9061508f908501614485565b1660408301526001600160801b036150a960408501614afa565b1660608301529392505050565b81515f90829060208501835b828110156150e05781518452602093840193909101906001016150c2565b509195945050505050565b5f602082840312156150fb575f5ffd5b81516125b681614ba856fea164736f6c6343000825000a' as const;
