import type { RoleSplitResult } from './role-split.ts'

/** The promises that a blocking or exiting handler broke; empty = none. */
export function brokenByRoles(result: RoleSplitResult, blockMs: number): string[] {
  const { calls, deadly, deadlyLane, behindDeadly } = result
  const expectations: readonly (readonly [boolean, string])[] = [
    [result.blockedMs >= blockMs, `the dispatcher was blocked for ${result.blockedMs} ms only`],
    [
      calls.acknowledged === calls.calls,
      `${calls.calls - calls.acknowledged} calls were refused: ${JSON.stringify(calls.refused)}`,
    ],
    [result.answeredInBlock > 0, 'no call was sent and answered while the dispatcher was blocked'],
    [result.ends === 3, `${result.ends} processes were ended by one event, expected 3`],
    [deadly === 'failed (abandoned)', `the event that ends its process is ${deadly}`],
    [deadlyLane === 'parked', `its lane is ${deadlyLane}`],
    [behindDeadly === 'waiting after 0 attempts', `the event behind it is ${behindDeadly}`],
    [
      result.othersWrong.length === 0,
      `${result.othersWrong.length} other deliveries were not completed: ${result.othersWrong.slice(0, 5).join('; ')}`,
    ],
    [result.orderViolations === 0, `${result.orderViolations} effects out of their order`],
    [result.unmarkedRepeats === 0, `${result.unmarkedRepeats} repeats that nothing marked`],
  ]
  return expectations.filter(([kept]) => !kept).map(([, sentence]) => sentence)
}
