import type { Page } from 'playwright-core'

/** Of the page: the element with the focus, through all shadow roots. */
const FOCUSED = `(() => {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
})()`

const NAME = `((element) => (element?.ariaLabel || element?.title || element?.textContent || element?.localName || '')
  .replaceAll(/\\s+/g, ' ').trim())`

/** The name of the element with the focus. */
export function focusedName(page: Page): Promise<string> {
  return page.evaluate<string>(`${NAME}(${FOCUSED})`)
}

/** Whether the focus is in an element that matches the selector. */
export function isFocusIn(page: Page, selector: string): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    for (let at = ${FOCUSED}; at; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host) {
      if (at.matches(${JSON.stringify(selector)})) return true
    }
    return false
  })()`)
}
