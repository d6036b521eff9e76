import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { defineHandler, reject } from '../../lib/handler.ts'
import { ensurePageIsBuilt } from '../support/built-page.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  chromiumPath,
  type MonitorBrowser,
  type OpenPage,
  openMonitorBrowser,
} from '../support/monitor-browser.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let isDown = true
let bed: TestBed
let instance: TestInstance
let monitor: MonitorBrowser
let operator: OpenPage
let failedMessage: string

;(chromiumPath === null ? describe.skip : describe)('the monitor in a browser', () => {
  beforeAll(async () => {
    ensurePageIsBuilt()
    bed = await createTestBed()
    instance = await bed.startInstance({
      handlers: {
        journal: defineHandler({ on: '*', run: async (_event, { log }) => log.info('written') }),
        directory: defineHandler({
          on: '*',
          run: async (event) => {
            if (isDown && event.key('userId') === '4711') reject('the directory is down')
          },
        }),
      },
    })
    const token = await bed.token()
    for (const user of ['10001', '10002']) await sendEvents(instance, token, [user])
    failedMessage = await sendEvents(instance, token, ['4711'])
    await sendEvents(instance, token, ['4711'])
    await fetch(`${instance.url}/http/successfactors/events`, {
      method: 'POST',
      headers: { authorization: 'Bearer a.b.c' },
    })
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select from lane where status = 'parked'`)
      return rows.length === 1
    }, 'a parked lane')
    monitor = await openMonitorBrowser(bed, instance)
    operator = await monitor.open()
  }, 120_000)
  afterAll(async () => {
    await monitor?.close()
    await bed?.stop()
  })

  const open = async (page: Page, path: string) => {
    await page.goto(new URL(`/monitor/${path}`, page.url()).href)
    await page.locator('h1').first().waitFor()
  }
  const addresses = () => [
    '',
    'messages',
    `messages/${failedMessage}`,
    'employees',
    'parked',
    'handlers',
    'handlers/directory',
    'refused',
    'connect',
  ]

  it('opens every view: light and dark, phone and wide; nothing comes from elsewhere and nothing fails', async () => {
    for (const look of [{ width: 1440 }, { width: 390, scheme: 'dark' as const, locale: 'de' }]) {
      const { page, context, foreign, errors } = await monitor.open('/monitor/', look)
      for (const address of addresses()) {
        await page.goto(new URL(`/monitor/${address}`, page.url()).href)
        await page.locator('h1').first().waitFor()
      }
      expect(foreign).toEqual([])
      // Before the login the page asks who is there, and is told that nobody is.
      expect(errors.filter((error) => !error.includes('401'))).toEqual([])
      await context.close()
    }
  }, 60_000)

  it('has nothing that keeps people out, in any view', async () => {
    const { page } = operator
    for (const address of addresses()) {
      await page.goto(new URL(`/monitor/${address}`, page.url()).href)
      await page.locator('h1').first().waitFor()
      await page.evaluate(AXE)
      const serious = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; impact: string; nodes: { html: string }[] }[]
            }>
          }
        }
        const { violations } = await axe.run()
        return violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
      })
      expect([address, serious]).toEqual([address, []])
    }
  }, 60_000)

  it('shows no name and no key of a person in an address', async () => {
    const { page } = operator
    await open(page, 'messages')
    await page.getByText('4711').first().click()
    await page.waitForURL(/employees\/\d+$/)
    await page.getByText('4711').first().waitFor()
    expect(page.url()).not.toContain('4711')
  }, 30_000)

  it('lets a new user find what failed, see why, repeat it and see it done', async () => {
    const { page } = operator
    await open(page, '')
    await page.getByText('See the causes').click()
    await page.getByText('the directory is down').waitFor()
    isDown = false
    await page
      .getByRole('button', { name: /^Replay/ })
      .first()
      .click()
    const dialog = page.locator('ui5-dialog[open]')
    await dialog.getByRole('textbox').first().fill('the directory is back')
    await dialog.getByRole('button', { name: /^Replay/ }).click()
    await settledOrTimeout(async () => {
      const deliveries = await readDeliveries(bed.db, 'directory')
      return deliveries.every(({ state }) => state === 'completed')
    }, 'both events of the employee to be done, in order')
    await open(page, `messages/${failedMessage}`)
    await page.getByText('Completed').first().waitFor()
    const { rows } = await bed.db.query(`select person, reason from action where kind = 'replay'`)
    expect(rows).toEqual([{ person: 'operator', reason: 'the directory is back' }])
  }, 60_000)

  it('holds and resumes a handler', async () => {
    const { page } = operator
    const stateOf = async () =>
      (await bed.db.query(`select state from handler where name = 'journal'`)).rows[0].state
    await open(page, 'handlers/journal')
    for (const [button, state] of [
      ['Hold', 'held'],
      ['Resume', 'running'],
    ] as const) {
      await page.getByRole('button', { name: button }).first().click()
      const dialog = page.locator('ui5-dialog[open]')
      const reason = dialog.getByRole('textbox')
      if ((await reason.count()) > 0) await reason.first().fill('rebuilt')
      await dialog.getByRole('button', { name: button }).click()
      await settledOrTimeout(async () => (await stateOf()) === state, `the handler to be ${state}`)
    }
  }, 30_000)

  it('shows a new message without being asked', async () => {
    const { page } = operator
    await open(page, 'messages')
    await sendEvents(instance, await bed.token(), ['20007'])
    const announced = page.getByText(/\bnew\b/i).or(page.getByText('20007'))
    await announced.first().waitFor()
  }, 30_000)

  it('logs out here and at the issuer', async () => {
    const { page, context } = await monitor.open()
    const origin = new URL(page.url()).origin
    await page.locator('ui5-avatar').click({ timeout: 5_000 })
    await page.getByText('Sign out').first().click({ timeout: 5_000 })
    await page.getByRole('button', { name: 'Log out here as well' }).click({ timeout: 5_000 })
    await page.waitForURL(`${origin}/**`)
    await page.waitForURL(/\/login\//)
    await context.close()
  }, 30_000)
})
