import type { Page } from 'playwright-core'

/** Runs in the page, whose types are not those of this process. */
const CUT_OFF = `(() => {
  const width = document.documentElement.clientWidth
  const found = []
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX)
  const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null
  const nameOf = (element) => element.localName + '.' + element.className + ': ' + (element.textContent ?? '').trim().slice(0, 60)
  /** Content that the user can scroll to is not cut off. The page itself must not scroll. */
  const isReachable = (element) => {
    for (let at = parentOf(element); at !== null && at !== undefined; at = parentOf(at)) {
      if (at.id === 'content' || at === document.body || at.localName === 'ui5-dialog' || at.localName === 'ui5-popover') return false
      if (scrolls(at) && at.scrollWidth > at.clientWidth) return true
    }
    return false
  }
  /** Skips children of found elements, which stick out, too. */
  const look = (element) => {
    if (isFound(element)) return
    for (const child of [...(element.shadowRoot?.children ?? []), ...element.children]) look(child)
  }
  const isFound = (element) => {
      if (element.matches('.hidden, .ui5-block-layer')) return true
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false
      const box = element.getBoundingClientRect()
      if (box.width <= 1 || box.height <= 1) return false
      if (box.right > width + 1 || (box.left < -1 && box.right > 0)) {
        if (isReachable(element)) return true
        found.push(nameOf(element) + ' [' + Math.round(box.left) + '…' + Math.round(box.right) + ']')
        return true
      }
      return false
  }
  look(document.body)
  for (const one of [document.documentElement, document.querySelector('#content')]) {
    if (one !== null && one.scrollWidth > one.clientWidth) found.push('the page scrolls: ' + one.localName)
  }
  return found
})()`

/** The elements that the window of a page cuts off at its sides. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(CUT_OFF)
}
