import type { ParkedGroup } from '../../api/monitor-shapes.ts'
import { causeOf } from '../../parts/cause-of.ts'
import { useTexts } from '../../text/use-texts.ts'

/** The handler and the cause of a group in words. */
export function useGroupName(): (group: ParkedGroup) => string {
  const { t } = useTexts()
  return ({ handler, reasonCode }) => t.parked.group(handler, causeOf(reasonCode, t))
}
