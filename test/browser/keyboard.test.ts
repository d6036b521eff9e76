import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openedText } from '../support/opened.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

const MAX_STOPS = 60
/** Runs in the page, whose types are not those of this process. */
const FOCUSED = `(() => {
  let element = document.activeElement
  while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  const label = element.ariaLabel || element.title || element.textContent
  return label.replaceAll(/\\s+/g, ' ').trim()
})()`

describeInBrowser('without a mouse', () => {
  let bed: MonitorBed
  let isDown = true
  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: '*',
        run: () => {
          if (isDown) reject('the directory is down')
        },
      },
    })
    await bed.send('98001')
    await bed.send('98001')
    await bed.found(1, `select from lane where status = 'parked'`)
  }, START_MS)
  afterAll(() => bed?.stop())

  /** The accessible name of the focused element, through all shadow roots. */
  const focused = (page: Page) => page.evaluate<string>(FOCUSED)
  /** A component may move the focus a moment after the key. */
  const focusComesTo = (page: Page, name: RegExp) =>
    settledOrTimeout(async () => name.test(await focused(page)), `the focus to be on ${name}`)
  /** Presses Tab until something of that name has the focus. @returns what had it on the way */
  async function tabTo(page: Page, name: RegExp): Promise<string[]> {
    const way: string[] = []
    while (way.length < MAX_STOPS) {
      await page.keyboard.press('Tab')
      way.push(await focused(page))
      if (name.test(way.at(-1) ?? '')) return way
    }
    throw new Error(`no ${name} among: ${way.join(' | ')}`)
  }

  it('logs in, finds the parked lane and replays it', async () => {
    const { page, context } = bed.operator
    await context.clearCookies()
    await openLogin(page)
    // The form puts the focus into the field of the password.
    await page.locator('input[name=password]:focus').waitFor()
    await page.keyboard.type(bed.authorizationServer.clients.operator.secret)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/monitor/')
    await page.getByText(/^1 person waits for you;/).waitFor()

    await tabTo(page, /^Overview/)
    for (let row = 0; row < 3; row += 1) await page.keyboard.press('ArrowDown')
    await focusComesTo(page, /^Parked/)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/monitor/parked')
    await page.getByText('the directory is down').waitFor()
    isDown = false
    await tabTo(page, /^Replay: directory: /)
    await page.keyboard.press('Enter')
    const dialog = dialogOf(page)
    await dialog.getByText('This concerns 1 delivery.').waitFor()
    await tabTo(page, /^Reason/)
    await page.keyboard.type('it is back')
    await tabTo(page, /^Replay \(1\)/)
    await page.keyboard.press('Enter')
    await dialog.getByText('1 started: 1 completed').waitFor()
    await bed.found(2, `select from delivery where state = 'completed'`)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(
      await bed.rows(
        `select kind, ${openedText('action', 'action', 'comment')} as comment, done from action`,
      ),
    ).toEqual([{ kind: 'replay', comment: 'it is back', done: 1 }])
  })

  async function openLogin(page: Page): Promise<void> {
    await page.goto('./')
    await page.waitForURL(/\/login\//)
  }

  it('comes first to the way past the frame, which leads into the page', async () => {
    const { page } = bed.operator
    await openView(page, 'messages')
    await page.getByText('98001').first().waitFor()
    await page.keyboard.press('Tab')
    await focusComesTo(page, /^Skip to the content$/)
    await page.keyboard.press('Enter')
    await page.locator('#content:focus').waitFor()
    const [next] = await tabTo(page, /./)
    expect(next).toMatch(/^Views/)
  })

  it('walks in the order of what is seen: the bar, the pages, the content', async () => {
    const { page } = bed.operator
    await openView(page, 'handlers/directory')
    await page.getByText('It handles events as they arrive.').waitFor()
    const way = await tabTo(page, /^Hold/)
    const places = [
      /^Skip to the content/,
      /^Show or hide the pages/,
      /^Search employee/,
      /^User and settings/,
      /^(Overview|Handlers)/,
      /^Hold/,
    ].map((name) => way.findIndex((stop) => name.test(stop)))
    expect([way, places]).toEqual([way, places.toSorted((a, b) => a - b)])
    expect(places).not.toContain(-1)
  })

  it('leaves a dialog with its last button, back on the button that opened it', async () => {
    const { page } = bed.operator
    await openView(page, 'handlers/directory')
    await tabTo(page, /^Hold/)
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor()
    await tabTo(page, /^Cancel/)
    await page.keyboard.press('Enter')
    await dialogOf(page).waitFor({ state: 'detached' })
    await focusComesTo(page, /^Hold/)
    expect(await bed.rows(`select state from handler`)).toEqual([{ state: 'running' }])
  })

  it('chooses the theme with the arrows', async () => {
    const { page } = bed.operator
    await openView(page, 'handlers/directory')
    await tabTo(page, /^User and settings/)
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'System' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.locator('ui5-segmented-button-item[selected]', { hasText: 'Light' }).waitFor()
    await settledOrTimeout(
      async () => (await page.evaluate(() => Object.values(localStorage))).includes('light'),
      'the choice to be stored',
    )
  })
})
