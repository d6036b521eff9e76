import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { createKeyboard } from './keyboard.ts'

/** The actions of a person at the page. */
export interface Hand {
  readonly page: Page
  readonly clicks: number
  readonly keys: number
  /** Without a mouse: goes there and presses a key. */
  click(target: Locator): Promise<void>
  /** Opens the page of this name from the navigation. */
  goTo(name: string): Promise<void>
  /** Goes to the search field. */
  search(): Promise<void>
  type(text: string): Promise<void>
  press(key: string): Promise<void>
  /** Opens the list of a field and chooses an entry: two clicks. */
  choose(field: string, option: string): Promise<void>
  /** Saves what the page shows. */
  photograph(name: string): Promise<void>
}

export interface HandOptions {
  /** of the screenshots */
  readonly folder: string
  /** begins the names of the screenshots */
  readonly prefix: string
  /** no mouse */
  readonly keyboard: boolean
  /** the navigation, the search and the filters are behind buttons */
  readonly phone: boolean
}

/** Counts clicks and keys. */
export function createHand(page: Page, { folder, prefix, keyboard, phone }: HandOptions): Hand {
  let clicks = 0
  let photographs = 0
  const keys = createKeyboard(page)
  const click = async (target: Locator) => {
    if (keyboard) return keys.activate(target)
    await target.click()
    clicks += 1
  }
  return {
    page,
    get clicks() {
      return clicks
    },
    get keys() {
      return keys.pressed
    },
    click,
    async goTo(name) {
      if (phone) await click(button(page, 'Show or hide the pages'))
      await click(page.locator(`ui5-side-navigation-item[text="${name}"]`))
    },
    async search() {
      if (phone) await click(page.locator('ui5-shellbar-search').getByRole('button').first())
      else await keys.press('/')
    },
    type: keys.type,
    press: keys.press,
    async choose(field, option) {
      const select = page.getByRole('combobox', { name: field, exact: true })
      const entry = page.getByRole('option', { name: option, exact: true })
      const filter = button(page, /^Filter/)
      if (phone && !(await select.isVisible())) await click(filter)
      if (keyboard) return keys.choose(select, entry)
      await click(select)
      await click(entry)
    },
    async photograph(name) {
      photographs += 1
      const file = `${prefix}-${photographs}-${name}.png`
      await page.screenshot({ path: path.join(folder, file) })
    },
  }
}

export function button(within: Page | Locator, name: string | RegExp): Locator {
  return within.getByRole('button', { name, exact: true }).first()
}

export function dialogOf(page: Page): Locator {
  return page.locator('ui5-dialog[open]')
}
