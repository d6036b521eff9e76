import { Button } from '@ui5/webcomponents-react/Button'
import { useLayoutEffect, useRef } from 'react'
import { Link } from 'react-router'
import type { SubjectDetail } from '../../api/shapes.ts'
import { EventType } from '../../parts/event-type.tsx'
import { MessageMark } from '../../parts/mark.tsx'
import { ScrollRegion } from '../../parts/scroll-region.tsx'
import { Time } from '../../parts/time.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { LaneCell } from './lane-cell.tsx'
import type { EventColumn } from './lanes-of-employee.ts'
import './swimlanes.css'

interface Props {
  readonly columns: readonly EventColumn[]
  readonly handlers: readonly string[]
  readonly subject: SubjectDetail
  readonly onOlder: (() => void) | null
}

/** All events of a person from left to right, one row per handler. */
export function Swimlanes({ columns, handlers, subject, onOlder }: Props) {
  const { t } = useTexts()
  const scroller = useRef<HTMLElement>(null)
  const newest = columns.at(-1)?.key
  const parked = new Set(
    subject.lanes.filter(({ status }) => status === 'parked').map(({ handler }) => handler),
  )

  // Show the newest events at the right end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest event is the occasion
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollLeft = scroller.current.scrollWidth
  }, [newest])

  return (
    <>
      {onOlder !== null && (
        <Button design="Transparent" onClick={onOlder}>
          {t.employee.more}
        </Button>
      )}
      <ScrollRegion className="swimlanes" label={t.employee.lanes} ref={scroller}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.common.handler}</th>
              {columns.map(({ key, event }) => (
                <th key={key} scope="col">
                  <Link to={`/messages/${event.messageId}`}>
                    <EventType type={event.type} />
                  </Link>
                  <div className="muted swimlanes-time">
                    <Time at={event.receivedAt} />
                    {event.duplicateOf !== null && ` (${t.employee.duplicate})`}
                  </div>
                  {event.noHandler && <MessageMark status="NO_HANDLER" />}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {handlers.map((handler) => (
              <tr key={handler} className={parked.has(handler) ? 'swimlane-parked' : ''}>
                <th scope="row">
                  <Link to={`/handlers/${encodeURIComponent(handler)}`}>{handler}</Link>
                </th>
                {columns.map(({ key, event, byHandler }) => (
                  <LaneCell key={key} event={event} delivery={byHandler.get(handler)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )
}
