import { type ReactNode, useEffect } from 'react'
import { Link } from 'react-router'
import { useTexts } from '../text/use-texts.ts'
import './page.css'

interface Props {
  readonly title: string
  /** the parent page */
  readonly parent?: { readonly to: string; readonly text: string }
  /** a state beside the title */
  readonly mark?: ReactNode
  /** a sentence below the title */
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page: title, actions and content. */
export function Page({ title, parent, mark, lead, actions, children }: Props) {
  const { t } = useTexts()
  useEffect(() => {
    document.title = `${title} – ${t.common.appName}`
  }, [title, t])

  return (
    <div className="page">
      <header className="page-head">
        {parent !== undefined && (
          <nav className="page-parent" aria-label={t.common.back}>
            <Link to={parent.to}>{parent.text}</Link>
          </nav>
        )}
        <div className="page-title">
          <h1>{title}</h1>
          {mark}
          {actions !== undefined && <div className="page-actions">{actions}</div>}
        </div>
        {lead !== undefined && <p className="page-lead">{lead}</p>}
      </header>
      {children}
    </div>
  )
}
