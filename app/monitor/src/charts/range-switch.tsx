import { STATS_RANGES } from '../../../../lib/api/states.ts'
import { ChoiceButtons } from '../parts/choice-buttons.tsx'
import { useTexts } from '../text/use-texts.ts'
import { useStatsRange } from './use-stats-range.ts'

/** Chooses the range of the charts. */
export function RangeSwitch() {
  const { t } = useTexts()
  const [range, choose] = useStatsRange()
  return (
    <ChoiceButtons
      choices={STATS_RANGES}
      chosen={range}
      onChoose={choose}
      textOf={(one) => t.charts.shortRanges[one]}
      hintOf={(one) => t.charts.ranges[one]}
      label={{ text: t.charts.range }}
    />
  )
}
