import { type RefObject, useLayoutEffect, useRef } from 'react'

/** A dialog or popover of the library. */
interface Popup extends HTMLElement {
  /** Focuses its first element that can have the focus. */
  applyFocus(): Promise<void>
}

/**
 * Keeps the focus in a popup while it is open, and then returns it to the opener. The library does
 * neither if the element with the focus, or the whole popup, is removed.
 */
export function usePopupFocus<Element extends Popup>(): RefObject<Element | null> {
  const popup = useRef<Element>(null)

  useLayoutEffect(() => {
    const element = popup.current
    if (element === null) return
    const opener = focusedElement()
    let hadFocus = false
    const note = () => {
      hadFocus = true
    }
    const observer = new MutationObserver(() => {
      if (hadFocus && isLost()) void element.applyFocus()
    })
    element.addEventListener('focusin', note)
    observer.observe(element, { childList: true, subtree: true })
    return () => {
      element.removeEventListener('focusin', note)
      observer.disconnect()
      if (isLost() || element.contains(document.activeElement)) opener?.focus()
    }
  }, [])

  return popup
}

const isLost = () => document.activeElement === document.body

/** The element with the focus, through all shadow roots. */
function focusedElement(): HTMLElement | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement != null) element = element.shadowRoot.activeElement
  return element instanceof HTMLElement ? element : null
}
