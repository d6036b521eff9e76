import { Icon } from '@ui5/webcomponents-react/Icon'
import type { ReactNode } from 'react'
import { IfAnswered, NotKnown } from './answered.tsx'
import './empty-state.css'

interface Props {
  readonly icon: string
  readonly title: string
  /** what to do next */
  readonly text: string
  readonly children?: ReactNode
}

/** An empty list: why it is empty, and what to do next. Hidden if the last request failed. */
export function EmptyState({ icon, title, text, children }: Props) {
  return (
    <>
      <IfAnswered>
        <div className="empty-state">
          <Icon className="empty-state-icon" name={icon} mode="Decorative" />
          <h2>{title}</h2>
          <p>{text}</p>
          {children !== undefined && <div className="empty-state-next">{children}</div>}
        </div>
      </IfAnswered>
      <NotKnown />
    </>
  )
}
