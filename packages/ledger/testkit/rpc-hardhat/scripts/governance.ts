import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert';
import { network } from 'hardhat';
import { encodeFunctionData, type Hex, keccak256, parseEther, stringToHex, zeroAddress } from 'viem';

/** OpenZeppelin's Governor with a vote token and a timelock: a proposal from its making to its execution. */

const PENDING = 0;
const ACTIVE = 1;
const SUCCEEDED = 4;
const QUEUED = 5;
const EXECUTED = 7;
const FOR = 1;
const TO = '0x000000000000000000000000000000000000bEEF';

const { viem } = await network.create('lode');
const reader = await viem.getPublicClient({ pollingInterval: 20 });
const [owner, voter] = await viem.getWalletClients({ pollingInterval: 20 });
ok(owner !== undefined && voter !== undefined);
const client = { client: { public: reader, wallet: owner } };

async function mined(sending: Promise<Hex>): Promise<void> {
  const { status } = await reader.waitForTransactionReceipt({ hash: await sending });
  strictEqual(status, 'success');
}
/** Blocks come with transactions. */
const nextBlock = () => mined(owner.sendTransaction({ to: owner.account.address, value: 0n }));

const token = await viem.deployContract('VoteToken', [], client);
const timelock = await viem.deployContract('TimelockOf', [owner.account.address], client);
const house = await viem.deployContract('House', [token.address, timelock.address], client);
for (const role of ['PROPOSER_ROLE', 'EXECUTOR_ROLE', 'CANCELLER_ROLE'] as const) {
  await mined(timelock.write.grantRole([await timelock.read[role](), house.address]));
}
await mined(token.write.transfer([timelock.address, parseEther('1000')]));
await mined(token.write.transfer([voter.account.address, parseEther('100000')]));
await mined(token.write.delegate([voter.account.address], { account: voter.account }));
strictEqual(await token.read.getVotes([voter.account.address]), parseEther('100000'));

const grant = encodeFunctionData({ abi: token.abi, functionName: 'transfer', args: [TO, parseEther('7')] });
const proposal = [[token.address], [0n], [grant]] as const;
const description = 'Pay TO';
const call = [...proposal, keccak256(stringToHex(description))] as const;

await mined(house.write.propose([...proposal, description]));
const id = await house.read.hashProposal(call);
strictEqual(await house.read.state([id]), PENDING);
await rejects(house.write.castVote([id, FOR], { account: voter.account }), /GovernorUnexpectedProposalState/);
await nextBlock();
await nextBlock();
strictEqual(await house.read.state([id]), ACTIVE);
await mined(house.write.castVote([id, FOR], { account: voter.account }));
deepStrictEqual(await house.read.proposalVotes([id]), [0n, parseEther('100000'), 0n]);
for (let blocks = 0; blocks < 4; blocks++) await nextBlock();
strictEqual(await house.read.state([id]), SUCCEEDED);
await mined(house.write.queue(call));
strictEqual(await house.read.state([id]), QUEUED);
await mined(house.write.execute(call));
strictEqual(await house.read.state([id]), EXECUTED);
strictEqual(await token.read.balanceOf([TO]), parseEther('7'));
strictEqual(await token.read.balanceOf([zeroAddress]), 0n);
const votes = await house.getEvents.VoteCast({}, { fromBlock: 0n });
strictEqual(votes.length, 1);
console.log('governance: executed');
