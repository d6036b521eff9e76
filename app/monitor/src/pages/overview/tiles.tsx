import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Overview } from '../../api/monitor-shapes.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { useTexts } from '../../text/use-texts.ts'

const HOURS = 24

/** The four figures that are looked at first, each beside what is usual. */
export function Tiles({ overview }: { readonly overview: Overview }) {
  const { t, f } = useTexts()
  const { today, before, parked, waiting, scheduled } = overview
  const hours = overview.hours.slice(-HOURS)
  const n = (value: number) => f.number(value)
  return (
    <div className="tiles">
      <Tile
        to="/messages?period=day"
        name={t.overview.tile.received}
        value={n(today.received)}
        unit={t.overview.messagesDay}
        note={t.overview.dayBefore(n(before.received))}
      >
        <Sparkline values={hours.map(({ received }) => received)} tone="info" />
      </Tile>
      <Tile
        to="/messages?period=day&status=COMPLETED"
        name={t.overview.tile.completed}
        value={n(today.completed)}
        unit={t.overview.deliveriesDay}
        note={`${t.overview.dayBefore(n(before.completed))}, ${t.overview.failed(n(today.failed))}`}
      >
        <Sparkline values={hours.map(({ completed }) => completed)} tone="good" />
      </Tile>
      <Tile
        to="/messages?status=PROCESSING"
        name={t.overview.tile.waiting}
        value={n(waiting)}
        unit={t.overview.waitingNow}
        note={t.overview.scheduled(n(scheduled))}
      />
      <Tile
        to="/parked"
        name={t.overview.tile.parked}
        value={n(parked.lanes)}
        unit={t.overview.parkedNow}
        note={t.overview.deliveriesIn(n(parked.deliveries))}
        bad={parked.lanes > 0}
      >
        <Sparkline values={hours.map(({ failed }) => failed)} tone="bad" />
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
