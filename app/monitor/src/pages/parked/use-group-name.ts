import type { ParkedGroup } from '../../api/monitor-shapes.ts'
import { useTexts } from '../../text/use-texts.ts'

/** The handler and the cause of a group in words. */
export function useGroupName(): (group: ParkedGroup) => string {
  const { t } = useTexts()
  const causes: Readonly<Record<string, string>> = t.common.cause
  return ({ handler, reasonCode }) =>
    t.parked.group(handler, causes[reasonCode ?? 'unknown'] ?? reasonCode ?? t.common.unknown)
}
