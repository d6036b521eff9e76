import type { Connection, Overview } from '../api/monitor-shapes.ts'
import { useGet } from '../api/use-get.ts'
import { useTexts } from '../text/use-texts.ts'

export interface Badge {
  readonly short: string
  readonly text: string
  readonly tone: 'bad' | 'warn' | 'good'
}

type BadgedPage =
  | 'overview'
  | 'messages'
  | 'employees'
  | 'parked'
  | 'handlers'
  | 'refused'
  | 'connect'
  | 'history'

/** The badges of the navigation: waiting items and the state of the connection. */
export function useBadges(): Partial<Record<BadgedPage, Badge>> {
  const { t, f } = useTexts()
  const overview = useGet<Overview>('/overview').data
  const connection = useGet<Connection>('/connection')

  const { people = 0, records = 0 } = overview?.parked ?? {}
  const parked = people + records
  const refused = overview?.unseenRefusals ?? 0
  const steps = connection.data?.steps ?? []
  // Show good news only while the service answers. Bad news stays.
  const connected =
    connection.error === undefined &&
    steps.length > 0 &&
    steps.every(({ state }) => state === 'done')

  return {
    ...(parked > 0 && {
      parked: { short: f.number(parked), text: t.frame.badge.parked(people, records), tone: 'bad' },
    }),
    ...(refused > 0 && {
      refused: {
        short: f.number(refused),
        text: t.frame.badge.refused(refused),
        tone: 'warn',
      },
    }),
    ...(connected && {
      connect: { short: '✓', text: t.frame.badge.connected, tone: 'good' },
    }),
  }
}
