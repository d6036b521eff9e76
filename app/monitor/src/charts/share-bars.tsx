import type { ReactNode } from 'react'
import { useTexts } from '../text/use-texts.ts'
import './charts.css'

export interface Share {
  readonly key: string
  readonly name: ReactNode
  readonly value: number
}

/** Values beside each other, each as long as its share of the largest. */
export function ShareBars({ shares }: { readonly shares: readonly Share[] }) {
  const { f } = useTexts()
  const most = Math.max(1, ...shares.map(({ value }) => value))
  return (
    <ul className="share-bars">
      {shares.map(({ key, name, value }) => (
        <li key={key}>
          <span className="share-name">{name}</span>
          <span className="share-track" aria-hidden="true">
            <span className="share-bar" style={{ width: `${(value / most) * 100}%` }} />
          </span>
          <span className="numeric">{f.number(value)}</span>
        </li>
      ))}
    </ul>
  )
}
