import type { Round } from '../report/compare.ts'
import type { Stage } from '../stage/open-stage.ts'
import type { Arm, Figures } from './arm.ts'
import { type MeasureOptions, measureArm } from './measure-arm.ts'

/** Runs all arms, one after the other, as often as there are rounds. */
export async function measureRounds(
  arms: readonly Arm[],
  stage: Stage,
  options: MeasureOptions & { readonly rounds: number },
): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round < options.rounds; round += 1) {
    const figures = new Map<string, Figures>()
    for (const arm of inTurn(arms, round)) {
      const measured = await measureArm(arm, stage, options)
      figures.set(arm.name, measured)
      console.log(`round ${round + 1}: ${arm.name} ${Math.round(measured.perSecond)} calls/s`)
    }
    rounds.push(figures)
  }
  return rounds
}

/** Each round begins with another arm and goes the other way round, so that no arm always follows the same one. */
function inTurn<Item>(list: readonly Item[], round: number): Item[] {
  const at = list.length === 0 ? 0 : round % list.length
  const rotated = [...list.slice(at), ...list.slice(0, at)]
  return round % 2 === 0 ? rotated : rotated.reverse()
}
