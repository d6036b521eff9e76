import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { useTexts } from '../../text/use-texts.ts'

interface Props {
  /** nobody waits there any more */
  readonly empty: boolean
  readonly children: ReactNode
}

/**
 * The place of a card. A card in which nobody waits is hidden at once. Its place stays free as long as
 * somebody works with the list: nothing moves under the pointer, and a card that comes back is as it was.
 */
export function GroupPlace({ empty, children }: Props) {
  const { t } = useTexts()
  const place = useRef<HTMLDivElement>(null)
  const height = useRef(0)

  useEffect(() => {
    const element = place.current
    if (empty || element === null) return
    const observer = new ResizeObserver(() => {
      height.current = element.offsetHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [empty])

  // An element that is hidden or removed may keep the focus: nobody works there any more.
  useLayoutEffect(() => {
    const { activeElement } = document
    if (empty && activeElement instanceof HTMLElement && place.current?.contains(activeElement)) {
      activeElement.blur()
    }
  }, [empty])

  return (
    <div ref={place} {...(empty && { style: { minHeight: height.current } })}>
      {empty && <p className="parked-empty muted">{t.parked.emptied}</p>}
      <div hidden={empty}>{children}</div>
    </div>
  )
}
