// Generated from contracts/ProviderRegistry.sol by `npm run build -w packages/contracts`. Do not edit.

export const providerRegistryAbi = [
  {
    "inputs": [
      {
        "internalType": "contract IERC20",
        "name": "token_",
        "type": "address"
      },
      {
        "internalType": "uint64",
        "name": "unbondingDelayMs_",
        "type": "uint64"
      },
      {
        "internalType": "uint128",
        "name": "minimumBond_",
        "type": "uint128"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "EmptyRecord",
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
        "name": "requested",
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
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "InvalidAmount",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidMinimumBond",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "delayMs",
        "type": "uint256"
      }
    ],
    "name": "InvalidUnbondingDelay",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NothingToWithdraw",
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
    "name": "RecordExpired",
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
        "internalType": "uint64",
        "name": "current",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "given",
        "type": "uint64"
      }
    ],
    "name": "SequenceNotAbove",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "limit",
        "type": "uint256"
      }
    ],
    "name": "TooManyUnbondings",
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
        "internalType": "uint256",
        "name": "index",
        "type": "uint256"
      }
    ],
    "name": "UnknownUnbonding",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "provider",
        "type": "address"
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
        "name": "bonded",
        "type": "uint256"
      }
    ],
    "name": "Bonded",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "provider",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "recordHash",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "sequence",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "expiresAtMs",
        "type": "uint64"
      }
    ],
    "name": "RecordPublished",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "provider",
        "type": "address"
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
        "name": "bonded",
        "type": "uint256"
      }
    ],
    "name": "UnbondCancelled",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "provider",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "availableAtMs",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "bonded",
        "type": "uint256"
      }
    ],
    "name": "UnbondRequested",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "provider",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Withdrawn",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "MAX_UNBONDINGS",
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
    "name": "MAX_UNBONDING_DELAY_MS",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
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
    "name": "bond",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "provider",
        "type": "address"
      }
    ],
    "name": "bondOf",
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
        "internalType": "uint256",
        "name": "amount",
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
    "name": "bondWithPermit",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "index",
        "type": "uint256"
      }
    ],
    "name": "cancelUnbond",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "provider",
        "type": "address"
      }
    ],
    "name": "isActive",
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
    "inputs": [],
    "name": "minimumBond",
    "outputs": [
      {
        "internalType": "uint128",
        "name": "",
        "type": "uint128"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "recordHash",
        "type": "bytes32"
      },
      {
        "internalType": "uint64",
        "name": "sequence",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "expiresAtMs",
        "type": "uint64"
      }
    ],
    "name": "publishRecord",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "provider",
        "type": "address"
      }
    ],
    "name": "recordOf",
    "outputs": [
      {
        "components": [
          {
            "internalType": "bytes32",
            "name": "recordHash",
            "type": "bytes32"
          },
          {
            "internalType": "uint64",
            "name": "sequence",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "expiresAtMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct IProviderRegistry.Record",
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
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "requestUnbond",
    "outputs": [],
    "stateMutability": "nonpayable",
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
    "inputs": [],
    "name": "unbondingDelayMs",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "",
        "type": "uint64"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "provider",
        "type": "address"
      }
    ],
    "name": "unbondingsOf",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint128",
            "name": "amount",
            "type": "uint128"
          },
          {
            "internalType": "uint64",
            "name": "availableAtMs",
            "type": "uint64"
          }
        ],
        "internalType": "struct IProviderRegistry.Unbonding[]",
        "name": "",
        "type": "tuple[]"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "withdraw",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;

export const providerRegistryBytecode =
  '0x60e060405234801561000f575f5ffd5b5060405161169538038061169583398101604081905261002e916100d2565b6001600160401b03821615806100515750640757b12c006001600160401b038316115b1561007e576040516375a635cf60e11b81526001600160401b038316600482015260240160405180910390fd5b806001600160801b03165f036100a7576040516324c76d4f60e01b815260040160405180910390fd5b6001600160a01b039092166080526001600160401b031660a0526001600160801b031660c05261013d565b5f5f5f606084860312156100e4575f5ffd5b83516001600160a01b03811681146100fa575f5ffd5b60208501519093506001600160401b0381168114610116575f5ffd5b60408501519092506001600160801b0381168114610132575f5ffd5b809150509250925092565b60805160a05160c05161150b61018a5f395f81816102350152610c6001525f81816101820152610af201525f818161032a0152818161099f01528181610d2e0152610f66015261150b5ff3fe608060405234801561000f575f5ffd5b50600436106100f0575f3560e01c806372d2b6c011610093578063aa7517e111610063578063aa7517e114610228578063c06ac6a31461025f578063c4b71c091461030a578063fc0c546a1461031d575f5ffd5b806372d2b6c0146101b957806381e1b9fb146101ea5780639940686e146101f25780639f8a13d714610205575f5ffd5b80633ccfd60b116100ce5780633ccfd60b1461014557806343edaf651461015b57806348c4ce161461018057806354f63b14146101a6575f5ffd5b806304bf8d55146100f45780630d6f1fc914610109578063205a6ec71461011c575b5f5ffd5b6101076101023660046112f0565b610354565b005b610107610117366004611329565b61050c565b61012f61012a366004611340565b610737565b60405161013c919061136d565b60405180910390f35b61014d6107c8565b60405190815260200161013c565b610167640757b12c0081565b60405167ffffffffffffffff909116815260200161013c565b7f0000000000000000000000000000000000000000000000000000000000000000610167565b6101076101b4366004611329565b6109f9565b61014d6101c7366004611340565b6001600160a01b03165f908152602081905260409020546001600160801b031690565b61014d601081565b610107610200366004611329565b610c00565b610218610213366004611340565b610c3e565b604051901515815260200161013c565b6040516001600160801b037f000000000000000000000000000000000000000000000000000000000000000016815260200161013c565b6102d661026d366004611340565b60408051606080820183525f80835260208084018290529284018190526001600160a01b03949094168452600282529282902082519384018352805484526001015467ffffffffffffffff80821692850192909252680100000000000000009004169082015290565b604080518251815260208084015167ffffffffffffffff90811691830191909152928201519092169082015260600161013c565b6101076103183660046113ce565b610ccd565b6040516001600160a01b037f000000000000000000000000000000000000000000000000000000000000000016815260200161013c565b5f83900361038e576040517fd17badf100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b335f9081526002602052604090206001015467ffffffffffffffff9081169083168110610400576040517ff1ae967900000000000000000000000000000000000000000000000000000000815267ffffffffffffffff8083166004830152841660248201526044015b60405180910390fd5b610408610dc6565b8267ffffffffffffffff1611610456576040517f8f79ddd000000000000000000000000000000000000000000000000000000000815267ffffffffffffffff831660048201526024016103f7565b6040805160608101825285815267ffffffffffffffff8581166020808401828152878416858701818152335f81815260028652899020975188559251600190970180549151871668010000000000000000026fffffffffffffffffffffffffffffffff199092169790961696909617959095179093558451918252810192909252869290917f0172c48f67b66b9ea44548415330b0e44aacd315e06259d8c11eb8bbe7dc57d8910160405180910390a350505050565b610514610dd8565b335f9081526001602052604090208054808310610560576040517f3db475f6000000000000000000000000000000000000000000000000000000008152600481018490526024016103f7565b5f82848154811061057357610573611418565b5f9182526020822001546001600160801b03169150610593856001611440565b90505b8281101561063a578381815481106105b0576105b0611418565b905f5260205f2001846001836105c69190611453565b815481106105d6576105d6611418565b5f91825260209091208254910180546001600160801b039092166fffffffffffffffffffffffffffffffff1983168117825592546001600160c01b0319909216909217600160801b9182900467ffffffffffffffff16909102179055600101610596565b508280548061064b5761064b611466565b5f828152602080822083015f1990810180546001600160c01b0319169055909201909255338252819052604081205461068e9083906001600160801b031661147a565b335f818152602081815260409182902080546fffffffffffffffffffffffffffffffff19166001600160801b03868116918217909255835191881682529181019190915292935090917f4c3f3e3c5817a708c8617efc199de5fb022de7c07b6b1f3d373c811eb98c5e3891015b60405180910390a250505050610734610e2f5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00610e29565b50565b6001600160a01b0381165f908152600160209081526040808320805482518185028101850190935280835260609492939192909184015b828210156107bd575f84815260209081902060408051808201909152908401546001600160801b0381168252600160801b900467ffffffffffffffff168183015282526001909201910161076e565b505050509050919050565b5f6107d1610dd8565b335f90815260016020526040812080549091805b828110156108e0575f84828154811061080057610800611418565b5f918252602091829020604080518082019091529101546001600160801b0381168252600160801b900467ffffffffffffffff16918101919091529050610845610dc6565b816020015167ffffffffffffffff161161087557805161086e906001600160801b031687611440565b95506108d7565b80858461088181611499565b95508154811061089357610893611418565b5f918252602091829020835191018054939092015167ffffffffffffffff16600160801b026001600160c01b03199093166001600160801b03909116179190911790555b506001016107e5565b50835f0361091a576040517fd0d04f6000000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b805b8281101561095c578380548061093457610934611466565b5f8281526020902081015f1990810180546001600160c01b031916905501905560010161091c565b5060405184815233907f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d59060200160405180910390a26109c66001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000163386610e31565b5050506109f6610e2f5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00610e29565b90565b610a01610dd8565b335f908152602081905260408120546001600160801b031690829003610a3d57604051633728b83d60e01b8152600481018390526024016103f7565b806001600160801b0316821115610a92576040517f44d4caf70000000000000000000000000000000000000000000000000000000081526001600160801b0382166004820152602481018390526044016103f7565b335f9081526001602052604090208054600f1901610adf576040517ffec8b051000000000000000000000000000000000000000000000000000000008152601060048201526024016103f7565b5f610aea84846114b1565b90505f610b327f000000000000000000000000000000000000000000000000000000000000000067ffffffffffffffff16610b23610dc6565b610b2d9190611440565b610e50565b335f8181526020818152604080832080546001600160801b038981166fffffffffffffffffffffffffffffffff199092168217909255825180840184528c8316815267ffffffffffffffff8881168287018181528d54600181018f558e8a529888902093519390980180549851909216600160801b026001600160c01b031990981692909416919091179590951790945581518b815292830152810191909152919250907fb345a248813eb9b269f5eb7e950a04053737e5c6fe50b9b5369846babecd728e906060016106fb565b610c08610dd8565b610c1181610e8a565b610734610e2f5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00610e29565b6001600160a01b0381165f908152602081905260408120546001600160801b037f00000000000000000000000000000000000000000000000000000000000000008116911610801590610cc75750610c94610dc6565b6001600160a01b0383165f9081526002602052604090206001015468010000000000000000900467ffffffffffffffff16115b92915050565b610cd5610dd8565b6040517fd505accf000000000000000000000000000000000000000000000000000000008152336004820152306024820152604481018690526064810185905260ff8416608482015260a4810183905260c481018290527f00000000000000000000000000000000000000000000000000000000000000006001600160a01b03169063d505accf9060e4015f604051808303815f87803b158015610d77575f5ffd5b505af1925050508015610d88575060015b50610d9285610e8a565b610dbf610e2f5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f00610e29565b5050505050565b5f610dd3426103e86114d0565b905090565b610e027f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c610fd2565b610e2f60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005b90611009565b565b8015610e4b57610e4b6001600160a01b0384168383611010565b505050565b5f67ffffffffffffffff821115610e8657604080516306dfcc6560e41b81526004810191909152602481018390526044016103f7565b5090565b801580610e9d57506001600160801b0381115b15610ebe57604051633728b83d60e01b8152600481018290526024016103f7565b335f90815260208190526040812054610eea90610ee59084906001600160801b0316611440565b611045565b335f818152602081815260409182902080546fffffffffffffffffffffffffffffffff19166001600160801b03861690811790915582518781529182015292935090917f524384adee0b2f52827eebf00ddd616aa286978612393216724d61cdb43dc835910160405180910390a25f610f8d6001600160a01b037f0000000000000000000000000000000000000000000000000000000000000000163385611078565b9050828114610e4b576040517fad48e59000000000000000000000000000000000000000000000000000000000815260048101849052602481018290526044016103f7565b15610e2f576040517f3ee5aeb500000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b80825d5050565b61101d838383600161110c565b610e4b57604051635274afe760e01b81526001600160a01b03841660048201526024016103f7565b5f6001600160801b03821115610e86576040516306dfcc6560e41b815260806004820152602481018390526044016103f7565b6040516370a0823160e01b81523060048201525f9081906001600160a01b038616906370a0823190602401602060405180830381865afa1580156110be573d5f5f3e3d5ffd5b505050506040513d601f19601f820116820180604052508101906110e291906114e7565b90506110f96001600160a01b038616853086611187565b61110385826111c3565b95945050505050565b6040517fa9059cbb000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038616600452602485905291602083604481808b5af1925060015f5114831661117b57838315161561116f573d5f823e3d81fd5b5f873b113d1516831692505b60405250949350505050565b61119584848484600161124e565b6111bd57604051635274afe760e01b81526001600160a01b03851660048201526024016103f7565b50505050565b6040516370a0823160e01b81523060048201525f9081906001600160a01b038516906370a0823190602401602060405180830381865afa158015611209573d5f5f3e3d5ffd5b505050506040513d601f19601f8201168201806040525081019061122d91906114e7565b905082811161123c575f611246565b6112468382611453565b949350505050565b6040517f23b872dd000000000000000000000000000000000000000000000000000000005f8181526001600160a01b038781166004528616602452604485905291602083606481808c5af1925060015f511483166112c35783831516156112b7573d5f823e3d81fd5b5f883b113d1516831692505b604052505f60605295945050505050565b803567ffffffffffffffff811681146112eb575f5ffd5b919050565b5f5f5f60608486031215611302575f5ffd5b83359250611312602085016112d4565b9150611320604085016112d4565b90509250925092565b5f60208284031215611339575f5ffd5b5035919050565b5f60208284031215611350575f5ffd5b81356001600160a01b0381168114611366575f5ffd5b9392505050565b602080825282518282018190525f918401906040840190835b818110156113c357835180516001600160801b0316845260209081015167ffffffffffffffff168185015290930192604090920191600101611386565b509095945050505050565b5f5f5f5f5f60a086880312156113e2575f5ffd5b8535945060208601359350604086013560ff81168114611400575f5ffd5b94979396509394606081013594506080013592915050565b634e487b7160e01b5f52603260045260245ffd5b634e487b7160e01b5f52601160045260245ffd5b80820180821115610cc757610cc761142c565b81810381811115610cc757610cc761142c565b634e487b7160e01b5f52603160045260245ffd5b6001600160801b038181168382160190811115610cc757610cc761142c565b5f600182016114aa576114aa61142c565b5060010190565b6001600160801b038281168282160390811115610cc757610cc761142c565b8082028115828204841417610cc757610cc761142c565b5f602082840312156114f7575f5ffd5b505191905056fea164736f6c6343000825000a' as const;
