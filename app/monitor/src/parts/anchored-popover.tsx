import { Popover, type PopoverDomRef } from '@ui5/webcomponents-react/Popover'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import './anchored-popover.css'
import { usePopupFocus } from './use-popup-focus.ts'

interface Props {
  /** the element that opened it, or its id */
  readonly opener: HTMLElement | string
  readonly title: string
  /** the content shows its purpose without the title, which is for screen readers then */
  readonly hideTitle?: boolean
  readonly children: ReactNode
  readonly onClose: () => void
}

/** A popover below its opener. */
export function AnchoredPopover({ opener, title, hideTitle = false, children, onClose }: Props) {
  const popover = usePopupFocus<PopoverDomRef>()
  return createPortal(
    <Popover
      open
      ref={popover}
      opener={opener}
      placement="Bottom"
      accessibleName={title}
      onClose={onClose}
    >
      {/* The library's header is a banner for screen readers. */}
      {!hideTitle && <h2 className="popover-title">{title}</h2>}
      {children}
    </Popover>,
    document.body,
  )
}
