import type { Archive } from './build-archive.ts'
import type { ChangeResult } from './rehearse-change.ts'
import type { FirstDeploymentResult } from './rehearse-first-deployment.ts'
import type { InstanceResult } from './rehearse-instance.ts'
import type { OpenWork } from './upgrade/open-work.ts'
import type { UpgradeResult } from './upgrade/rehearse-upgrade.ts'

type Rows = Readonly<Record<string, string | number>>

const MB = 1_024 * 1_024
const one = (value: number) => Math.round(value * 10) / 10

export function archiveRows({ files, bytes, zippedBytes, buildSeconds }: Archive): Rows {
  return {
    files,
    'unpacked (MB)': one(bytes / MB),
    'packed (MB)': one(zippedBytes / MB),
    'build (s)': one(buildSeconds),
  }
}

export function firstDeploymentRows(result: FirstDeploymentResult): Rows {
  return {
    address: result.hosts.join(', '),
    instances: result.exitCodes.length,
    'ready after (ms)': result.readyMs,
    'check of the connector': result.checkPassed ? 'passed' : 'failed',
    'first call': String(result.firstStatus),
    stored: result.stored,
    'exit codes': result.exitCodes.join(', '),
    'log findings': result.logFindings.length,
  }
}

export function instanceRows(result: InstanceResult): Rows {
  const { calls } = result
  return {
    'alive after (ms)': result.aliveMs,
    'ready after (ms)': result.readyMs,
    'resident at rest (MB)': one(result.restMb),
    'resident under load (MB)': one(result.loadedMb),
    'resident at most (MB)': one(result.mostMb),
    'calls under load': calls.calls,
    'acknowledged by then': calls.acknowledged,
    'longest wait (ms)': calls.longestWaitMs,
    'acknowledged and not stored': result.lost,
    'taken and not answered': result.broken,
    'refused of the connector': result.connectorRefused,
    'connections without TLS': result.plainConnections,
    'time to drain (s)': one(result.stopSeconds),
    'exit code': String(result.stopCode),
    'log lines': result.logLines,
    'log findings': result.logFindings.length,
  }
}

export function changeRows(result: ChangeResult): Rows {
  const { calls } = result
  return {
    calls: calls.calls,
    acknowledged: calls.acknowledged,
    refused: JSON.stringify(calls.refused),
    'longest wait (ms)': calls.longestWaitMs,
    'taken and not answered': result.broken,
    'acknowledged and not stored': result.lost,
    'events not stored once': result.eventsWrong,
    'deliveries not completed': result.unfinished,
    'order violations': result.orderViolations,
    'repeats without a mark': result.unmarkedRepeats,
    'longest drain (s)': one(result.longestStopSeconds),
    'exit codes': result.exitCodes.join(', '),
  }
}

export function upgradeRows(result: UpgradeResult): Rows {
  const { calls, stops } = result
  return {
    calls: calls.calls,
    acknowledged: calls.acknowledged,
    refused: JSON.stringify(calls.refused),
    'longest wait (ms)': calls.longestWaitMs,
    'taken and not answered': result.broken,
    'open at the upgrade': workText(result.atUpgrade),
    'open at the downgrade': workText(result.atDowngrade),
    'effects of older, newer, older': result.effects.join(', '),
    deliveries: result.deliveries,
    'acknowledged and not stored': result.lost,
    'events not stored once': result.eventsWrong,
    'deliveries not completed': result.unfinished,
    'effects that came twice': result.doubled,
    'order violations': result.orderViolations,
    'runs that overlap': result.overlaps,
    'longest drain (s)': one(Math.max(...stops.map(({ seconds }) => seconds))),
    'exit codes': stops.map(({ code }) => code).join(', '),
  }
}

function workText({ waiting, running, scheduled, parked, behindParked }: OpenWork): string {
  return `${waiting} waiting, ${running} running, ${scheduled} scheduled, ${parked} parked, ${behindParked} behind them`
}
