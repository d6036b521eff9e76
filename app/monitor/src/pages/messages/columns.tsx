import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { ListedMessage } from '../../api/shapes.ts'
import { EventType } from '../../parts/event-type.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import type { Texts } from '../../text/en.ts'
import type { Formats } from '../../text/format.ts'
import { HandlerMarks } from './handler-marks.tsx'
import { PeopleOf } from './people-of.tsx'

export const FIRST_COLUMNS: readonly ColumnId[] = [
  'received',
  'status',
  'type',
  'employees',
  'effective',
  'handlers',
  'duration',
  'caller',
]

export interface Column {
  readonly minWidth: string
  /** columns with a higher value stay longer in a narrow table */
  readonly importance: number
  readonly end?: boolean
  /** hidden instead of moved below if there is no room */
  readonly droppable?: boolean
  readonly cell: (
    message: ListedMessage,
    words: { readonly t: Texts; readonly f: Formats },
  ) => ReactNode
}

const columns = {
  received: {
    minWidth: '7rem',
    importance: 9,
    cell: (message) => (
      <Link to={`/messages/${message.id}`}>
        <Time at={message.receivedAt} />
      </Link>
    ),
  },
  status: {
    minWidth: '8rem',
    importance: 8,
    cell: (message, { t }) => (
      <span className="message-status">
        <MessageMark status={message.status} />
        {hasSomeWithoutHandler(message) && (
          <span className="muted">
            {t.messages.withoutHandler(message.eventsWithoutHandler, message.eventCount)}
          </span>
        )}
      </span>
    ),
  },
  type: {
    minWidth: '9rem',
    importance: 7,
    cell: (message) => <EventType type={message.type} />,
  },
  employees: {
    minWidth: '7.5rem',
    importance: 6,
    cell: ({ subjects, subjectCount }) => (
      <PeopleOf subjects={subjects} subjectCount={subjectCount} />
    ),
  },
  effective: {
    minWidth: '6.5rem',
    importance: 4,
    droppable: true,
    cell: ({ effectiveOn }, { f }) => (
      <span className="nowrap">{effectiveOn === null ? '–' : f.calendarDay(effectiveOn)}</span>
    ),
  },
  handlers: {
    minWidth: '6rem',
    importance: 5,
    cell: ({ handlers }) => <HandlerMarks handlers={handlers} />,
  },
  duration: {
    minWidth: '5.5rem',
    importance: 3,
    end: true,
    droppable: true,
    cell: (message, { f }) => {
      const ms = durationOf(message)
      return <span className="numeric nowrap">{ms === null ? '–' : f.duration(ms)}</span>
    },
  },
  company: {
    minWidth: '7rem',
    importance: 4,
    droppable: true,
    cell: ({ company }) => company ?? '–',
  },
  caller: {
    minWidth: '9rem',
    importance: 2,
    droppable: true,
    cell: ({ caller }) => (
      <span title={`${caller.clientId}, ${caller.issuer}`}>{caller.name ?? caller.clientId}</span>
    ),
  },
  events: {
    minWidth: '5rem',
    importance: 1,
    end: true,
    droppable: true,
    cell: ({ eventCount }, { f }) => <span className="numeric">{f.number(eventCount)}</span>,
  },
  externalEventId: {
    minWidth: '12rem',
    importance: 1,
    droppable: true,
    cell: ({ externalEventId }) => <span className="mono">{externalEventId ?? '–'}</span>,
  },
} satisfies Readonly<Record<string, Column>>

export type ColumnId = keyof typeof columns
export const COLUMNS: Readonly<Record<ColumnId, Column>> = columns
export const COLUMN_IDS = Object.keys(columns) as readonly ColumnId[]

/** Time from receipt until the last handler was done; null if one is not. */
export function durationOf({ receivedAt, settledAt }: ListedMessage): number | null {
  return settledAt === null ? null : Math.max(0, Date.parse(settledAt) - Date.parse(receivedAt))
}

/** Its status alone would not show it. */
function hasSomeWithoutHandler(message: ListedMessage): boolean {
  const { status, eventsWithoutHandler: left, eventCount } = message
  return left > 0 && (status !== 'NO_HANDLER' || left < eventCount)
}
