import type { ReactNode, Ref } from 'react'

interface Props {
  readonly className: string
  readonly label: string
  readonly children: ReactNode
  readonly ref?: Ref<HTMLElement>
}

/** A scrollable region that is reachable by keyboard. */
export function ScrollRegion({ className, label, children, ref }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: that is what makes it scroll by keyboard
    <section className={className} aria-label={label} tabIndex={0} ref={ref}>
      {children}
    </section>
  )
}
