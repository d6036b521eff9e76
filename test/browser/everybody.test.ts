import { globSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { de } from '../../app/monitor/src/text/de.ts'
import { en, type Texts } from '../../app/monitor/src/text/en.ts'
import { PROJECT_ROOT } from '../support/descriptors/project.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { axeFindings } from '../support/everybody/axe.ts'
import { cutOff } from '../support/everybody/cut-off.ts'
import { focusedName, isFocusIn } from '../support/everybody/focus.ts'
import { type Dialog, VIEWS } from '../support/everybody/places.ts'
import { type EverybodyStage, openEverybodyStage } from '../support/everybody/stage.ts'
import { describeInBrowser, START_MS } from '../support/monitor-bed.ts'

const PAGES = `${PROJECT_ROOT}/app/monitor/src`
const OPEN = 'ui5-dialog[open], ui5-popover[open]'
/** Opens in every view, without a button. */
const SESSION_ENDED = 'session/session-ended.tsx'
/** The texts of a view without its buttons and links. Runs in the page. */
const TEXT = `(() => {
  const content = document.querySelector('#content').cloneNode(true)
  for (const offer of content.querySelectorAll('ui5-option, ui5-button')) offer.remove()
  return content.textContent
})()`
/** Dialogs that others fill. */
const SHARED = [
  'actions/action-dialog.tsx',
  'actions/confirm-many-dialog.tsx',
  'pages/messages/export/export-frame.tsx',
  'parts/anchored-popover.tsx',
]
const LOOKS = [
  { locale: 'en', t: en, scheme: 'light', width: 1440, unit: /\bdeliver(y|ies)\b/i },
  { locale: 'de', t: de, scheme: 'dark', width: 390, unit: /Zustellung/ },
] as const

describeInBrowser('everybody', () => {
  let stage: EverybodyStage
  beforeAll(async () => {
    stage = await openEverybodyStage()
  }, START_MS)
  afterAll(() => stage?.bed.stop())

  it('finds all views and dialogs in the table of this test', () => {
    const routes = readFileSync(`${PAGES}/pages/pages.tsx`, 'utf8').matchAll(/<Route path="(.+?)"/g)
    const known = new Set(VIEWS.map(({ route }) => route))
    expect(
      [...routes].map(([, route]) => route).filter((route) => !known.has(route ?? '')),
    ).toEqual([])
    const sources = globSync('**/*.tsx', { cwd: PAGES }).filter((file) =>
      /<(ActionDialog|AnchoredPopover|ConfirmManyDialog|Dialog|ExportFrame|Popover|ResponsivePopover|Menu|dialog)\b/.test(
        readFileSync(`${PAGES}/${file}`, 'utf8'),
      ),
    )
    const shared = [...SHARED, SESSION_ENDED]
    const tested = VIEWS.flatMap(({ dialogs = [] }) => dialogs.map(({ source }) => source))
    expect(sources.filter((file) => !shared.includes(file)).sort()).toEqual(
      [...new Set(tested)].sort(),
    )
  })

  for (const { locale, t, scheme, width, unit } of LOOKS) {
    it(`reads and operates every view and dialog, ${scheme}, ${width} px, ${locale}`, async () => {
      const look = { width, scheme, locale, byForm: true }
      const { page, context, foreign, errors } = await stage.bed.monitor.open('/monitor/', look)
      for (const { address, dialogs = [] } of VIEWS) {
        const at = address(stage)
        await goTo(page, at)
        expect([at, await faultsOf(page)]).toEqual([at, []])
        // A view that counts deliveries says what a delivery is.
        const text = await page.evaluate<string>(TEXT)
        if (unit.test(text)) expect(text).toContain(t.common.term.delivery)
        for (const dialog of dialogs) await operate(page, at, dialog, t)
      }
      expect(foreign).toEqual([])
      // Before the login the page asks for the session and gets 401.
      expect(errors.filter((error) => !error.includes('401'))).toEqual([])
      await context.close()
    })
  }

  it('may go on after the session has ended', async () => {
    const { page } = stage.bed.operator
    await stage.bed.db.query('delete from session')
    await goTo(page, 'history')
    const dialog = page.getByRole('dialog', { name: en.errors.session.ended })
    await dialog.waitFor()
    await settledOrTimeout(() => isFocusIn(page, 'dialog.session-ended'), 'the focus in the dialog')
    expect(await axeFindings(page, 'dialog.session-ended')).toEqual([])
  })
})

/** Opens a view as a link does, without loading the document again. */
async function goTo(page: Page, address: string): Promise<void> {
  await page.locator('#content').waitFor()
  await page.evaluate(`
    history.pushState(null, '', '/monitor/${address}')
    dispatchEvent(new PopStateEvent('popstate'))`)
  await page.locator('h1').first().waitFor()
  await settledOrTimeout(
    async () => (await page.locator('.skeleton').count()) === 0,
    `${address} to be loaded`,
  )
}

async function faultsOf(page: Page, root?: string): Promise<string[]> {
  // A table puts its columns below each other a moment after it is drawn.
  let cut: string[] = []
  await settledOrTimeout(async () => {
    cut = await cutOff(page)
    return cut.length === 0
  }, 'the table').catch(() => undefined)
  return [...cut, ...(await axeFindings(page, root))]
}

/** Opens and closes a dialog by keys alone; the focus goes in, stays in and returns. */
async function operate(page: Page, at: string, dialog: Dialog, t: Texts): Promise<void> {
  const place = `${at} > ${dialog.source}`
  const focusIsIn = (when: string) =>
    settledOrTimeout(() => isFocusIn(page, OPEN), `the focus to be in ${place} ${when}`)
  if (dialog.prepare !== undefined) {
    await dialog.prepare(page, t)
    expect([place, await faultsOf(page)]).toEqual([place, []])
  }
  const opener = dialog.opener(page, t)
  await opener.focus()
  const name = await focusedName(page)
  await page.keyboard.press('Enter')
  await page.locator(OPEN).waitFor()
  await focusIsIn('at first')
  await dialog.inside?.(page, t)
  await focusIsIn('after its steps')
  for (const key of ['Shift+Tab', 'Tab', 'Tab']) {
    await page.keyboard.press(key)
    await focusIsIn(`after ${key}`)
  }
  expect([place, await faultsOf(page, OPEN)]).toEqual([place, []])
  await page.keyboard.press('Escape')
  await page.locator(OPEN).waitFor({ state: 'detached' })
  await settledOrTimeout(
    async () => (await focusedName(page)) === name,
    `the focus to return from ${place} to ${name}`,
  )
}
