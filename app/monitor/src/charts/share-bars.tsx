import type { ReactNode } from 'react'
import './charts.css'

export interface Share {
  readonly key: string
  readonly name: ReactNode
  readonly value: number
  /** value with unit */
  readonly text: string
}

/** Bars relative to the largest value. */
export function ShareBars({ shares }: { readonly shares: readonly Share[] }) {
  const most = Math.max(1, ...shares.map(({ value }) => value))
  return (
    <ul className="share-bars">
      {shares.map(({ key, name, value, text }) => (
        <li key={key}>
          <span className="share-name">{name}</span>
          <span className="share-track" aria-hidden="true">
            <span className="share-bar" style={{ width: `${(value / most) * 100}%` }} />
          </span>
          <span className="numeric">{text}</span>
        </li>
      ))}
    </ul>
  )
}
