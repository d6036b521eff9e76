import type { Locator, Page } from 'playwright-core'

/** More stops than a page has. */
const MAX_STOPS = 250
const MAX_ENTRIES = 30
const GROUPS = [
  { entry: 'ui5-side-navigation-item', within: 'ui5-side-navigation', arrow: 'ArrowDown' },
  { entry: 'ui5-segmented-button-item', within: 'ui5-segmented-button', arrow: 'ArrowRight' },
] as const

/** Parts of an element of the page, whose types are not those of this process. */
interface Element {
  readonly localName: string
  readonly shadowRoot: { readonly activeElement: Element | null } | null
  readonly assignedSlot: Element | null
  readonly parentElement: Element | null
  readonly ownerDocument: { readonly activeElement: Element | null }
  getRootNode(): { readonly host?: Element }
  hasAttribute(name: string): boolean
  getAttribute(name: string): string | null
  closest(selector: string): Element | null
}

/** A person without a mouse. */
export interface Keyboard {
  /** keys so far */
  readonly pressed: number
  press(key: string): Promise<void>
  type(text: string): Promise<void>
  /** Goes there by Tab or the arrows, and presses it. @throws Error where no key leads there */
  activate(target: Locator): Promise<void>
  choose(select: Locator, entry: Locator): Promise<void>
}

const ask = <Answer>(target: Locator, question: (element: Element) => Answer) =>
  target.evaluate(question as never) as Promise<Answer>
const hasFocus = (target: Locator) =>
  ask(target, (element) => {
    let focused = element.ownerDocument.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    let at: Element | null = focused
    while (at !== null && at !== element) {
      at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host ?? null
    }
    return at === element
  })

export function createKeyboard(page: Page): Keyboard {
  let pressed = 0
  const press = async (key: string) => {
    await page.keyboard.press(key)
    pressed += 1
  }
  /** A table is one stop: arrows lead to rows and cells, and F2 into a cell. */
  async function goIntoTable(target: Locator): Promise<void> {
    const around = (name: string) => target.locator(`xpath=ancestor::${name}`)
    await goTo(around('ui5-table'))
    for (const [part, key] of [
      ['ui5-table-row', 'ArrowDown'],
      ['ui5-table-cell', 'ArrowRight'],
    ] as const) {
      for (let at = 0; at < MAX_ENTRIES && !(await hasFocus(around(part))); at++) await press(key)
    }
    await press('F2')
  }

  async function goTo(target: Locator): Promise<void> {
    await target.waitFor()
    if (await ask(target, (element) => element.closest('ui5-table-row') !== null)) {
      await goIntoTable(target)
    }
    // The entries of a group are one stop, and arrows lead from one to the next.
    const name = await ask(target, ({ localName }) => localName)
    const group = GROUPS.find(({ entry }) => entry === name)
    let among = false
    for (let stop = 0; stop < MAX_STOPS; stop++) {
      if (await hasFocus(target)) return
      const wasAmong = among
      among = group !== undefined && (await hasFocus(page.locator(group.within).first()))
      await press(among && group !== undefined ? (wasAmong ? group.arrow : 'Home') : 'Tab')
    }
    throw new Error(`expected that Tab leads to ${target}, it does not`)
  }

  return {
    get pressed() {
      return pressed
    },
    press,
    async type(text) {
      await page.keyboard.type(text)
      pressed += text.length
    },
    async activate(target) {
      await goTo(target)
      const role = await ask(target, (element) => element.getAttribute('role'))
      await press(role === 'checkbox' ? 'Space' : 'Enter')
    },
    async choose(select, entry) {
      await goTo(select)
      await press('F4')
      await entry.waitFor()
      await press('Home')
      for (let at = 0; at < MAX_ENTRIES; at++) {
        const isChosen = await ask(entry, (element) => {
          const option = element.getRootNode().host ?? element
          return option.hasAttribute('focused') || option.hasAttribute('selected')
        })
        if (isChosen) return press('Enter')
        await press('ArrowDown')
      }
      throw new Error(`expected that the arrows lead to ${entry}, they do not`)
    },
  }
}
