import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Delivery, Message } from '../../api/shapes.ts'
import { EventType } from '../../parts/event-type.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import type { Texts } from '../../text/en.ts'
import type { Formats } from '../../text/format.ts'
import { HandlerMarks } from './handler-marks.tsx'
import { PeopleOf } from './people-of.tsx'

export const COLUMN_IDS = [
  'received',
  'status',
  'type',
  'employees',
  'handlers',
  'duration',
  'company',
  'caller',
  'events',
  'externalEventId',
] as const
export type ColumnId = (typeof COLUMN_IDS)[number]

export const FIRST_COLUMNS: readonly ColumnId[] = [
  'received',
  'status',
  'type',
  'employees',
  'handlers',
  'duration',
  'caller',
]

export interface MessageRow {
  readonly message: Message
  /** undefined: not known yet */
  readonly deliveries: readonly Delivery[] | undefined
}

export interface Column {
  readonly minWidth: string
  /** what stays a column longest where there is little room */
  readonly importance: number
  readonly end?: boolean
  /** left out, not put below, where there is no room */
  readonly droppable?: boolean
  readonly cell: (row: MessageRow, words: { readonly t: Texts; readonly f: Formats }) => ReactNode
}

export const COLUMNS: Readonly<Record<ColumnId, Column>> = {
  received: {
    minWidth: '8rem',
    importance: 9,
    cell: ({ message }) => (
      <Link to={`/messages/${message.id}`}>
        <Time at={message.receivedAt} />
      </Link>
    ),
  },
  status: {
    minWidth: '8.5rem',
    importance: 8,
    cell: ({ message }) => <MessageMark status={message.status} />,
  },
  type: {
    minWidth: '10rem',
    importance: 7,
    cell: ({ message }) => <EventType type={message.type} />,
  },
  employees: {
    minWidth: '9rem',
    importance: 6,
    cell: ({ deliveries }) => <PeopleOf deliveries={deliveries} />,
  },
  handlers: {
    minWidth: '7rem',
    importance: 5,
    cell: ({ deliveries }) => <HandlerMarks deliveries={deliveries} />,
  },
  duration: {
    minWidth: '6rem',
    importance: 3,
    end: true,
    droppable: true,
    cell: (row, { f }) => {
      const ms = durationOf(row)
      return <span className="numeric nowrap">{ms === null ? '–' : f.duration(ms)}</span>
    },
  },
  company: {
    minWidth: '7rem',
    importance: 4,
    droppable: true,
    cell: ({ message }) => message.company ?? '–',
  },
  caller: {
    minWidth: '9rem',
    importance: 2,
    droppable: true,
    cell: ({ message: { caller } }) => (
      <span title={`${caller.clientId}, ${caller.issuer}`}>{caller.name ?? caller.clientId}</span>
    ),
  },
  events: {
    minWidth: '5rem',
    importance: 1,
    end: true,
    droppable: true,
    cell: ({ message }, { f }) => <span className="numeric">{f.number(message.eventCount)}</span>,
  },
  externalEventId: {
    minWidth: '12rem',
    importance: 1,
    droppable: true,
    cell: ({ message }) => <span className="mono">{message.externalEventId ?? '–'}</span>,
  },
}

/** From receipt until the last handler was done; null while one is not. */
export function durationOf({ message, deliveries }: MessageRow): number | null {
  if (deliveries === undefined || deliveries.length === 0) return null
  const ends = deliveries.map(({ settledAt }) => settledAt)
  if (ends.some((end) => end === null)) return null
  const last = Math.max(...ends.map((end) => Date.parse(end ?? '')))
  return Math.max(0, last - Date.parse(message.receivedAt))
}
