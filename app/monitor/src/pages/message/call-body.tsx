import { ScrollRegion } from '../../parts/scroll-region.tsx'

interface Props {
  readonly title: string
  /** masked and cut before it was stored */
  readonly text: string
}

/** A body that a handler stored with a call. */
export function CallBody({ title, text }: Props) {
  return (
    <details className="call-body">
      <summary>{title}</summary>
      <ScrollRegion className="stack" label={title}>
        <pre>{text}</pre>
      </ScrollRegion>
    </details>
  )
}
