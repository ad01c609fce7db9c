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
  '0x608060405234801561000f575f5ffd5b5060043610610034575f3560e01c80635ad0223a14610038578063bce32dbe1461005d575b5f5ffd5b61004b61004636600461071f565b610072565b60405190815260200160405180910390f35b61007061006b3660046107e1565b610256565b005b5f8180820361008457505f905061024f565b5f60016100928360026108c2565b61009c91906108d9565b67ffffffffffffffff8111156100b4576100b46108ec565b6040519080825280602002602001820160405280156100dd578160200160208202803683370190505b5090505f5b8281101561018457868686838181106100fd576100fd610900565b905060600201604051602001610114929190610984565b60408051601f19818403018152828252805160209182012090830152016040516020818303038152906040528051906020012082826001855161015791906108d9565b61016191906108d9565b8151811061017157610171610900565b60209081029190910101526001016100e2565b505f6101916001846108d9565b90505b801561022f576101f88260016101ab8460026108c2565b6101b591906108d9565b815181106101c5576101c5610900565b6020026020010151838360026101db91906108c2565b815181106101eb576101eb610900565b60200260200101516104cc565b826102046001846108d9565b8151811061021457610214610900565b602090810291909101015261022881610998565b9050610194565b50805f8151811061024257610242610900565b6020026020010151925050505b9392505050565b82851461029e576040517fab8b67c600000000000000000000000000000000000000000000000000000000815260048101869052602481018490526044015b60405180910390fd5b6040517fe43ce1f2000000000000000000000000000000000000000000000000000000008152734020074e9df2ce1dee5a9c1b5c3f541d02a100039063e43ce1f2906102f4908990899087908790600401610a41565b5f604051808303815f87803b15801561030b575f5ffd5b505af115801561031d573d5f5f3e3d5ffd5b5050604080518082018252601581527f7834303220426174636820536574746c656d656e74000000000000000000000060209182015281518083018352600181527f31000000000000000000000000000000000000000000000000000000000000009082015281517f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f818301527fe03c502b9066cc6f23a8f0f48ed32cb7d506f9f0a2d0055449f256846a770e9a818401527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc66060820152466080820152734020074e9df2ce1dee5a9c1b5c3f541d02a1000360a0808301919091528351808303909101815260c0909101909252815191012091505f90505b868110156104c25785858281811061045057610450610900565b90506020028101906104629190610bd4565b1590506104ba576104ba8289898481811061047f5761047f610900565b90506020028101906104919190610c19565b8888858181106104a3576104a3610900565b90506020028101906104b59190610bd4565b6104fd565b600101610436565b5050505050505050565b5f8183106104e6575f8281526020849052604090206104f4565b5f8381526020839052604090205b90505b92915050565b825f6105098683610627565b905061051b6060830160408401610c38565b6001600160a01b0316336001600160a01b03161415801561055d57506105476080830160608401610c38565b6001600160a01b0316336001600160a01b031614155b15610597576040517ff63b7f9c00000000000000000000000000000000000000000000000000000000815260048101829052602401610295565b6105a46020830183610c38565b6001600160a01b03166105bd6060840160408501610c38565b6001600160a01b0316827f9cf348eac17a2b18d4ed9788af99393f8c6a3384c720209e279ad22557da249a6105f3858989610072565b6106056101408b016101208c01610c51565b89896040516106179493929190610c6a565b60405180910390a4505050505050565b5f5f7f1c9a06ceab9b0ebbd3301dc56c9111bb6d9af421356dc9ccb3b7084c755db30890505f5f60405183815260e086602083013761010081209250606081015160408201516020830151171760a08201516080830151821717905060c082015160281c8160a01c171592505050806106cc576040517fdf3c1acf00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b6106d686836106e0565b9695505050505050565b6040517f190100000000000000000000000000000000000000000000000000000000000081526002810183905260228101829052604290205f906104f4565b5f5f5f60408486031215610731575f5ffd5b83359250602084013567ffffffffffffffff81111561074e575f5ffd5b8401601f8101861361075e575f5ffd5b803567ffffffffffffffff811115610774575f5ffd5b866020606083028401011115610788575f5ffd5b939660209190910195509293505050565b5f5f83601f8401126107a9575f5ffd5b50813567ffffffffffffffff8111156107c0575f5ffd5b6020830191508360208260051b85010111156107da575f5ffd5b9250929050565b5f5f5f5f5f5f606087890312156107f6575f5ffd5b863567ffffffffffffffff81111561080c575f5ffd5b61081889828a01610799565b909750955050602087013567ffffffffffffffff811115610837575f5ffd5b61084389828a01610799565b909550935050604087013567ffffffffffffffff811115610862575f5ffd5b8701601f81018913610872575f5ffd5b803567ffffffffffffffff811115610888575f5ffd5b896020828401011115610899575f5ffd5b60208201935080925050509295509295509295565b634e487b7160e01b5f52601160045260245ffd5b80820281158282048414176104f7576104f76108ae565b818103818111156104f7576104f76108ae565b634e487b7160e01b5f52604160045260245ffd5b634e487b7160e01b5f52603260045260245ffd5b80356fffffffffffffffffffffffffffffffff81168114610933575f5ffd5b919050565b80358252602081013567ffffffffffffffff8116808214610957575f5ffd5b6020840152506fffffffffffffffffffffffffffffffff61097a60408301610914565b1660408301525050565b8281526080810161024f6020830184610938565b5f816109a6576109a66108ae565b505f190190565b80356001600160a01b0381168114610933575f5ffd5b803564ffffffffff81168114610933575f5ffd5b5f5f8335601e198436030181126109ec575f5ffd5b830160208101925035905067ffffffffffffffff811115610a0b575f5ffd5b8036038213156107da575f5ffd5b81835281816020850137505f828201602090810191909152601f909101601f19169091010190565b604080825281018490525f6060600586901b83018101908301878361013e1936839003015b89821015610bb257868503605f190184528235818112610a84575f5ffd5b8b016001600160a01b03610a97826109ad565b1686526001600160a01b03610aae602083016109ad565b1660208701526001600160a01b03610ac8604083016109ad565b1660408701526001600160a01b03610ae2606083016109ad565b1660608701526001600160a01b03610afc608083016109ad565b166080870152610b0e60a082016109c3565b64ffffffffff1660a087015260c08181013590870152610b3060e08201610914565b6fffffffffffffffffffffffffffffffff1660e0870152610b556101008201826109d7565b610140610100890152610b6d61014089018284610a19565b915050610b7d6101208301610914565b6fffffffffffffffffffffffffffffffff81166101208901529150955050602093840193929092019160019190910190610a66565b505050508281036020840152610bc9818587610a19565b979650505050505050565b5f5f8335601e19843603018112610be9575f5ffd5b83018035915067ffffffffffffffff821115610c03575f5ffd5b60200191506060810236038213156107da575f5ffd5b5f823561013e19833603018112610c2e575f5ffd5b9190910192915050565b5f60208284031215610c48575f5ffd5b6104f4826109ad565b5f60208284031215610c61575f5ffd5b6104f482610914565b8481526fffffffffffffffffffffffffffffffff8416602082015260606040820181905281018290525f8360808301825b85811015610cc057610cad8284610938565b6060928301929190910190600101610c9b565b5097965050505050505056fea164736f6c6343000825000a' as const;
