import type { ChangeResult } from './rehearse-change.ts'
import type { FirstDeploymentResult } from './rehearse-first-deployment.ts'
import { type InstanceResult, LOAD_SECONDS, PER_SECOND } from './rehearse-instance.ts'

import { isOfEveryKind } from './upgrade/open-work.ts'
import type { UpgradeResult } from './upgrade/rehearse-upgrade.ts'

const MOST_MB = 256
/** Of what the platform grants between SIGTERM and SIGKILL. */
const MOST_DRAIN_SECONDS = 15
/** The sender itself may be late on a busy machine. */
const SENT_SHARE = 0.9

/** The broken promises of the first deployment. Pure. */
export function brokenByFirstDeployment(result: FirstDeploymentResult): string[] {
  return broken([
    [result.hasOwnName, 'the name of the application at XSUAA is another one'],
    [result.checkPassed, 'the check of the connector failed, see above'],
    [result.firstStatus === 200, `the first call was answered with ${result.firstStatus}`],
    [result.stored === 1, `the first message is stored ${result.stored} times`],
    [result.exitCodes.every((code) => code === 0), `exit codes ${result.exitCodes.join(', ')}`],
    [
      result.logFindings.length === 0,
      `${result.logFindings.length} log lines are not as they should be`,
    ],
  ])
}

/** The broken promises of one instance. Pure. */
export function brokenByInstance(result: InstanceResult): string[] {
  const { calls } = result
  return broken([
    [
      calls.calls >= PER_SECOND * LOAD_SECONDS * SENT_SHARE,
      `the pace: ${calls.calls} calls in ${LOAD_SECONDS} s`,
    ],
    [
      Object.keys(calls.refused).length === 0,
      `calls were refused: ${JSON.stringify(calls.refused)}`,
    ],
    [result.mostMb <= MOST_MB, `${MOST_MB} MB: ${Math.round(result.mostMb)} were resident`],
    [result.lost === 0, `${result.lost} acknowledged messages are not stored`],
    [result.broken === 0, `${result.broken} calls were taken and not answered`],
    [
      result.connectorRefused === 0,
      `${result.connectorRefused} calls of the connector were refused`,
    ],
    [
      result.plainConnections === 0,
      `${result.plainConnections} connections to the database without TLS`,
    ],
    [result.stopCode === 0, `exit code ${result.stopCode}`],
    [result.stopSeconds <= MOST_DRAIN_SECONDS, `${result.stopSeconds} s to drain`],
    [
      result.logFindings.length === 0,
      `${result.logFindings.length} log lines are not as they should be`,
    ],
  ])
}

/** The broken promises of a change of version. Pure. */
export function brokenByChange(result: ChangeResult): string[] {
  const { calls } = result
  return broken([
    [calls.acknowledged === calls.calls, `calls were refused: ${JSON.stringify(calls.refused)}`],
    [result.broken === 0, `${result.broken} calls were taken and not answered`],
    [result.lost === 0, `${result.lost} acknowledged messages are not stored`],
    [result.eventsWrong === 0, `${result.eventsWrong} events are not stored once`],
    [result.unfinished === 0, `${result.unfinished} deliveries are not completed`],
    [result.orderViolations === 0, `${result.orderViolations} runs out of order`],
    [result.unmarkedRepeats === 0, `${result.unmarkedRepeats} repeats without a mark`],
    [result.exitCodes.every((code) => code === 0), `exit codes ${result.exitCodes.join(', ')}`],
  ])
}

/** The broken promises of an upgrade and a downgrade of a project. Pure. */
export function brokenByUpgrade(result: UpgradeResult): string[] {
  const { calls, stops } = result
  return broken([
    [isOfEveryKind(result.atUpgrade), 'not every kind of open work was there at the upgrade'],
    [isOfEveryKind(result.atDowngrade), 'not every kind of open work was there at the downgrade'],
    [result.effects.every((count) => count > 0), 'not every version has handled events'],
    [calls.acknowledged === calls.calls, `calls were refused: ${JSON.stringify(calls.refused)}`],
    [result.broken === 0, `${result.broken} calls were taken and not answered`],
    [result.lost === 0, `${result.lost} acknowledged messages are not stored`],
    [result.eventsWrong === 0, `${result.eventsWrong} events are not stored once`],
    [result.unfinished === 0, `${result.unfinished} deliveries are not completed`],
    [result.doubled === 0, `${result.doubled} effects came twice`],
    [result.orderViolations === 0, `${result.orderViolations} runs out of order`],
    [result.overlaps === 0, `${result.overlaps} runs overlap in their lane`],
    [
      stops.every(({ code }) => code === 0),
      `exit codes ${stops.map(({ code }) => code).join(', ')}`,
    ],
  ])
}

function broken(promises: readonly (readonly [boolean, string])[]): string[] {
  return promises.filter(([kept]) => !kept).map(([, what]) => what)
}
