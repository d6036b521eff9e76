import type { ReactNode, Ref } from 'react'
import './section.css'

interface Props {
  readonly title: string
  /** at the end of the heading's line */
  readonly aside?: ReactNode
  /** explains the section in one or two sentences */
  readonly hint?: string
  readonly children: ReactNode
  /** the content fills the section up to its edges */
  readonly flush?: boolean
  readonly ref?: Ref<HTMLElement>
}

/** A part of a page with a heading and its own surface. */
export function Section({ title, aside, hint, children, flush = false, ref }: Props) {
  return (
    <section ref={ref} className={flush ? 'section section-flush' : 'section'}>
      <div className="section-head">
        <h2>{title}</h2>
        {aside !== undefined && <div className="section-aside">{aside}</div>}
      </div>
      {hint !== undefined && <p className="section-hint muted">{hint}</p>}
      <div className="section-body">{children}</div>
    </section>
  )
}
