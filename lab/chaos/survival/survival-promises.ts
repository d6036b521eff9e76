import type { SurvivalResult } from './run-survival.ts'

/** The promises that the attacks broke; empty = none. */
export function brokenBySurvival(result: SurvivalResult): string[] {
  const { calls, memoryMb, peaksMb, ends, fanOutLeft } = result
  const expectations: readonly (readonly [boolean, string])[] = [
    [ends.length === 0, `the process ended: ${ends.join('; ')}`],
    ...Object.entries(peaksMb).map(
      ([name, mb]) =>
        [mb > 0 && mb < memoryMb, `${name}: ${mb} MB were resident, of ${memoryMb}`] as const,
    ),
    [
      calls.acknowledged === calls.calls && calls.repeated === 0,
      `${calls.calls - calls.acknowledged} calls were refused: ${JSON.stringify(calls.refused)}, ${calls.repeated} repeated`,
    ],
    [
      result.healthFailed === 0,
      `${result.healthFailed} of ${result.healthChecks} health checks failed`,
    ],
    [result.attacksFailed.length === 0, `attacks failed: ${result.attacksFailed.join('; ')}`],
    [fanOutLeft === 0, `${fanOutLeft} messages were not handed to all handlers`],
  ]
  return expectations.filter(([kept]) => !kept).map(([, sentence]) => sentence)
}
