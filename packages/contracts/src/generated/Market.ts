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
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
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
  '0x6101a0604052348015610010575f5ffd5b506040516153dc3803806153dc83398101604081905261002f9161018d565b604051806040016040528060048152602001634c6f646560e01b815250604051806040016040528060018152602001603160f81b8152506100758261013060201b60201c565b6101205261008281610130565b61014052815160208084019190912060e052815190820120610100524660a05261010e60e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0526001600160a01b03918216610160521661018052610220565b5f5f829050601f81511115610163578260405163305a27a960e01b815260040161015a91906101c5565b60405180910390fd5b805161016e826101fa565b179392505050565b6001600160a01b038116811461018a575f5ffd5b50565b5f5f6040838503121561019e575f5ffd5b82516101a981610176565b60208401519092506101ba81610176565b809150509250929050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b8051602080830151919081101561021a575f198160200360031b1b821691505b50919050565b60805160a05160c05160e051610100516101205161014051610160516101805161510a6102d25f395f818161033601528181612df301528181612f030152613c8d01525f818161048701528181610ea801528181610f1d01528181610fdd015281816111f60152818161177201528181612438015281816125bf0152612c5a01525f612c2c01525f612c0101525f613a1301525f6139eb01525f61394601525f61397001525f61399a015261510a5ff3fe608060405234801561000f575f5ffd5b50600436106101d1575f3560e01c806384b0196e116100fe578063d15cf8621161009e578063f1e99f661161006e578063f1e99f661461044a578063f81d12d214610452578063fbd3e25c14610472578063fc0c546a14610485575f5ffd5b8063d15cf862146103fe578063e0f8f18914610411578063e46bbc9e14610424578063eb56cd2614610437575f5ffd5b8063950bff9f116100d9578063950bff9f146103af578063957cc066146103b8578063a184fbb9146103cb578063c2c4313c146103eb575f5ffd5b806384b0196e1461036e57806385e6929d146103895780638f2deee01461039c575f5ffd5b806349e9ab4e116101745780636ba187c7116101445780636ba187c7146102fb5780637249fbb61461030e578063733d56db146103215780637b10399914610334575f5ffd5b806349e9ab4e14610272578063621d2b97146102b5578063629beef8146102d55780636730f22e146102e8575f5ffd5b8063335bd3ca116101af578063335bd3ca14610210578063363ba5cb146102235780633b7bb0fb1461023657806349ccd2bc1461025f575f5ffd5b806318e9fbf9146101d55780631ea863f0146101ea57806332eb4852146101fd575b5f5ffd5b6101e86101e336600461412c565b6104ab565b005b6101e86101f836600461420a565b61077b565b6101e861020b366004614306565b6107f8565b6101e861021e366004614396565b610826565b6101e86102313660046143eb565b610b58565b6102496102443660046144b2565b610dcc565b6040516102569190614500565b60405180910390f35b6101e861026d366004614560565b610e7e565b6102a76102803660046145bd565b6001600160a01b03919091165f908152600260209081526040808320938352929052205490565b604051908152602001610256565b6102c86102c33660046145e5565b611021565b60405161025691906145fc565b6102a76102e3366004614640565b6110ae565b6102a76102f636600461465b565b6110c0565b6101e8610309366004614676565b6110cd565b6102a761031c3660046145e5565b61113b565b6101e861032f3660046146f0565b61122a565b7f00000000000000000000000000000000000000000000000000000000000000005b6040516001600160a01b039091168152602001610256565b610376611246565b6040516102569796959493929190614770565b6101e8610397366004614832565b6112a4565b6101e86103aa36600461465b565b6112dd565b6102a761040081565b6101e86103c63660046148c4565b61144a565b6103de6103d93660046148f7565b611473565b6040516102569190614927565b6102a76103f9366004614972565b61153a565b6101e861040c36600461498c565b611547565b6101e861041f3660046149b7565b6117a9565b6101e8610432366004614a35565b6118a3565b6101e8610445366004614a55565b6118bd565b6102a7600281565b6104656104603660046144b2565b611ba8565b6040516102569190614aa6565b6102a7610480366004614ab9565b611c2a565b7f0000000000000000000000000000000000000000000000000000000000000000610356565b6104b3611c43565b6104bc81611c7a565b5f5f6104c786611cca565b5f82815260056020526040808220939550919350919082906104ef9060608a01908a01614afb565b63ffffffff168152602081019190915260409081015f208151608081019092528054829060ff166003811115610527576105276144dc565b6003811115610538576105386144dc565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b031660408201526001909101546060909101529050600281516003811115610587576105876144dc565b146105c35761059c6060870160408801614afb565b604051632b81115160e21b815263ffffffff90911660048201526024015b60405180910390fd5b80602001516001600160401b03166105d9611d3d565b106106085760208101516040516305bd3a4960e51b81526001600160401b0390911660048201526024016105ba565b5f610612876110ae565b905081606001518114610648576060820151604051639ddfcf7760e01b81526004810191909152602481018290526044016105ba565b61065488888888611d4f565b5f6106676101208a016101008b01614b2a565b6001600160801b031683604001516001600160801b03166106889190614b57565b5f868152600560205260408082209293506106a99060608c01908c01614afb565b63ffffffff908116825260208201929092526040015f90812080546001600160c81b031916815560010155845485916011916106ed91600160881b90910416614b6a565b91906101000a81548163ffffffff021916908363ffffffff1602179055506107158982612148565b6107256060890160408a01614afb565b63ffffffff16857f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e60025f8560405161076093929190614b88565b60405180910390a350505050506107756121ab565b50505050565b610783611c43565b5f61078d89611cca565b5090505f61079d87838b8b611c2a565b90506107ba6107b260608c0160408d01614ba9565b8288886121d5565b6107d56107cd60808c0160608d01614ba9565b8286866121d5565b6107e4828b8b8b8b6001612229565b50506107ee6121ab565b5050505050505050565b610800611c43565b61080a868661245f565b61081684848484612474565b61081e6121ab565b505050505050565b61082e611c43565b5f61083885611cca565b5090508084602001351461086c57604051633a1b266760e01b815260048101829052602085013560248201526044016105ba565b61088f61087f6060870160408801614ba9565b6108888661153a565b85856121d5565b5f818152600560205260408082209082906108b09060608901908901614afb565b63ffffffff16815260208101919091526040015f2090506001815460ff1660038111156108df576108df6144dc565b1461092f576108f46060860160408701614afb565b6040517ff797fd2b00000000000000000000000000000000000000000000000000000000815263ffffffff90911660048201526024016105ba565b846060013581600101541461096a576001810154604051639ddfcf7760e01b81526004810191909152606086013560248201526044016105ba565b805461010090046001600160401b0316610982611d3d565b106109b25780546040516305bd3a4960e51b81526101009091046001600160401b031660048201526024016105ba565b5f6109cd6109c86101a089016101808a01614be1565b61257f565b82546001600160401b03821661010090810268ffffffffffffffffff199092169190911760021784559091505f90610a0c906101208a01908a01614b2a565b6001600160801b031690505f600281610a2b60608c0160408d01614ba9565b6001600160a01b0316815260208082019290925260409081015f9081208c84013582529092528120549150610a60838361259c565b90508015610aaf57610a728183614bfc565b60025f610a8560608e0160408f01614ba9565b6001600160a01b0316815260208082019290925260409081015f9081208e84013582529092529020555b8835610ac160608b0160408c01614afb565b63ffffffff16877f8c282a5f2bf1e76667a645b214b0cbfe1336320d105fbd2f016d2f0303328cee8c608001358789604051610b199392919092835260208301919091526001600160401b0316604082015260600190565b60405180910390a4808314610b4a57610b4a610b3b60608c0160408d01614ba9565b610b458386614bfc565b6125ae565b5050505050506107756121ab565b610b60611c43565b610b6983611c7a565b610b7383826125e6565b5f5f610b7e87611cca565b9092509050610b9561016088016101408901614be1565b6001600160401b0316610ba6611d3d565b10610bfb57610bbd61016088016101408901614be1565b6040517fa59bd2240000000000000000000000000000000000000000000000000000000081526001600160401b0390911660048201526024016105ba565b5f80805b87811015610cdb57610c3b8a8a8a84818110610c1d57610c1d614c0f565b905061014002016040016020810190610c369190614afb565b612629565b610c6f858a8a84818110610c5157610c51614c0f565b905061014002016040016020810190610c6a9190614afb565b6126c5565b15610cd357610cbb858b8b8b85818110610c8b57610c8b614c0f565b905061014002018a8a86818110610ca457610ca4614c0f565b9050602002810190610cb69190614c23565b61272e565b610cc59083614b57565b9150610cd083614c65565b92505b600101610bff565b508163ffffffff165f03610d0257604051630b8a550d60e31b815260040160405180910390fd5b610d1260e08a0160c08b01614b2a565b610d2b906001600160801b031663ffffffff8416614c89565b83548490600190610d4b90849061010090046001600160801b0316614ca0565b92506101000a8154816001600160801b0302191690836001600160801b0316021790555081835f0160118282829054906101000a900463ffffffff16610d919190614cbf565b92506101000a81548163ffffffff021916908363ffffffff160217905550610db98982612148565b50505050610dc56121ab565b5050505050565b60408051608080820183525f8083526020808401829052838501829052606084018290528682526005815284822063ffffffff8716835290528390208351918201909352825491929091829060ff166003811115610e2c57610e2c6144dc565b6003811115610e3d57610e3d6144dc565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b0316604082015260019091015460609091015290505b92915050565b610e86611c43565b610e91888888612999565b6040516370a0823160e01b81523060048201525f907f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316906370a0823190602401602060405180830381865afa158015610ef5573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190610f199190614cdb565b90507f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03166388b7ab638a308a8a8a8e8b604051602001610f6b929190918252602082015260400190565b604051602081830303815290604052805190602001208a8a6040518963ffffffff1660e01b8152600401610fa6989796959493929190614cf2565b5f604051808303815f87803b158015610fbd575f5ffd5b505af1158015610fcf573d5f5f3e3d5ffd5b5050505061101887611013837f00000000000000000000000000000000000000000000000000000000000000006001600160a01b0316612a4e90919063ffffffff16565b612ad1565b506107ee6121ab565b604080516060810182525f80825260208201819052918101919091525f82815260036020526040908190208151606081019092528054829060ff16600281111561106d5761106d6144dc565b600281111561107e5761107e6144dc565b8152905461010081046001600160801b03166020830152600160881b900463ffffffff1660409091015292915050565b5f610e786110bb83612b14565b612b65565b5f610e786110bb83612bac565b6110d5611c43565b5f6110df87611cca565b5090506111016110f56060890160408a01614ba9565b61088886848a8a611c2a565b61113281888888886111196080850160608601614ba9565b6001600160a01b0316336001600160a01b031614612229565b5061081e6121ab565b5f611144611c43565b50335f90815260026020908152604080832084845290915281205490819003611199576040517ff76aef6500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b335f81815260026020908152604080832086845282528083209290925590518381528492917f9b0ab05434794e223e8bf38e29431f3cd0d199b8cb2ac5e870340eb706b5ffae910160405180910390a361121d6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000163383612be0565b6112256121ab565b919050565b611232611c43565b61123e84848484612474565b6107756121ab565b5f6060805f5f5f6060611257612bfa565b61125f612c25565b604080515f808252602082019092527f0f000000000000000000000000000000000000000000000000000000000000009b939a50919850469750309650945092509050565b6112ac611c43565b6112b68686612c50565b6112c0878761245f565b6112cc84848484612474565b6112d46121ab565b50505050505050565b6112e5611c43565b5f5f6112f083611cca565b909250905061130761016084016101408501614be1565b6001600160401b0316611318611d3d565b101561136e5761133061016084016101408501614be1565b6040517f99714e0d0000000000000000000000000000000000000000000000000000000081526001600160401b0390911660048201526024016105ba565b6002815460ff166002811115611386576113866144dc565b036113c0576040517f80e185e8000000000000000000000000000000000000000000000000000000008152600481018390526024016105ba565b80547fffffffffffffffffffffffffffffff00000000000000000000000000000000008116600217825561010090046001600160801b03166114028482612148565b827f22f206afbb58bbf5e729b2561506cabe613d001ea92899e227b3c2891cbcddc98260405161143491815260200190565b60405180910390a25050506114476121ab565b50565b611452611c43565b61145c8282612c50565b611466838361245f565b61146e6121ab565b505050565b60608163ffffffff166001600160401b0381111561149357611493614d5e565b6040519080825280602002602001820160405280156114bc578160200160208202803683370190505b5090505f5b8263ffffffff168163ffffffff161015611532576114e3856104608387614cbf565b828263ffffffff16815181106114fb576114fb614c0f565b60200260200101906003811115611514576115146144dc565b90816003811115611527576115276144dc565b9052506001016114c1565b509392505050565b5f610e786110bb83612d35565b61154f611c43565b5f5f61155a84611cca565b5f82815260056020908152604080832063ffffffff8916845290915280822081516080810190925280549496509294509092909190829060ff1660038111156115a5576115a56144dc565b60038111156115b6576115b66144dc565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b031660408201526001909101546060909101529050600281516003811115611605576116056144dc565b1461162b57604051632b81115160e21b815263ffffffff851660048201526024016105ba565b80602001516001600160401b0316611641611d3d565b101561167157602081015160405163adc9513160e01b81526001600160401b0390911660048201526024016105ba565b5f61168461012087016101008801614b2a565b6001600160801b031682604001516001600160801b03166116a59190614b57565b5f85815260056020908152604080832063ffffffff808b1685529252822080546001600160c81b031916815560010191909155845491925084916011916116f391600160881b900416614b6a565b91906101000a81548163ffffffff021916908363ffffffff1602179055508463ffffffff16847f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e6003845f60405161174d93929190614b88565b60405180910390a36117996117686080880160608901614ba9565b6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169083612be0565b505050506117a56121ab565b5050565b6117b1611c43565b6117ba85611c7a565b6117c485846125e6565b6117ce85826125e6565b5f5b85811015611132575f6117fa8888848181106117ee576117ee614c0f565b90506101a002016110c0565b905061185488888481811061181157611811614c0f565b90506101a00201604001602081019061182a9190614ba9565b8288888681811061183d5761183d614c0f565b905060200281019061184f9190614c23565b6121d5565b61189a8189898581811061186a5761186a614c0f565b90506101a0020186868681811061188357611883614c0f565b90506020028101906118959190614c23565b612d69565b506001016117d0565b6118ab611c43565b6118b5828261245f565b6117a56121ab565b6118c5611c43565b6118ce81611c7a565b5f5f6118d985611cca565b90925090505f80805b85811015611b20575f8581526005602052604081208189898581811061190a5761190a614c0f565b905060200201602081019061191f9190614afb565b63ffffffff16815260208101919091526040015f908120805490925060ff1690816003811115611951576119516144dc565b0361195d575050611b18565b6002816003811115611971576119716144dc565b036119d85788888481811061198857611988614c0f565b905060200201602081019061199d9190614afb565b6040517fa924473d00000000000000000000000000000000000000000000000000000000815263ffffffff90911660048201526024016105ba565b815461010090046001600160401b03166119f0611d3d565b1015611a2157815460405163adc9513160e01b81526101009091046001600160401b031660048201526024016105ba565b81545f888152600560205260408120600160481b9092046001600160801b031691908b8b87818110611a5557611a55614c0f565b9050602002016020810190611a6a9190614afb565b63ffffffff16815260208101919091526040015f90812080546001600160c81b031916815560010155611a9d8186614b57565b9450611aa886614c65565b9550898985818110611abc57611abc614c0f565b9050602002016020810190611ad19190614afb565b63ffffffff16887f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e6001845f604051611b0c93929190614b88565b60405180910390a35050505b6001016118e2565b508163ffffffff165f03611b4757604051630b8a550d60e31b815260040160405180910390fd5b825482908490601190611b68908490600160881b900463ffffffff16614d72565b92506101000a81548163ffffffff021916908363ffffffff160217905550611b9c8760600160208101906117689190614ba9565b5050505061146e6121ab565b5f82815260046020908152604080832062ffffff600886901c168452909152812054600160ff84161b168103611bdf57505f610e78565b5f83815260056020908152604080832063ffffffff8616845290915281205460ff1690816003811115611c1457611c146144dc565b14611c1f5780611c22565b60035b949350505050565b5f611c3a6110bb86868686613299565b95945050505050565b611c4b6133f9565b611c7860017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90613452565b565b801580611c88575061040081115b15611447576040517f835222f30000000000000000000000000000000000000000000000000000000081526004810182905261040060248201526044016105ba565b5f5f611cd5836110c0565b5f818152600360205260408120919350909150815460ff166002811115611cfe57611cfe6144dc565b03611d38576040517ff4665084000000000000000000000000000000000000000000000000000000008152600481018390526024016105ba565b915091565b5f611d4a426103e8614c89565b905090565b5f611d6f611d6561014087016101208801614d9e565b60ff166002613459565b905080821015611db5576040517f6a21598400000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b5f611de684845f818110611dcb57611dcb614c0f565b9050602002810190611ddd9190614db7565b6101a001613468565b9050611df185613468565b8103611e29576040517f3767443e00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f805b848110156107ee5736868683818110611e4757611e47614c0f565b9050602002810190611e599190614db7565b905036878784818110611e6e57611e6e614c0f565b9050602002810190611e809190614db7565b6101a00190505f611e9083611cca565b509050611ea360608c0160408d01614ba9565b6001600160a01b0316611ebc6060850160408601614ba9565b6001600160a01b0316141580611eda57508a60200135836020013514155b15611f14576040517f93fd1715000000000000000000000000000000000000000000000000000000008152600481018290526024016105ba565b5f611f256080850160608601614ba9565b9050856001600160a01b0316816001600160a01b0316111580611f685750611f5360808d0160608e01614ba9565b6001600160a01b0316816001600160a01b0316145b80611f935750611f7e60608d0160408e01614ba9565b6001600160a01b0316816001600160a01b0316145b15611fd5576040517ff70414880000000000000000000000000000000000000000000000000000000081526001600160a01b03821660048201526024016105ba565b8095508183602001351461200957604051633a1b266760e01b815260048101839052602084013560248201526044016105ba565b61201960608c0160408d01614afb565b63ffffffff1661202f6060850160408601614afb565b63ffffffff161461209c5761204a60608c0160408d01614afb565b61205a6060850160408601614afb565b6040517fa40bec1600000000000000000000000000000000000000000000000000000000815263ffffffff9283166004820152911660248201526044016105ba565b6120b084610c366060860160408701614afb565b5f6120ba846110ae565b9050876120c685613468565b14612100576040517fdad94a16000000000000000000000000000000000000000000000000000000008152600481018290526024016105ba565b61213882828d8d8a81811061211757612117614c0f565b90506020028101906121299190614db7565b61184f906102e0810190614c23565b5050505050806001019050611e2c565b80156117a5578060025f6121626060860160408701614ba9565b6001600160a01b03166001600160a01b031681526020019081526020015f205f846020013581526020019081526020015f205f8282546121a29190614b57565b90915550505050565b611c785f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00611c72565b6121e184848484613495565b610775576040517f0e96aab80000000000000000000000000000000000000000000000000000000081526001600160a01b0385166004820152602481018490526044016105ba565b61223283611c7a565b5f868152600360209081526040808320815160a0810183528481529283018490529082018390526060820183905260808201929092526002825460ff166002811115612280576122806144dc565b1481525f5b858110156122b9576122b189898989858181106122a4576122a4614c0f565b9050606002018786613507565b600101612285565b50806040015181602001516122ce9190614cbf565b63ffffffff165f036122f357604051630b8a550d60e31b815260040160405180910390fd5b602081015163ffffffff16156123765761231360e0880160c08901614b2a565b6001600160801b0316816020015163ffffffff166123319190614c89565b8254839060019061235190849061010090046001600160801b0316614ca0565b92506101000a8154816001600160801b0302191690836001600160801b031602179055505b604081015163ffffffff16156123c9576040810151825483906011906123aa908490600160881b900463ffffffff16614d72565b92506101000a81548163ffffffff021916908363ffffffff1602179055505b6123d7878260800151612148565b83887f7c04fdc6a36e06d574776fa28752416a5926120ced72b3c9e7baaa30d026d5a5836060015160405161240e91815260200190565b60405180910390a36107ee6124296080890160608a01614ba9565b60608301516001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000169190612be0565b61246a338383612999565b6117a533826125ae565b61247d83611c7a565b61248783826125e6565b5f5b83811015610dc557338585838181106124a4576124a4614c0f565b90506101a0020160400160208101906124bd9190614ba9565b6001600160a01b031614612534578484828181106124dd576124dd614c0f565b90506101a0020160400160208101906124f69190614ba9565b6040517f4a0bfec10000000000000000000000000000000000000000000000000000000081526001600160a01b0390911660048201526024016105ba565b61257761254c8686848181106117ee576117ee614c0f565b86868481811061255e5761255e614c0f565b90506101a0020185858581811061188357611883614c0f565b600101612489565b5f816001600160401b0316612592611d3d565b610e789190614b57565b5f8282188284100282185b9392505050565b6117a5816110136001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016858361383a565b8181146117a5576040517fab8b67c600000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b61263960a0830160808401614afb565b63ffffffff168163ffffffff161080612686575061265d60c0830160a08401614afb565b63ffffffff1661267360a0840160808501614afb565b61267d9083614d72565b63ffffffff1610155b156117a5576040517fd4676a2100000000000000000000000000000000000000000000000000000000815263ffffffff821660048201526024016105ba565b5f82815260046020908152604080832062ffffff600886901c168452909152812054600160ff84161b80821615612700575f92505050610e78565b5f85815260046020908152604080832062ffffff600889901c16845290915290209117905550600192915050565b5f8584602001351461276057604051633a1b266760e01b815260048101879052602085013560248201526044016105ba565b6127848561277661014087016101208801614b2a565b6001600160801b03166138c5565b5f61278e856110ae565b90506127a36107cd6080880160608901614ba9565b5f6127b96109c861018089016101608a01614be1565b60408051608081018252600181526001600160401b038316602082015291925081016127ed61014089016101208a01614b2a565b6001600160801b0316815260209081018490525f8a81526005909152604080822091906128209060608b01908b01614afb565b63ffffffff16815260208101919091526040015f2081518154829060ff19166001836003811115612853576128536144dc565b02179055506020820151815460408401516001600160801b0316600160481b027fffffffffffffff00000000000000000000000000000000ffffffffffffffffff6001600160401b0390931661010002929092167fffffffffffffff000000000000000000000000000000000000000000000000ff909116171781556060909101516001909101556128ed61014087016101208801614b2a565b6128fd60e0890160c08a01614b2a565b6129079190614ca0565b6001600160801b03169250816129236060880160408901614afb565b63ffffffff16897fc54dd7b9bfb269538fb7c07359e5ba30c0177b289c0b106f0c0c1d88a49cc02461295d6101408b016101208c01614b2a565b604080516001600160801b039092168252602082018990526001600160401b0387169082015260600160405180910390a4505095945050505050565b805f036129d2576040517f1f2a200500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6001600160a01b0383165f90815260026020908152604080832085845290915281208054839290612a04908490614b57565b909155505060405181815282906001600160a01b038516907fe34c70bd3e03956978a5c76d2ea5f3a60819171afea6dee4fc12b2e45f72d43d9060200160405180910390a3505050565b6040516370a0823160e01b81523060048201525f9081906001600160a01b038516906370a0823190602401602060405180830381865afa158015612a94573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612ab89190614cdb565b9050828111612ac7575f611c22565b611c228382614bfc565b8181146117a5576040517fad48e59000000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b5f7f220f1495577f709b49311d6ea9d7d29f5cef4e98ba675b5ac303aabfdf6de1f782604051602001612b48929190614dd6565b604051602081830303815290604052805190602001209050919050565b5f610e78612b7161393a565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f7fa007876602763e6e393815cfe774d54f254b8d6c226a81d56afe16e8862da8bf82604051602001612b48929190614e98565b801561146e5761146e6001600160a01b0384168383613a63565b6060611d4a7f0000000000000000000000000000000000000000000000000000000000000000613a98565b6060611d4a7f0000000000000000000000000000000000000000000000000000000000000000613a98565b6001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001663d505accf3330858535612c946040880160208901614d9e565b604080517fffffffff0000000000000000000000000000000000000000000000000000000060e089901b1681526001600160a01b0396871660048201529590941660248601526044850192909252606484015260ff16608483015284013560a4820152606084013560c482015260e4015f604051808303815f87803b158015612d1b575f5ffd5b505af1925050508015612d2c575060015b156117a5575050565b5f7febc85b8351f460846a432bcf65eefa097b1b137bccfd9f716fc3dcd404324f8382604051602001612b48929190614fee565b5f8481526003602052604081205460ff166002811115612d8b57612d8b6144dc565b14612dc5576040517f98090ea5000000000000000000000000000000000000000000000000000000008152600481018590526024016105ba565b612dce83613ad5565b612de9612de16080850160608601614ba9565b8584846121d5565b6001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016639f8a13d7612e286080860160608701614ba9565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e084901b1681526001600160a01b039091166004820152602401602060405180830381865afa158015612e82573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612ea69190615043565b612ef857612eba6080840160608501614ba9565b6040517f3996ebd40000000000000000000000000000000000000000000000000000000081526001600160a01b0390911660048201526024016105ba565b5f6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000166372d2b6c0612f386080870160608801614ba9565b6040517fffffffff0000000000000000000000000000000000000000000000000000000060e084901b1681526001600160a01b039091166004820152602401602060405180830381865afa158015612f92573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190612fb69190614cdb565b9050612fc9610100850160e08601614b2a565b6001600160801b031681101561302f5780612feb610100860160e08701614b2a565b6040517f44d4caf700000000000000000000000000000000000000000000000000000000815260048101929092526001600160801b031660248201526044016105ba565b5f61304060e0860160c08701614b2a565b6001600160801b031661305960c0870160a08801614afb565b63ffffffff166130699190614c89565b90505f60028161307f6060890160408a01614ba9565b6001600160a01b03166001600160a01b031681526020019081526020015f205f876020013581526020019081526020015f20549050818110156130f8576040517fe8862d1d00000000000000000000000000000000000000000000000000000000815260048101829052602481018390526044016105ba565b6131028282614bfc565b60025f61311560608a0160408b01614ba9565b6001600160a01b0316815260208082019290925260409081015f9081208a840135825283528190209290925581516060810190925260018252810161315984613d64565b6001600160801b031681525f602091820181905289815260039091526040902081518154829060ff19166001836002811115613197576131976144dc565b02179055506020820151815460409093015163ffffffff16600160881b027fffffffffffffffffffffff00000000ffffffffffffffffffffffffffffffffff6001600160801b0390921661010002919091167fffffffffffffffffffffff0000000000000000000000000000000000000000ff909316929092179190911790556132276080870160608801614ba9565b6001600160a01b03166132406060880160408901614ba9565b6001600160a01b0316887f8b7e61cec9e1622c6b6771d0b92eb83d53cdb62461c4c15fbcf6b1ebf72cd6ca896020013586604051613288929190918252602082015260400190565b60405180910390a450505050505050565b5f80826001600160401b038111156132b3576132b3614d5e565b6040519080825280602002602001820160405280156132dc578160200160208202803683370190505b5090505f5b8381101561336e577fadde169c577915795841524ac994926ecdaa8b81f915e91dcbd681fe726c1e9785858381811061331c5761331c614c0f565b905060600201604051602001613333929190615062565b6040516020818303038152906040528051906020012082828151811061335b5761335b614c0f565b60209081029190910101526001016132e1565b507f6f447cae86306968f0559709754f13ef48f774cf82e15d7b34d65c83081b544d8686836040516020016133a391906150ad565b60408051601f198184030181528282528051602091820120908301959095528101929092526060820152608081019190915260a00160405160208183030381529060405280519060200120915050949350505050565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c15611c78576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b5f8282188284110282186125a7565b60408051608080840135602083015260a08401359282019290925260c083013560608201525f9101612b48565b5f846001600160a01b03163b5f036134f4575f5f6134b4868686613db4565b5090925090505f8160038111156134cd576134cd6144dc565b1480156134eb5750866001600160a01b0316826001600160a01b0316145b92505050611c22565b61350085858585613dfb565b9050611c22565b61351b84610c366040860160208701614afb565b61352f846127766060860160408701614b2a565b5f61354060e0860160c08701614b2a565b82516001600160801b039190911691505f9015801561356e575061356e87610c6a6040880160208901614afb565b1561358f5782602001805161358290614c65565b63ffffffff1690526136ff565b5f8781526005602090815260408083209183916135b191908a01908a01614afb565b63ffffffff168152602081019190915260409081015f208151608081019092528054829060ff1660038111156135e9576135e96144dc565b60038111156135fa576135fa6144dc565b8152815461010081046001600160401b03166020830152600160481b90046001600160801b0316604082015260019091015460609091015290505f81516003811115613648576136486144dc565b0361365557505050610dc5565b5f8881526005602090815260408083209291613675918a01908a01614afb565b63ffffffff168152602081019190915260409081015f90812080546001600160c81b031916815560010155840180516136ad90614c65565b63ffffffff16905260408101516001600160801b031692506002815160038111156136da576136da6144dc565b036136fd576136f161012088016101008901614b2a565b6001600160801b031691505b505b816137106060870160408801614b2a565b6001600160801b0316108015613724575083155b15613774576137396040860160208701614afb565b6040517fbb428e8900000000000000000000000000000000000000000000000000000000815263ffffffff90911660048201526024016105ba565b5f6137976137886060880160408901614b2a565b6001600160801b03168461259c565b90505f826137a58386614bfc565b6137af9190614b57565b905081856060018181516137c39190614b57565b9052506080850180518291906137da908390614b57565b9052506137ed6040880160208901614afb565b63ffffffff16897f137d292a6a44ed38edb6177bcc771ce7fb9e7715355d6c59f9583debdfaa008e5f858560405161382793929190614b88565b60405180910390a3505050505050505050565b6040516370a0823160e01b81523060048201525f9081906001600160a01b038616906370a0823190602401602060405180830381865afa158015613880573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906138a49190614cdb565b90506138bb6001600160a01b038616853086613e7e565b611c3a8582612a4e565b6138d560e0830160c08401614b2a565b6001600160801b03168111156117a557806138f660e0840160c08501614b2a565b6040517f981a8f7500000000000000000000000000000000000000000000000000000000815260048101929092526001600160801b031660248201526044016105ba565b5f306001600160a01b037f00000000000000000000000000000000000000000000000000000000000000001614801561399257507f000000000000000000000000000000000000000000000000000000000000000046145b156139bc57507f000000000000000000000000000000000000000000000000000000000000000090565b611d4a604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b613a708383836001613eb4565b61146e57604051635274afe760e01b81526001600160a01b03841660048201526024016105ba565b60605f613aa483613f2f565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b613ae560c0820160a08301614afb565b63ffffffff161580613b305750640100000000613b0860c0830160a08401614afb565b63ffffffff16613b1e60a0840160808501614afb565b63ffffffff16613b2e9190614b57565b115b15613b9757613b4560a0820160808301614afb565b613b5560c0830160a08401614afb565b6040517f5a90ad3900000000000000000000000000000000000000000000000000000000815263ffffffff9283166004820152911660248201526044016105ba565b613ba961014082016101208301614d9e565b60ff165f03613be4576040517fd173577900000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f613bed611d3d565b9050613c0161016083016101408401614be1565b6001600160401b03168110613c2257610bbd61016083016101408401614be1565b5f613c356101a084016101808501614be1565b6001600160401b0316613c5061018085016101608601614be1565b6001600160401b0316613c6b61016086016101408701614be1565b6001600160401b0316613c7e9190614b57565b613c889190614b57565b90505f7f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03166348c4ce166040518163ffffffff1660e01b8152600401602060405180830381865afa158015613ce7573d5f5f3e3d5ffd5b505050506040513d601f19601f82011682018060405250810190613d0b91906150e2565b613d1e906001600160401b031684614b57565b905080821115610775576040517f7636a33300000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016105ba565b5f6001600160801b03821115613db0576040517f6dfcc65000000000000000000000000000000000000000000000000000000000815260806004820152602481018390526044016105ba565b5090565b5f80806041849003613de8578435602086013560408701355f1a613dda89828585613f6f565b955095509550505050613df2565b505f915060029050825b93509350939050565b604080517f1626ba7e00000000000000000000000000000000000000000000000000000000808252600482018690526024820192909252604481018390525f91908390818660648301375f82606483010152601f820160051c60051b915060205f60648401838b5afa9050825f5114601f3d111681169350505050949350505050565b613e8c848484846001614037565b61077557604051635274afe760e01b81526001600160a01b03851660048201526024016105ba565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f51148316613f23578383151615613f17573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b5f60ff8216601f811115610e78576040517fb3512b0c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0841115613fa857505f9150600390508261402d565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa158015613ff9573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b03811661402457505f92506001915082905061402d565b92505f91508190505b9450945094915050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038781166004528616602452604485905291602083606481808c5af1925060015f511483166140ac5783831516156140a0573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b5f6101a082840312156140ce575f5ffd5b50919050565b5f61014082840312156140ce575f5ffd5b5f5f83601f8401126140f5575f5ffd5b5081356001600160401b0381111561410b575f5ffd5b6020830191508360208260051b8501011115614125575f5ffd5b9250929050565b5f5f5f5f6103008587031215614140575f5ffd5b61414a86866140bd565b935061415a866101a087016140d4565b92506102e08501356001600160401b03811115614175575f5ffd5b614181878288016140e5565b95989497509550505050565b5f5f83601f84011261419d575f5ffd5b5081356001600160401b038111156141b3575f5ffd5b602083019150836020606083028501011115614125575f5ffd5b5f5f83601f8401126141dd575f5ffd5b5081356001600160401b038111156141f3575f5ffd5b602083019150836020828501011115614125575f5ffd5b5f5f5f5f5f5f5f5f610220898b031215614222575f5ffd5b61422c8a8a6140bd565b97506101a08901356001600160401b03811115614247575f5ffd5b6142538b828c0161418d565b9098509650506101c089013594506101e08901356001600160401b0381111561427a575f5ffd5b6142868b828c016141cd565b9095509350506102008901356001600160401b038111156142a5575f5ffd5b6142b18b828c016141cd565b999c989b5096995094979396929594505050565b5f5f83601f8401126142d5575f5ffd5b5081356001600160401b038111156142eb575f5ffd5b6020830191508360206101a083028501011115614125575f5ffd5b5f5f5f5f5f5f6080878903121561431b575f5ffd5b863595506020870135945060408701356001600160401b0381111561433e575f5ffd5b61434a89828a016142c5565b90955093505060608701356001600160401b03811115614368575f5ffd5b61437489828a016140e5565b979a9699509497509295939492505050565b5f60a082840312156140ce575f5ffd5b5f5f5f5f61026085870312156143aa575f5ffd5b6143b486866140bd565b93506143c4866101a08701614386565b92506102408501356001600160401b038111156143df575f5ffd5b614181878288016141cd565b5f5f5f5f5f6101e08688031215614400575f5ffd5b61440a87876140bd565b94506101a08601356001600160401b03811115614425575f5ffd5b8601601f81018813614435575f5ffd5b80356001600160401b0381111561444a575f5ffd5b8860206101408302840101111561445f575f5ffd5b602091909101945092506101c08601356001600160401b03811115614482575f5ffd5b61448e888289016140e5565b969995985093965092949392505050565b803563ffffffff81168114611225575f5ffd5b5f5f604083850312156144c3575f5ffd5b823591506144d36020840161449f565b90509250929050565b634e487b7160e01b5f52602160045260245ffd5b60048110611447576114476144dc565b81516080820190614510816144f0565b808352506001600160401b0360208401511660208301526001600160801b0360408401511660408301526060830151606083015292915050565b80356001600160a01b0381168114611225575f5ffd5b5f5f5f5f5f5f5f5f60e0898b031215614577575f5ffd5b6145808961454a565b97506020890135965060408901359550606089013594506080890135935060a0890135925060c08901356001600160401b038111156142a5575f5ffd5b5f5f604083850312156145ce575f5ffd5b6145d78361454a565b946020939093013593505050565b5f602082840312156145f5575f5ffd5b5035919050565b8151606082019060038110614613576146136144dc565b808352506001600160801b03602084015116602083015263ffffffff604084015116604083015292915050565b5f6101408284031215614651575f5ffd5b6125a783836140d4565b5f6101a0828403121561466c575f5ffd5b6125a783836140bd565b5f5f5f5f5f5f610200878903121561468c575f5ffd5b61469688886140bd565b95506101a08701356001600160401b038111156146b1575f5ffd5b6146bd89828a0161418d565b9096509450506101c087013592506101e08701356001600160401b038111156146e4575f5ffd5b61437489828a016141cd565b5f5f5f5f60408587031215614703575f5ffd5b84356001600160401b03811115614718575f5ffd5b614724878288016142c5565b90955093505060208501356001600160401b03811115614175575f5ffd5b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f6147aa60e0830189614742565b82810360408401526147bc8189614742565b606084018890526001600160a01b038716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b818110156148115783518352602093840193909201916001016147f3565b50909b9a5050505050505050505050565b5f608082840312156140ce575f5ffd5b5f5f5f5f5f5f5f610100888a031215614849575f5ffd5b87359650602088013595506148618960408a01614822565b945060c08801356001600160401b0381111561487b575f5ffd5b6148878a828b016142c5565b90955093505060e08801356001600160401b038111156148a5575f5ffd5b6148b18a828b016140e5565b989b979a50959850939692959293505050565b5f5f5f60c084860312156148d6575f5ffd5b83359250602084013591506148ee8560408601614822565b90509250925092565b5f5f5f60608486031215614909575f5ffd5b833592506149196020850161449f565b91506148ee6040850161449f565b602080825282518282018190525f918401906040840190835b81811015614967578351614953816144f0565b835260209384019390920191600101614940565b509095945050505050565b5f60a08284031215614982575f5ffd5b6125a78383614386565b5f5f6101c0838503121561499e575f5ffd5b6149a884846140bd565b91506144d36101a0840161449f565b5f5f5f5f5f5f606087890312156149cc575f5ffd5b86356001600160401b038111156149e1575f5ffd5b6149ed89828a016142c5565b90975095505060208701356001600160401b03811115614a0b575f5ffd5b614a1789828a016140e5565b90955093505060408701356001600160401b03811115614368575f5ffd5b5f5f60408385031215614a46575f5ffd5b50508035926020909101359150565b5f5f5f6101c08486031215614a68575f5ffd5b614a7285856140bd565b92506101a08401356001600160401b03811115614a8d575f5ffd5b614a99868287016140e5565b9497909650939450505050565b60208101614ab3836144f0565b91905290565b5f5f5f5f60608587031215614acc575f5ffd5b843593506020850135925060408501356001600160401b03811115614aef575f5ffd5b6141818782880161418d565b5f60208284031215614b0b575f5ffd5b6125a78261449f565b80356001600160801b0381168114611225575f5ffd5b5f60208284031215614b3a575f5ffd5b6125a782614b14565b634e487b7160e01b5f52601160045260245ffd5b80820180821115610e7857610e78614b43565b5f63ffffffff821680614b7f57614b7f614b43565b5f190192915050565b60608101614b95856144f0565b938152602081019290925260409091015290565b5f60208284031215614bb9575f5ffd5b6125a78261454a565b6001600160401b0381168114611447575f5ffd5b803561122581614bc2565b5f60208284031215614bf1575f5ffd5b81356125a781614bc2565b81810381811115610e7857610e78614b43565b634e487b7160e01b5f52603260045260245ffd5b5f5f8335601e19843603018112614c38575f5ffd5b8301803591506001600160401b03821115614c51575f5ffd5b602001915036819003821315614125575f5ffd5b5f63ffffffff821663ffffffff8103614c8057614c80614b43565b60010192915050565b8082028115828204841417610e7857610e78614b43565b6001600160801b038281168282160390811115610e7857610e78614b43565b63ffffffff8181168382160190811115610e7857610e78614b43565b5f60208284031215614ceb575f5ffd5b5051919050565b6001600160a01b03891681526001600160a01b03881660208201528660408201528560608201528460808201528360a082015260e060c08201528160e082015281836101008301375f81830161010090810191909152601f909201601f19160101979650505050505050565b634e487b7160e01b5f52604160045260245ffd5b63ffffffff8281168282160390811115610e7857610e78614b43565b803560ff81168114611225575f5ffd5b5f60208284031215614dae575f5ffd5b6125a782614d8e565b5f82356102fe19833603018112614dcc575f5ffd5b9190910192915050565b8281528135602080830191909152820135604080830191909152610160820190614e0190840161449f565b63ffffffff8116606084015250614e1a6060840161449f565b63ffffffff8116608084015250608083013560a08381019190915283013560c08084019190915283013560e08084019190915283013561010080840191909152614e65908401614bd6565b6001600160401b03811661012084015250614e836101208401614b14565b6001600160801b038116610140840152611532565b82815281356020808301919091528201356040808301919091526101c0820190614ec390840161454a565b6001600160a01b038116606084015250614edf6060840161454a565b6001600160a01b038116608084015250614efb6080840161449f565b63ffffffff811660a084015250614f1460a0840161449f565b63ffffffff811660c084015250614f2d60c08401614b14565b6001600160801b03811660e084015250614f4960e08401614b14565b6001600160801b03811661010084015250614f676101008401614b14565b6001600160801b03811661012084015250614f856101208401614d8e565b60ff811661014084015250614f9d6101408401614bd6565b6001600160401b03811661016084015250614fbb6101608401614bd6565b6001600160401b03811661018084015250614fd96101808401614bd6565b6001600160401b0381166101a0840152611532565b828152813560208083019190915282013560408083019190915260c082019063ffffffff9061501e90850161449f565b166060838101919091528301356080808401919091529092013560a090910152919050565b5f60208284031215615053575f5ffd5b815180151581146125a7575f5ffd5b8281528135602080830191909152608082019063ffffffff9061508690850161449f565b1660408301526001600160801b036150a060408501614b14565b1660608301529392505050565b81515f90829060208501835b828110156150d75781518452602093840193909101906001016150b9565b509195945050505050565b5f602082840312156150f2575f5ffd5b81516125a781614bc256fea164736f6c6343000825000a' as const;
