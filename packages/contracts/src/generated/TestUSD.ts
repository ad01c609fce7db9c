// Generated from contracts/TestUSD.sol by `npm run build -w packages/contracts`. Do not edit.

export const testUsdAbi = [
  {
    "inputs": [],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "ECDSAInvalidSignature",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "length",
        "type": "uint256"
      }
    ],
    "name": "ECDSAInvalidSignatureLength",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "s",
        "type": "bytes32"
      }
    ],
    "name": "ECDSAInvalidSignatureS",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "spender",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "allowance",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "needed",
        "type": "uint256"
      }
    ],
    "name": "ERC20InsufficientAllowance",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "sender",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "balance",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "needed",
        "type": "uint256"
      }
    ],
    "name": "ERC20InsufficientBalance",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "approver",
        "type": "address"
      }
    ],
    "name": "ERC20InvalidApprover",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "receiver",
        "type": "address"
      }
    ],
    "name": "ERC20InvalidReceiver",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "sender",
        "type": "address"
      }
    ],
    "name": "ERC20InvalidSender",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "spender",
        "type": "address"
      }
    ],
    "name": "ERC20InvalidSpender",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "deadline",
        "type": "uint256"
      }
    ],
    "name": "ERC2612ExpiredSignature",
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
        "internalType": "address",
        "name": "owner",
        "type": "address"
      }
    ],
    "name": "ERC2612InvalidSigner",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "validAfter",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "validBefore",
        "type": "uint256"
      }
    ],
    "name": "ERC3009InvalidAuthorizationTime",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ERC3009InvalidSignature",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "authorizer",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "nonce",
        "type": "bytes32"
      }
    ],
    "name": "ERC3009UsedAuthorization",
    "type": "error"
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
    "name": "FaucetCallLimit",
    "type": "error"
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
        "name": "left",
        "type": "uint256"
      }
    ],
    "name": "FaucetDayLimit",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "currentNonce",
        "type": "uint256"
      }
    ],
    "name": "InvalidAccountNonce",
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
        "internalType": "string",
        "name": "str",
        "type": "string"
      }
    ],
    "name": "StringTooLong",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "owner",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "spender",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "Approval",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "authorizer",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "nonce",
        "type": "bytes32"
      }
    ],
    "name": "AuthorizationCanceled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "authorizer",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "nonce",
        "type": "bytes32"
      }
    ],
    "name": "AuthorizationUsed",
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
        "name": "account",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "FaucetDrawn",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "Transfer",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "DOMAIN_SEPARATOR",
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
    "name": "FAUCET_PER_CALL",
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
    "name": "FAUCET_PER_DAY",
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
        "internalType": "address",
        "name": "owner",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "spender",
        "type": "address"
      }
    ],
    "name": "allowance",
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
        "internalType": "address",
        "name": "spender",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "approve",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "authorizer",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "nonce",
        "type": "bytes32"
      }
    ],
    "name": "authorizationState",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "balanceOf",
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
        "internalType": "address",
        "name": "authorizer",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "nonce",
        "type": "bytes32"
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
    "name": "cancelAuthorization",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "authorizer",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "nonce",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "signature",
        "type": "bytes"
      }
    ],
    "name": "cancelAuthorization",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "decimals",
    "outputs": [
      {
        "internalType": "uint8",
        "name": "",
        "type": "uint8"
      }
    ],
    "stateMutability": "pure",
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
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "faucet",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "faucetLeft",
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
    "name": "name",
    "outputs": [
      {
        "internalType": "string",
        "name": "",
        "type": "string"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "owner",
        "type": "address"
      }
    ],
    "name": "nonces",
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
        "internalType": "address",
        "name": "owner",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "spender",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
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
    "name": "permit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
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
        "name": "nonce",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "signature",
        "type": "bytes"
      }
    ],
    "name": "receiveWithAuthorization",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
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
        "name": "nonce",
        "type": "bytes32"
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
    "name": "receiveWithAuthorization",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "symbol",
    "outputs": [
      {
        "internalType": "string",
        "name": "",
        "type": "string"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "totalSupply",
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
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "transfer",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "transferFrom",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
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
        "name": "nonce",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "signature",
        "type": "bytes"
      }
    ],
    "name": "transferWithAuthorization",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "from",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "value",
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
        "name": "nonce",
        "type": "bytes32"
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
    "name": "transferWithAuthorization",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

export const testUsdBytecode =
  '0x610160604052348015610010575f5ffd5b506040518060400160405280600d81526020016c131bd9194815195cdd081554d1609a1b81525080604051806040016040528060018152602001603160f81b8152506040518060400160405280600d81526020016c131bd9194815195cdd081554d1609a1b815250604051806040016040528060048152602001631d1554d160e21b81525081600390816100a49190610254565b5060046100b18282610254565b5050506100c38261016b60201b60201c565b610120526100d08161016b565b61014052815160208084019190912060e052815190820120610100524660a05261015c60e05161010051604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201529081019290925260608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b60805250503060c0525061036a565b5f5f829050601f8151111561019e578260405163305a27a960e01b81526004016101959190610312565b60405180910390fd5b80516101a982610347565b179392505050565b634e487b7160e01b5f52604160045260245ffd5b600181811c908216806101d957607f821691505b6020821081036101f757634e487b7160e01b5f52602260045260245ffd5b50919050565b601f82111561024f578282111561024f57805f5260205f20601f840160051c602085101561022857505f5b90810190601f840160051c035f5b8181101561024b575f83820155600101610236565b5050505b505050565b81516001600160401b0381111561026d5761026d6101b1565b6102818161027b84546101c5565b846101fd565b6020601f8211600181146102b3575f831561029c5750848201515b5f19600385901b1c1916600184901b17845561030b565b5f84815260208120601f198516915b828110156102e257878501518255602094850194600190920191016102c2565b50848210156102ff57868401515f19600387901b60f8161c191681555b505060018360011b0184555b5050505050565b602081525f82518060208401528060208501604085015e5f604082850101526040601f19601f83011684010191505092915050565b805160208083015191908110156101f7575f1960209190910360031b1b16919050565b60805160a05160c05160e051610100516101205161014051611d256103bb5f395f61104e01525f61102301525f610ed201525f610eaa01525f610e0501525f610e2f01525f610e590152611d255ff3fe608060405234801561000f575f5ffd5b506004361061018f575f3560e01c806384b0196e116100dd578063d505accf11610088578063e43bd41411610063578063e43bd41414610358578063e94a01021461036b578063ef55bec6146103a3575f5ffd5b8063d505accf146102fa578063dd62ed3e1461030d578063e3ee160e14610345575f5ffd5b8063a9059cbb116100b8578063a9059cbb146102c1578063b7b72899146102d4578063cf092995146102e7575f5ffd5b806384b0196e1461028b57806388b7ab63146102a657806395d89b41146102b9575f5ffd5b8063579158971161013d57806370a082311161011857806370a08231146102445780637ecebe001461026c578063801a811b1461027f575f5ffd5b806357915897146102105780635a049a70146102255780635a9928ca14610238575f5ffd5b806323b872dd1161016d57806323b872dd146101e6578063313ce567146101f95780633644e51514610208575f5ffd5b806306fdde0314610193578063095ea7b3146101b157806318160ddd146101d4575b5f5ffd5b61019b6103b6565b6040516101a89190611876565b60405180910390f35b6101c46101bf3660046118a3565b610446565b60405190151581526020016101a8565b6002545b6040519081526020016101a8565b6101c46101f43660046118cb565b61045f565b604051600681526020016101a8565b6101d8610482565b61022361021e366004611905565b610490565b005b61022361023336600461192c565b610617565b6101d864174876e80081565b6101d8610252366004611976565b6001600160a01b03165f9081526020819052604090205490565b6101d861027a366004611976565b6106cf565b6101d86402540be40081565b6102936106ec565b6040516101a8979695949392919061198f565b6102236102b4366004611a86565b61074a565b61019b61081e565b6101c46102cf3660046118a3565b61082d565b6102236102e2366004611b0b565b61083a565b6102236102f5366004611a86565b61089a565b610223610308366004611b61565b610909565b6101d861031b366004611bc7565b6001600160a01b039182165f90815260016020908152604080832093909416825291909152205490565b610223610353366004611bf8565b610a71565b6101d8610366366004611976565b610b2d565b6101c46103793660046118a3565b6001600160a01b03919091165f908152600860209081526040808320938352929052205460ff1690565b6102236103b1366004611bf8565b610bef565b6060600380546103c590611c73565b80601f01602080910402602001604051908101604052809291908181526020018280546103f190611c73565b801561043c5780601f106104135761010080835404028352916020019161043c565b820191905f5260205f20905b81548152906001019060200180831161041f57829003601f168201915b5050505050905090565b5f33610453818585610ce2565b60019150505b92915050565b5f3361046c858285610cf4565b610477858585610d83565b506001949350505050565b5f61048b610df9565b905090565b8015806104a157506402540be40081115b156104eb576040517fa5317363000000000000000000000000000000000000000000000000000000008152600481018290526402540be40060248201526044015b60405180910390fd5b5f6104f533610b2d565b90508082111561053b576040517f2a0feb2600000000000000000000000000000000000000000000000000000000815260048101839052602481018290526044016104e2565b604051806040016040528061054e610f22565b67ffffffffffffffff1681526020018361056d8464174876e800611cbf565b6105779190611cd2565b77ffffffffffffffffffffffffffffffffffffffffffffffff908116909152335f8181526009602090815260409182902085519590910151909316680100000000000000000267ffffffffffffffff9094169390931790915590517f0eede02a90cd6621ca58cbbd2d43dc40395a663121c6e970885b7e8bd7047cff906106019085815260200190565b60405180910390a26106133383610f30565b5050565b604080517f158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a159742960208201526001600160a01b03871691810191909152606081018590525f9061067e906080015b60405160208183030381529060405280519060200120610f64565b905061068c81858585610fab565b6001600160a01b0316866001600160a01b0316146106bd57604051631df081fd60e21b815260040160405180910390fd5b6106c78686610fd9565b505050505050565b6001600160a01b0381165f90815260076020526040812054610459565b5f6060805f5f5f60606106fd61101c565b610705611047565b604080515f808252602082019092527f0f000000000000000000000000000000000000000000000000000000000000009b939a50919850469750309650945092509050565b6001600160a01b038716331461077e5760405163ec442f0560e01b81526001600160a01b03881660048201526024016104e2565b604080517fd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de860208201526001600160a01b03808b169282019290925290881660608201526080810187905260a0810186905260c0810185905260e08101849052610806908990610100015b604051602081830303815290604052805190602001208484611072565b6108148888888888886110a3565b5050505050505050565b6060600480546103c590611c73565b5f33610453818585610d83565b604080517f158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a159742960208201526001600160a01b038616918101919091526060810184905261088a9085906080016107e9565b6108948484610fd9565b50505050565b604080517f7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a226760208201526001600160a01b03808b169282019290925290881660608201526080810187905260a0810186905260c0810185905260e08101849052610806908990610100016107e9565b83421115610946576040517f62791302000000000000000000000000000000000000000000000000000000008152600481018590526024016104e2565b5f7f6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c98888886109918c6001600160a01b03165f90815260076020526040902080546001810190915590565b6040805160208101969096526001600160a01b0394851690860152929091166060840152608083015260a082015260c0810186905260e0016040516020818303038152906040528051906020012090505f6109eb82610f64565b90505f6109fa82878787610fab565b9050896001600160a01b0316816001600160a01b031614610a5a576040517f4b800e460000000000000000000000000000000000000000000000000000000081526001600160a01b0380831660048301528b1660248201526044016104e2565b610a658a8a8a610ce2565b50505050505050505050565b604080517f7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a226760208201526001600160a01b03808c169282019290925290891660608201526080810188905260a0810187905260c0810186905260e081018590525f90610ae09061010001610663565b9050610aee81858585610fab565b6001600160a01b03168a6001600160a01b031614610b1f57604051631df081fd60e21b815260040160405180910390fd5b610a658a8a8a8a8a8a6110a3565b6001600160a01b0381165f90815260096020908152604080832081518083019092525467ffffffffffffffff8116825268010000000000000000900477ffffffffffffffffffffffffffffffffffffffffffffffff1691810191909152610b92610f22565b67ffffffffffffffff16815f015167ffffffffffffffff1614610bba5764174876e800610be8565b6020810151610be89077ffffffffffffffffffffffffffffffffffffffffffffffff1664174876e800611cbf565b9392505050565b604080517fd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de860208201526001600160a01b03808c169282019290925290891660608201526080810188905260a0810187905260c0810186905260e081018590525f90610c5e9061010001610663565b9050610c6c81858585610fab565b6001600160a01b03168a6001600160a01b031614610c9d57604051631df081fd60e21b815260040160405180910390fd5b886001600160a01b0381163314610cd35760405163ec442f0560e01b81526001600160a01b0390911660048201526024016104e2565b50610a658a8a8a8a8a8a6110a3565b610cef83838360016110f7565b505050565b6001600160a01b038381165f908152600160209081526040808320938616835292905220545f198110156108945781811015610d75576040517ffb8f41b20000000000000000000000000000000000000000000000000000000081526001600160a01b038416600482015260248101829052604481018390526064016104e2565b61089484848484035f6110f7565b6001600160a01b038316610dc5576040517f96c6fd1e0000000000000000000000000000000000000000000000000000000081525f60048201526024016104e2565b6001600160a01b038216610dee5760405163ec442f0560e01b81525f60048201526024016104e2565b610cef8383836111fb565b5f306001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016148015610e5157507f000000000000000000000000000000000000000000000000000000000000000046145b15610e7b57507f000000000000000000000000000000000000000000000000000000000000000090565b61048b604080517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f60208201527f0000000000000000000000000000000000000000000000000000000000000000918101919091527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a08201525f9060c00160405160208183030381529060405280519060200120905090565b5f61048b6201518042611ce5565b6001600160a01b038216610f595760405163ec442f0560e01b81525f60048201526024016104e2565b6106135f83836111fb565b5f610459610f70610df9565b836040517f19010000000000000000000000000000000000000000000000000000000000008152600281019290925260228201526042902090565b5f5f5f5f610fbb8888888861133a565b925092509250610fcb8282611402565b50909150505b949350505050565b610fe38282611505565b60405181906001600160a01b038416907f1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81905f90a35050565b606061048b7f00000000000000000000000000000000000000000000000000000000000000006115a8565b606061048b7f00000000000000000000000000000000000000000000000000000000000000006115a8565b6110868461107f85610f64565b84846115e5565b61089457604051631df081fd60e21b815260040160405180910390fd5b6110ad8383611657565b6110b78682611505565b60405181906001600160a01b038816907f98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5905f90a36106c7868686610d83565b6001600160a01b038416611139576040517fe602df050000000000000000000000000000000000000000000000000000000081525f60048201526024016104e2565b6001600160a01b03831661117b576040517f94280d620000000000000000000000000000000000000000000000000000000081525f60048201526024016104e2565b6001600160a01b038085165f908152600160209081526040808320938716835292905220829055801561089457826001600160a01b0316846001600160a01b03167f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925846040516111ed91815260200190565b60405180910390a350505050565b6001600160a01b038316611225578060025f82825461121a9190611cd2565b909155506112ae9050565b6001600160a01b0383165f9081526020819052604090205481811015611290576040517fe450d38c0000000000000000000000000000000000000000000000000000000081526001600160a01b038516600482015260248101829052604481018390526064016104e2565b6001600160a01b0384165f9081526020819052604090209082900390555b6001600160a01b0382166112ca576002805482900390556112e8565b6001600160a01b0382165f9081526020819052604090208054820190555b816001600160a01b0316836001600160a01b03167fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef8360405161132d91815260200190565b60405180910390a3505050565b5f80807f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084111561137357505f915060039050826113f8565b604080515f808252602082018084528a905260ff891692820192909252606081018790526080810186905260019060a0016020604051602081039080840390855afa1580156113c4573d5f5f3e3d5ffd5b5050604051601f1901519150506001600160a01b0381166113ef57505f9250600191508290506113f8565b92505f91508190505b9450945094915050565b5f82600381111561141557611415611d04565b0361141e575050565b600182600381111561143257611432611d04565b03611469576040517ff645eedf00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600282600381111561147d5761147d611d04565b036114b7576040517ffce698f7000000000000000000000000000000000000000000000000000000008152600481018290526024016104e2565b60038260038111156114cb576114cb611d04565b03610613576040517fd78bce0c000000000000000000000000000000000000000000000000000000008152600481018290526024016104e2565b6001600160a01b0382165f9081526008602090815260408083208484529091529020548290829060ff1615611577576040517f8f7808c10000000000000000000000000000000000000000000000000000000081526001600160a01b03909216600483015260248201526044016104e2565b50506001600160a01b039091165f90815260086020908152604080832093835292905220805460ff19166001179055565b60605f6115b4836116df565b6040805160208082528183019092529192505f91906020820181803683375050509182525060208101929092525090565b5f846001600160a01b03163b5f03611644575f5f61160486868661171f565b5090925090505f81600381111561161d5761161d611d04565b14801561163b5750866001600160a01b0316826001600160a01b0316145b92505050610fd1565b61165085858585611766565b9050610fd1565b81811665800000000000165f8115611676576116716117e9565b61167e565b61167e6117f3565b65ffffffffffff169050811984168111801561169c57508119831681105b848490916106c7576040517f4a931c17000000000000000000000000000000000000000000000000000000008152600481019290925260248201526044016104e2565b5f60ff8216601f811115610459576040517fb3512b0c00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b5f80806041849003611753578435602086013560408701355f1a6117458982858561133a565b95509550955050505061175d565b505f915060029050825b93509350939050565b604080517f1626ba7e00000000000000000000000000000000000000000000000000000000808252600482018690526024820192909252604481018390525f91908390818660648301375f82606483010152601f820160051c60051b915060205f60648401838b5afa9050825f5114601f3d111681169350505050949350505050565b5f61048b436117f9565b5f61048b425b5f65ffffffffffff821115611844576040517f6dfcc65000000000000000000000000000000000000000000000000000000000815260306004820152602481018390526044016104e2565b5090565b5f81518084528060208401602086015e5f602082860101526020601f19601f83011685010191505092915050565b602081525f610be86020830184611848565b80356001600160a01b038116811461189e575f5ffd5b919050565b5f5f604083850312156118b4575f5ffd5b6118bd83611888565b946020939093013593505050565b5f5f5f606084860312156118dd575f5ffd5b6118e684611888565b92506118f460208501611888565b929592945050506040919091013590565b5f60208284031215611915575f5ffd5b5035919050565b803560ff8116811461189e575f5ffd5b5f5f5f5f5f60a08688031215611940575f5ffd5b61194986611888565b94506020860135935061195e6040870161191c565b94979396509394606081013594506080013592915050565b5f60208284031215611986575f5ffd5b610be882611888565b7fff000000000000000000000000000000000000000000000000000000000000008816815260e060208201525f6119c960e0830189611848565b82810360408401526119db8189611848565b606084018890526001600160a01b038716608085015260a0840186905283810360c0850152845180825260208087019350909101905f5b81811015611a30578351835260209384019390920191600101611a12565b50909b9a5050505050505050505050565b5f5f83601f840112611a51575f5ffd5b50813567ffffffffffffffff811115611a68575f5ffd5b602083019150836020828501011115611a7f575f5ffd5b9250929050565b5f5f5f5f5f5f5f5f60e0898b031215611a9d575f5ffd5b611aa689611888565b9750611ab460208a01611888565b965060408901359550606089013594506080890135935060a0890135925060c089013567ffffffffffffffff811115611aeb575f5ffd5b611af78b828c01611a41565b999c989b5096995094979396929594505050565b5f5f5f5f60608587031215611b1e575f5ffd5b611b2785611888565b935060208501359250604085013567ffffffffffffffff811115611b49575f5ffd5b611b5587828801611a41565b95989497509550505050565b5f5f5f5f5f5f5f60e0888a031215611b77575f5ffd5b611b8088611888565b9650611b8e60208901611888565b95506040880135945060608801359350611baa6080890161191c565b9699959850939692959460a0840135945060c09093013592915050565b5f5f60408385031215611bd8575f5ffd5b611be183611888565b9150611bef60208401611888565b90509250929050565b5f5f5f5f5f5f5f5f5f6101208a8c031215611c11575f5ffd5b611c1a8a611888565b9850611c2860208b01611888565b975060408a0135965060608a0135955060808a0135945060a08a01359350611c5260c08b0161191c565b989b979a50959894979396929550929360e081013593506101000135919050565b600181811c90821680611c8757607f821691505b602082108103611ca557634e487b7160e01b5f52602260045260245ffd5b50919050565b634e487b7160e01b5f52601160045260245ffd5b8181038181111561045957610459611cab565b8082018082111561045957610459611cab565b5f82611cff57634e487b7160e01b5f52601260045260245ffd5b500490565b634e487b7160e01b5f52602160045260245ffdfea164736f6c6343000825000a' as const;
