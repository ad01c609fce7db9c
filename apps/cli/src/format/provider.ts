import { formatUsd, type OfferInfo, type ProviderView } from '@lode/protocol';
import { indent } from './job.ts';
import { firstRows, table } from './table.ts';
import { bytes, plural, safe, short } from './text.ts';

const ROWS = 32;

const hourly = (microUsdPerGpuSecond: bigint): string => `${formatUsd(microUsdPerGpuSecond * 3_600n)}/h`;

export function offersTable(offers: readonly OfferInfo[]): string {
  if (offers.length === 0) return 'No offers are known. Start a provider: npm run lode -- up';
  const { shown, more } = firstRows(
    offers.flatMap((info) => info.offer.devices.map((device) => ({ info, device }))),
    ROWS,
  );
  const rows = shown.map(({ info, device }) => [
    `${short(info.offer.provider)}${info.own ? ' (this node)' : ''}`,
    safe(device.model),
    device.adapterType,
    bytes(device.vramBytes),
    `${Math.round(device.scores.f32Gflops)}`,
    hourly(info.offer.microUsdPerGpuSecond),
    info.offer.region,
    formatUsd(info.bondMicroUsd),
  ]);
  return `${table(['PROVIDER', 'DEVICE', 'TYPE', '>MEMORY', '>GFLOPS', '>PRICE', 'REGION', '>BOND'], rows)}${more}`;
}

export function providerReport(status: ProviderView): string {
  const devices = status.devices.map((device) => [
    device.id,
    safe(device.model),
    device.adapterType,
    bytes(device.vramBytes),
    `${Math.round(device.scores.f32Gflops)}`,
    device.state,
  ]);
  const leases = firstRows([...status.leases].reverse(), ROWS);
  const refusals = firstRows([...status.refusals].reverse(), ROWS);
  return [
    `provider ${status.account}`,
    `peer     ${status.peerId}`,
    `offer    ${status.offer ?? 'none published'}`,
    `bond     ${formatUsd(status.bondMicroUsd)}`,
    `earned   ${formatUsd(status.earnedMicroUsd)}, ${formatUsd(status.pendingMicroUsd)} on its way`,
    '',
    'devices',
    indent(
      devices.length === 0 ? 'none found' : table(['ID', 'MODEL', 'TYPE', '>MEMORY', '>GFLOPS', 'STATE'], devices),
    ),
    '',
    `leases: ${plural(status.leases.length, 'lease')}`,
    ...(status.leases.length === 0
      ? []
      : [
          indent(
            table(
              ['LEASE', 'BUYER', 'STATE', '>TASKS', '>EARNED', '>PENDING', '>AT RISK', 'REASON'],
              leases.shown.map((lease) => [
                short(lease.lease),
                short(lease.buyer),
                lease.state,
                `${lease.tasks.done}/${lease.tasks.total}`,
                formatUsd(lease.earnedMicroUsd),
                formatUsd(lease.pendingMicroUsd),
                formatUsd(lease.exposureMicroUsd),
                lease.reason === undefined ? '' : safe(`${lease.reason.code}: ${lease.reason.message}`),
              ]),
            ) + leases.more,
          ),
        ]),
    ...(status.refusals.length === 0
      ? []
      : [
          '',
          'jobs refused lately',
          indent(
            table(
              ['WHEN (UTC)', 'CODE', 'REASON'],
              refusals.shown.map((one) => [new Date(one.atMs).toISOString().slice(11, 19), one.code, safe(one.reason)]),
            ) + refusals.more,
          ),
        ]),
  ].join('\n');
}
