import type { DatabaseRestartResult } from './database-restart.ts'
import type { FailoverResult } from './failover.ts'
import type { RoleSplitResult } from './role-split.ts'
import type { FailoverOutcome } from './run-failovers.ts'
import type { StormResult } from './storm.ts'
import type { SurvivalResult } from './survival/run-survival.ts'

type Rows = Record<string, string | number>

export function stormRows({ disasters, calls, verdict, erasures, ...result }: StormResult): Rows {
  const { freezes, forgettings } = disasters
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  return {
    'kills (kill -9)': disasters.kills,
    freezes: `${freezes.length}, ${freezes.filter((one) => one.heldTransaction).length} of them in a transaction`,
    'attempts taken over from frozen': sum(freezes.map((one) => one.takenOver)),
    'connections held up by a frozen one': sum(freezes.map((one) => one.heldUp)),
    'late settles with an effect': result.lateSettles,
    'PostgreSQL restarts': disasters.restarts,
    'instance starts': result.starts,
    'longest start of an instance (ms)': result.longestStartMs,
    'instances that ended by themselves': result.ownEnds.length,
    'calls sent': calls.calls,
    'calls repeated to another instance': calls.repeated,
    'calls acknowledged': calls.acknowledged,
    'calls refused, by status': statuses(calls.refused),
    'events acknowledged': verdict.acknowledged,
    'events stored': verdict.stored,
    'events handled': verdict.handled,
    'events lost': verdict.acknowledged - verdict.stored,
    'events stored twice': verdict.storedTwice,
    deliveries: verdict.deliveries,
    'of them waiting in parked lanes': verdict.waitingAsTheyShould,
    'of them wrong': verdict.wrongDeliveries.length,
    'order violations': verdict.orderViolations,
    'repeats, marked': verdict.markedRepeats,
    'repeats, unmarked': verdict.unmarkedRepeats,
    'late effects refused by fence': verdict.refusedByFence,
    attempts: verdict.attempts,
    'attempts abandoned': verdict.abandoned,
    'deliveries with missing attempts': verdict.miscounted,
    'double leases': verdict.doubleLeases.length,
    'attempt rows that overlap': verdict.overlappingRows.length,
    'runs that overlap': verdict.overlaps,
    'lanes with wrong counters': verdict.wrongLanes,
    'people forgotten': erasures.forgotten,
    'kills at a step of an erasure': forgettings.filter(({ killedAt }) => killedAt !== null).length,
    'erasures confirmed': erasures.confirmed,
    'erasures finished': erasures.finished,
    'erasures without one of their steps': erasures.wrong.length,
    'forgotten people whose erasure reached no handler': erasures.notNotified,
    'values that the keys open': erasures.opened,
    'places with readable data of forgotten people': erasures.readable.length,
    'values of others that nothing opens': erasures.lost,
    'places on the disk with clear text': erasures.onDisk.length,
    'longest time without any acknowledgement (ms)': calls.longestSilenceMs,
    'longest wait of a call (ms)': calls.longestWaitMs,
    'duration (s)': result.seconds,
  }
}

export function survivalRows({ peaksMb, calls, ...result }: SurvivalResult): Rows {
  return {
    ...Object.fromEntries(
      Object.entries(peaksMb).map(([name, mb]) => [`resident at most, ${name} (MB)`, mb]),
    ),
    'calls sent': calls.calls,
    'calls acknowledged': calls.acknowledged,
    'calls refused, by status': statuses(calls.refused),
    'longest wait of a call (ms)': calls.longestWaitMs,
    'health checks': result.healthChecks,
    'of them failed': result.healthFailed,
    'ends of the process': result.ends.length,
    'messages not handed to all handlers': result.fanOutLeft,
  }
}

export function restartRows({ calls, verdict, downMs }: DatabaseRestartResult): Rows {
  return {
    'database away (ms)': downMs,
    'calls sent': calls.calls,
    'calls acknowledged': calls.acknowledged,
    'calls refused, by status': statuses(calls.refused),
    'longest wait of a call (ms)': calls.longestWaitMs,
    'events acknowledged': verdict.acknowledged,
    'events stored': verdict.stored,
    'events handled': verdict.handled,
    'order violations': verdict.orderViolations,
  }
}

export function failoverRows({ calls, verdict, outcomes, seconds }: FailoverResult): Rows {
  const firsts = outcomes.map(({ firstSuccessMs }) => firstSuccessMs).toSorted((a, b) => a - b)
  const silences = outcomes.map(({ silenceMs }) => silenceMs).toSorted((a, b) => a - b)
  const median = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)] ?? 0
  const count = (isMeant: (outcome: FailoverOutcome) => boolean) => outcomes.filter(isMeant).length
  return {
    failovers: outcomes.length,
    'of them a frozen primary': count(({ loss }) => loss === 'frozen'),
    'of them the address switched first': count(({ isAddressFirst }) => isAddressFirst),
    'of them strict': count(({ isStrict }) => isStrict),
    'first success, median (ms)': median(firsts),
    'first success, worst (ms)': firsts.at(-1) ?? 0,
    'silence, median (ms)': median(silences),
    'silence, worst (ms)': silences.at(-1) ?? 0,
    'calls sent': calls.calls,
    'calls acknowledged': calls.acknowledged,
    'calls refused, by status': statuses(calls.refused),
    'longest wait of a call (ms)': calls.longestWaitMs,
    'events acknowledged': verdict.acknowledged,
    'events stored': verdict.stored,
    'events handled': verdict.handled,
    'order violations': verdict.orderViolations,
    'duration (s)': seconds,
  }
}

export function roleRows({ calls, ...result }: RoleSplitResult): Rows {
  return {
    'dispatcher blocked (ms)': result.blockedMs,
    'dispatcher ended by its handler': result.ends,
    'calls sent to the ingest process': calls.calls,
    'calls acknowledged': calls.acknowledged,
    'calls refused, by status': statuses(calls.refused),
    'longest wait of a call (ms)': calls.longestWaitMs,
    'calls answered while it was blocked': result.answeredInBlock,
    'delivery that ends its process': result.deadly,
    'its abandoned attempts': result.deadlyAttempts,
    'its lane': result.deadlyLane,
    'delivery behind it': result.behindDeadly,
    'other deliveries': result.others,
    'of them not completed': result.othersWrong.length,
    'order violations': result.orderViolations,
    'repeats, unmarked': result.unmarkedRepeats,
  }
}

export function printTable(title: string, rows: Rows): void {
  const width = Math.max(...Object.keys(rows).map((name) => name.length))
  console.log(`\n${title}`)
  for (const [name, value] of Object.entries(rows)) console.log(`  ${name.padEnd(width)}  ${value}`)
}

function statuses(refused: Readonly<Record<string, number>>): string {
  const parts = Object.entries(refused).map(([status, count]) => `${status}: ${count}`)
  return parts.length === 0 ? 'none' : parts.join(', ')
}
