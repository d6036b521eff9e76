import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Overview } from '../../api/monitor-shapes.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { useTexts } from '../../text/use-texts.ts'

const HOURS = 24

/** The four main numbers, each with a comparison. The most urgent comes first. */
export function Tiles({ overview }: { readonly overview: Overview }) {
  const { t, f } = useTexts()
  const { today, before, parked, waiting, scheduled, atLeast } = overview
  const hours = overview.hours.slice(-HOURS)
  const { sparkline } = t.overview
  const n = (value: number, isLeast = false) =>
    isLeast ? `${t.overview.atLeast} ${f.number(value)}` : f.number(value)
  const { people, records, lanes } = parked
  return (
    <div className="tiles">
      <Tile
        to="/parked"
        name={t.overview.tile.parked}
        value={n(people + records, atLeast && lanes > 0)}
        unit={t.overview.parkedNow(people, records)}
        note={t.overview.parkedDeliveries(lanes, parked.deliveries - lanes)}
        bad={lanes > 0}
      >
        <Sparkline values={hours.map(({ failed }) => failed)} tone="bad" title={sparkline.failed} />
      </Tile>
      <Tile
        to="/messages?status=PROCESSING"
        name={t.overview.tile.waiting}
        value={n(waiting, atLeast && waiting > 0)}
        unit={t.overview.waitingNow(waiting)}
        note={t.overview.scheduled(scheduled)}
      />
      <Tile
        to="/messages?period=day&status=COMPLETED"
        name={t.overview.tile.completed}
        value={n(today.completed, today.atLeast)}
        unit={t.overview.deliveriesDay(today.completed)}
        note={`${t.overview.failed(today.failed)}, ${t.overview.dayBefore(n(before.completed, before.atLeast))}`}
      >
        <Sparkline
          values={hours.map(({ completed }) => completed)}
          tone="good"
          title={sparkline.completed}
        />
      </Tile>
      <Tile
        to="/messages?period=day"
        name={t.overview.tile.received}
        value={n(today.received, today.atLeast)}
        unit={t.overview.messagesDay(today.received)}
        note={t.overview.dayBefore(n(before.received, before.atLeast))}
      >
        <Sparkline
          values={hours.map(({ received }) => received)}
          tone="info"
          title={sparkline.received}
        />
      </Tile>
    </div>
  )
}

interface TileProps {
  readonly to: string
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly note: string
  readonly bad?: boolean
  readonly children?: ReactNode
}

function Tile({ to, name, value, unit, note, bad = false, children }: TileProps) {
  return (
    <Link className="tile" to={to}>
      <span className="tile-name">{name}</span>
      <span className={bad ? 'tile-value tile-bad' : 'tile-value'}>
        <strong className="numeric">{value}</strong>
        <span className="muted">{unit}</span>
      </span>
      <span className="muted">{note}</span>
      {children}
    </Link>
  )
}
