// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IProviderRegistry} from "./IProviderRegistry.sol";
import {AcceptedReceipt, Lease, Objection, Receipt} from "../libraries/LodeTypes.sol";

/// @title Market
/// @notice Escrow for the held-back part of a job's price, and its disputes.
/// @dev Money is, at any time, in exactly one of: a buyer's pot for a job; a lease's reserve; a task's claim (with the
/// objection's bond, if there is one). Each function pays at most one party, and never the one party on the other's
/// way out, so that an account that cannot be paid keeps nobody else's money. Amounts are micro-dollars, times are
/// milliseconds since the epoch. No owner, no admin, no upgrade.
///
/// Batches skip tasks whose money is gone, so that nobody can make a batch fail by closing one of its tasks
/// first; a batch that leaves nothing to do reverts.
interface IMarket {
    /// @notice Where a lease stands.
    enum LeaseStatus {
        Unknown,
        Reserved,
        Released
    }

    /// @notice Where a task's money stands: in the lease's reserve (back in the pot once the lease is `Released`),
    /// claimed, claimed and objected to, or gone.
    enum TaskStatus {
        Untouched,
        Claimed,
        Objected,
        Closed
    }

    /// @notice How a task was closed.
    enum Outcome {
        Accepted,
        Silence,
        Upheld,
        Dropped
    }

    /// @notice A lease's escrow. `reserved` is what no task has taken out yet.
    struct LeaseState {
        LeaseStatus status;
        uint128 reserved;
        uint32 openClaims;
    }

    /// @notice A claimed task. `deadlineMs` ends the acceptance window while `Claimed`, the objection's while `Objected`.
    struct Claim {
        TaskStatus status;
        uint64 deadlineMs;
        uint128 amount;
        bytes32 receipt;
    }

    /// @notice An EIP-2612 permit of the caller for this contract.
    struct Permit {
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// @notice Another provider's signed receipt for the disputed task, with the lease it belongs to.
    struct Evidence {
        Lease lease;
        Receipt receipt;
        bytes signature;
    }

    /// @notice The amount is zero.
    error ZeroAmount();

    /// @notice The token delivered something else than the amount asked for.
    error TransferMismatch(uint256 expected, uint256 received);

    /// @notice The batch is empty, or longer than {MAX_BATCH}.
    error InvalidBatch(uint256 length, uint256 limit);

    /// @notice Two arrays that go together differ in length.
    error LengthMismatch(uint256 expected, uint256 given);

    /// @notice The signature is not `signer`'s over `digest`.
    error InvalidSignature(address signer, bytes32 digest);

    /// @notice Only `expected` may do this.
    error NotAuthorized(address expected);

    /// @notice The pot holds less than needed.
    error InsufficientPot(uint256 available, uint256 required);

    /// @notice The pot is empty.
    error NothingToRefund();

    /// @notice The lease was reserved before.
    error LeaseExists(bytes32 lease);

    /// @notice The lease has not been reserved.
    error UnknownLease(bytes32 lease);

    /// @notice What no claim took has gone back to the pot.
    error LeaseAlreadyReleased(bytes32 lease);

    /// @notice The lease has expired.
    error LeaseExpired(uint64 expiresAtMs);

    /// @notice The lease has not expired yet.
    error LeaseNotExpired(uint64 expiresAtMs);

    /// @notice No tasks, or a range past 2^32.
    error InvalidTaskRange(uint32 firstTask, uint32 taskCount);

    /// @notice A quorum of zero.
    error InvalidQuorum();

    /// @notice The lease's last dispute could end after its provider's bond is gone.
    error OutlivesBond(uint256 endsAtMs, uint256 bondHeldUntilMs);

    /// @notice The provider has too little bond, or no record that is current.
    error ProviderNotActive(address provider);

    /// @notice The provider's bond is below what the lease reserves.
    error InsufficientBond(uint256 bonded, uint256 required);

    /// @notice The task is outside the lease's range.
    error TaskOutOfRange(uint32 task);

    /// @notice The object names another lease.
    error LeaseMismatch(bytes32 expected, bytes32 given);

    /// @notice The object names another task.
    error TaskMismatch(uint32 expected, uint32 given);

    /// @notice The object names another receipt than the claimed one.
    error ReceiptMismatch(bytes32 expected, bytes32 given);

    /// @notice More than the lease holds back for a task.
    error AmountAboveHoldback(uint256 amount, uint256 limit);

    /// @notice The acceptance pays less than the provider could get by itself: the provider submits it, or signs it too.
    error ProviderConsentRequired(uint32 task);

    /// @notice No task of the batch has money this call could move: closed, released, or (for a claim) claimed already.
    error NothingToDo();

    /// @notice The task has no claim that can be objected to.
    error NotClaimed(uint32 task);

    /// @notice The task has no open objection.
    error NotObjected(uint32 task);

    /// @notice The task is under objection.
    error UnderObjection(uint32 task);

    /// @notice The window is still open.
    error WindowOpen(uint64 deadlineMs);

    /// @notice The window has closed.
    error WindowClosed(uint64 deadlineMs);

    /// @notice Too few receipts to decide an objection.
    error QuorumNotReached(uint256 given, uint256 required);

    /// @notice The evidence's provider is the accused or the buyer, or not above the one before it: providers come in
    /// ascending order, so that each counts once.
    error InvalidWitness(address provider);

    /// @notice The evidence is from a lease for another buyer or job.
    error ForeignEvidence(bytes32 lease);

    /// @notice The receipts of the evidence do not agree with each other.
    error EvidenceDisagrees(bytes32 receipt);

    /// @notice The evidence says what the accused said.
    error EvidenceAgreesWithAccused();

    /// @notice `amount` came into the pot.
    event Funded(address indexed buyer, bytes32 indexed jobKey, uint256 amount);

    /// @notice `amount` moved from the pot into the lease.
    event Reserved(
        bytes32 indexed lease, address indexed buyer, address indexed provider, bytes32 jobKey, uint256 amount
    );

    /// @notice An acceptance paid `paid` to the provider; `body` is its canonical hash.
    event Settled(bytes32 indexed lease, bytes32 indexed body, uint256 paid);

    /// @notice A task's money left the escrow's hold: `paid` to the provider, `returned` to the pot.
    event TaskClosed(bytes32 indexed lease, uint32 indexed task, Outcome outcome, uint256 paid, uint256 returned);

    /// @notice A claim for `claimed.holdbackMicroUsd` opened; `returned`, what the receipt left of the holdback, went back
    /// to the pot. `receipt` is the digest of `claimed`, which is told whole: whoever sent the claim, through whatever
    /// contract, the buyer sees what is said to have been computed, and can object to it.
    event Claimed(
        bytes32 indexed lease,
        uint32 indexed task,
        bytes32 indexed receipt,
        Receipt claimed,
        uint256 returned,
        uint64 deadlineMs
    );

    /// @notice The buyer objected to a claim; `bond` was taken.
    event Objected(
        bytes32 indexed lease,
        uint32 indexed task,
        bytes32 indexed body,
        bytes32 evidence,
        uint256 bond,
        uint64 deadlineMs
    );

    /// @notice What no claim had taken went back to the pot.
    event Released(bytes32 indexed lease, uint256 amount);

    /// @notice The pot was paid out to its buyer.
    event Refunded(address indexed buyer, bytes32 indexed jobKey, uint256 amount);

    // --- into the pot, and out of it

    /// @notice Adds to the caller's pot for a job; needs an allowance.
    function fund(bytes32 jobKey, uint256 amount) external;

    /// @notice {fund} with an EIP-2612 permit instead of an allowance.
    function fundWithPermit(bytes32 jobKey, uint256 amount, Permit calldata permit) external;

    /// @notice Adds to `buyer`'s pot by EIP-3009 `receiveWithAuthorization`; anybody may send it.
    /// @dev The authorization's nonce must be `keccak256(abi.encode(jobKey, salt))`: what the buyer signs then names the
    /// job, and whoever sends it cannot direct the money to another pot.
    /// @param signature Over the token's `ReceiveWithAuthorization`, by an EOA or an ERC-1271 wallet.
    function fundWithAuthorization(
        address buyer,
        bytes32 jobKey,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external;

    /// @notice Pays the caller its unreserved pot.
    /// @dev Only the buyer may: money could go nowhere else, but somebody else's refund just before a reserve (or an
    /// objection, whose bond the pot can pay) would make that one fail.
    /// @return amount Micro-dollars paid.
    function refund(bytes32 jobKey) external returns (uint256 amount);

    // --- leases

    /// @notice Reserves leases of the caller's: moves `taskCount * holdbackMicroUsdPerTask` from the pot into each.
    /// @param providerSigs Each lease's provider's signature over it.
    function reserve(Lease[] calldata leases, bytes[] calldata providerSigs) external;

    /// @notice {reserve} by anybody who has the signatures of both sides.
    function reserveFor(Lease[] calldata leases, bytes[] calldata buyerSigs, bytes[] calldata providerSigs) external;

    /// @notice {fund} and {reserve} in one transaction.
    function fundAndReserve(bytes32 jobKey, uint256 amount, Lease[] calldata leases, bytes[] calldata providerSigs)
        external;

    /// @notice {fundWithPermit} and {reserve} in one transaction.
    function fundWithPermitAndReserve(
        bytes32 jobKey,
        uint256 amount,
        Permit calldata permit,
        Lease[] calldata leases,
        bytes[] calldata providerSigs
    ) external;

    /// @notice After the lease's expiry: returns what no claim took to the pot. Anybody may call it. Open claims go on.
    function release(Lease calldata lease) external;

    // --- acceptance

    /// @notice Pays the provider what the buyer accepted; each task's rest goes back to the pot. On a claimed or
    /// objected task it ends the dispute: the bond goes back to the pot, and at most the claimed amount is paid.
    /// @dev Anybody may submit an acceptance that pays all a task holds. One that pays less needs the provider, who
    /// could claim more: it submits it itself, or signs it too (see {settleWithConsent}).
    /// @param body Canonical hash of the acceptance.
    /// @param buyerSig The buyer's signature over the acceptance.
    function settle(Lease calldata lease, AcceptedReceipt[] calldata receipts, bytes32 body, bytes calldata buyerSig)
        external;

    /// @notice {settle} by anybody, with both sides' signatures over the same acceptance.
    function settleWithConsent(
        Lease calldata lease,
        AcceptedReceipt[] calldata receipts,
        bytes32 body,
        bytes calldata buyerSig,
        bytes calldata providerSig
    ) external;

    // --- silence

    /// @notice Before the lease's expiry: takes each receipt's holdback out of the reserve and opens its acceptance
    /// window; what the receipt leaves of the task's holdback goes back to the pot.
    /// @dev Anybody may submit a receipt the provider signed, and the first one claims its task: a provider signs one
    /// receipt a task of a lease.
    function claim(Lease calldata lease, Receipt[] calldata receipts, bytes[] calldata providerSigs) external;

    /// @notice After their acceptance windows: pays the provider the claims nobody objected to. Anybody may call it.
    function finalize(Lease calldata lease, uint32[] calldata tasks) external;

    // --- objection

    /// @notice Inside the acceptance window: freezes a claim. The lease's objection bond is taken from the pot and, for
    /// what the pot lacks, from the buyer's allowance.
    function object(Lease calldata lease, Objection calldata objection, bytes calldata buyerSig) external;

    /// @notice Before the objection's deadline: decides it for the buyer. Anybody may call it. The claim and the bond
    /// go back to the pot: losing a vote means no pay, never a slash.
    /// @dev The vote is over what was run, on what, and what came out: (`programHash`, `inputsRoot`, `outputsRoot`).
    /// At least `max(quorum, 2)` distinct other providers must agree on one triple, which must not be the accused's.
    /// A provider that ran another program, or on other inputs, so loses like one with another result.
    /// @param accused The claimed receipt.
    /// @param evidence In ascending order of provider address.
    function uphold(Lease calldata lease, Receipt calldata accused, Evidence[] calldata evidence) external;

    /// @notice After the objection's deadline: pays the provider the claim and the objection's bond. Anybody may call it.
    function drop(Lease calldata lease, uint32 task) external;

    // --- views

    /// @notice The stablecoin.
    function token() external view returns (IERC20);

    /// @notice Where providers' bonds are.
    function registry() external view returns (IProviderRegistry);

    /// @notice The unreserved money of `buyer` for a job.
    function potOf(address buyer, bytes32 jobKey) external view returns (uint256);

    /// @notice A lease's escrow.
    function leaseOf(bytes32 lease) external view returns (LeaseState memory);

    /// @notice A task's claim; zeros when none is open.
    function claimOf(bytes32 lease, uint32 task) external view returns (Claim memory);

    /// @notice Where a task's money stands. Tasks outside the lease's range, and all of a lease not known, are `Untouched`.
    function taskStatus(bytes32 lease, uint32 task) external view returns (TaskStatus);

    /// @notice {taskStatus} of `count` tasks from `firstTask`, at most {MAX_BATCH}.
    function taskStatuses(bytes32 lease, uint32 firstTask, uint32 count) external view returns (TaskStatus[] memory);

    /// @notice The lease's EIP-712 digest: its id.
    function leaseId(Lease calldata lease) external view returns (bytes32);

    /// @notice The receipt's EIP-712 digest.
    function receiptDigest(Receipt calldata receipt) external view returns (bytes32);

    /// @notice The acceptance's EIP-712 digest.
    function acceptanceDigest(bytes32 body, bytes32 lease, AcceptedReceipt[] calldata receipts)
        external
        view
        returns (bytes32);

    /// @notice The objection's EIP-712 digest.
    function objectionDigest(Objection calldata objection) external view returns (bytes32);
}
