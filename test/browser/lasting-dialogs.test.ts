import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

describeInBrowser('a dialog while the list below it changes', () => {
  let bed: MonitorBed
  let page: Page
  let closed = true

  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: '*',
        run: () => {
          if (closed) reject('the wrong door')
        },
      },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    for (const table of ['action', 'lane', 'delivery']) await bed.db.query(`delete from ${table}`)
    closed = true
  })

  const parked = (count: number) => bed.found(count, `select from lane where status = 'parked'`)

  it('stays with its input if another user was faster', async () => {
    const message = await bed.send('51001')
    await parked(1)
    const [subject] = await bed.rows('select subject_id as id from lane')
    await openView(page, `employees/${subject?.id}`)
    await page.getByRole('button', { name: /^Replay:/ }).click()
    const reason = dialogOf(page).getByRole('textbox', { name: 'Reason' })
    await reason.fill('the door is open')
    closed = false
    expect(await bed.operate(`/deliveries/${message}/0/directory/0/actions/replay`)).toBe(200)
    await page.getByRole('button', { name: /^Replay:/ }).waitFor({ state: 'detached' })
    expect(await reason.inputValue()).toBe('the door is open')
    await dialogOf(page).getByRole('button', { name: 'Replay' }).click()
    await dialogOf(page).getByText('Code: not_failed').waitFor()
  })

  it('does not edit an event that another user has edited meanwhile', async () => {
    const message = await bed.send('51002')
    await parked(1)
    await openView(page, `messages/${message}`)
    await page.getByRole('button', { name: /^Edit and replay:/ }).click()
    const type = dialogOf(page).getByRole('textbox', { name: 'Event type' })
    await type.fill('test.Mine')
    await type.press('Tab')
    const path = `/deliveries/${message}/0/directory/0/actions/edit`
    expect(await bed.operate(path, { event: { type: 'test.Theirs' } })).toBe(200)
    await bed.found(1, `select from delivery where state = 'failed' and edit = 1`)
    await dialogOf(page).getByRole('button', { name: 'Edit and replay' }).click()
    await dialogOf(page).getByText('Code: edited_meanwhile').waitFor()
  })

  it('does not replay from a list what another user has edited meanwhile', async () => {
    const message = await bed.send('51004')
    await parked(1)
    await openView(page, 'parked')
    await page.getByRole('button', { name: 'Show the person' }).click()
    await page.getByRole('button', { name: 'Replay: directory, 51004', exact: true }).click()
    const confirm = dialogOf(page).getByRole('button', { name: 'Replay' })
    await confirm.waitFor()
    const path = `/deliveries/${message}/0/directory/0/actions/edit`
    expect(await bed.operate(path, { event: { type: 'test.Theirs' } })).toBe(200)
    await bed.found(1, `select from delivery where state = 'failed' and edit = 1`)
    await confirm.click()
    await dialogOf(page).getByText('Code: edited_meanwhile').waitFor()
    await page.locator('#content').getByText('with an edited event').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()
  })

  it('does not run again a delivery that another user has run again meanwhile', async () => {
    closed = false
    const message = await bed.send('51003')
    const completed = `select from delivery where message_id = '${message}' and state = 'completed'`
    await bed.found(1, completed)
    await openView(page, `messages/${message}`)
    // The page shows the new run although it does not follow the changes.
    await page.getByRole('button', { name: /Pause live updates/ }).click()
    await page.getByRole('button', { name: /^Run again:/ }).click()
    const confirm = dialogOf(page).getByRole('button', { name: 'Run again' })
    await confirm.waitFor()
    expect(await bed.operate(`/deliveries/${message}/0/directory/0/actions/rerun`)).toBe(200)
    await bed.found(2, completed)
    await confirm.click()
    await dialogOf(page).getByText('Code: rerun_meanwhile').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Run 2').first().waitFor()
    expect(await bed.rows(completed)).toHaveLength(2)
    await page.getByRole('button', { name: /Resume live updates/ }).click()
  })

  it('does not end a hold that another user has begun meanwhile', async () => {
    const act = (kind: string) => bed.operate(`/handlers/directory/actions/${kind}`)
    expect(await act('hold')).toBe(200)
    await openView(page, 'handlers/directory')
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    const resume = dialogOf(page).getByRole('button', { name: 'Resume' })
    await resume.waitFor()
    expect([await act('resume'), await act('hold')]).toEqual([200, 200])
    await resume.click()
    await dialogOf(page).getByText('Code: held_again').waitFor()
    expect(await act('resume')).toBe(200)
  })

  it('tells the result on the page when it is closed before the service answers', async () => {
    for (const user of ['51011', '51012']) await bed.send(user)
    await parked(2)
    closed = false
    await openView(page, 'parked')
    await page.getByRole('button', { name: /^Replay all 2 deliveries:/ }).click()
    const confirm = dialogOf(page).getByRole('button', { name: 'Replay (2)' })
    await confirm.waitFor()
    const held = Promise.withResolvers<void>()
    const url = '**/operations/v1/deliveries/actions/replay'
    await page.route(url, async (route) => {
      await held.promise
      await route.continue()
    })
    await confirm.click()
    await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()
    await dialogOf(page).waitFor({ state: 'detached' })
    held.resolve()
    await page.locator('#content').getByText('2 started: 2 completed').waitFor()
    await page.unroute(url)
  })

  it('keeps the card of its row while the row is not parked for a moment', async () => {
    await bed.send('51021')
    await parked(1)
    await openView(page, 'parked')
    await page.getByRole('button', { name: 'Show the person' }).click()
    await page.getByRole('button', { name: 'Replay: directory, 51021', exact: true }).click()
    const confirm = dialogOf(page).getByRole('button', { name: 'Replay' })
    await confirm.waitFor()
    const nobody = { groups: [], people: 0, records: 0, complete: true }
    const url = /\/operations\/v1\/parked/
    await page.route(url, (route) => route.fulfill({ json: nobody }))
    // Another lane changes: the page asks again.
    const asked = page.waitForResponse(url)
    await bed.send('51022')
    await asked
    await page.unrouteAll({ behavior: 'wait' })
    await confirm.click()
    const row = page.getByRole('row').filter({ hasText: '51021' })
    await row.getByText('Failed again').waitFor()
  })

  it('leaves its card open if the replay fails again before the list is up to date', async () => {
    await bed.send('51031')
    await parked(1)
    await openView(page, 'parked')
    await page.getByRole('button', { name: 'Show the person' }).click()
    await page.getByRole('button', { name: 'Replay: directory, 51031', exact: true }).click()
    const confirm = dialogOf(page).getByRole('button', { name: 'Replay' })
    await confirm.waitFor()
    // The first answer is from the time of the attempt; the next one comes late.
    const late = Promise.withResolvers<void>()
    let asked = 0
    await page.route(/\/operations\/v1\/parked/, async (route) => {
      asked += 1
      if (asked === 1) {
        return route.fulfill({ json: { groups: [], people: 0, records: 0, complete: true } })
      }
      await late.promise
      await route.continue()
    })
    await confirm.click()
    await page.mouse.move(0, 0)
    await page.getByText('1 started: 1 failed again').first().waitFor()
    await page.getByText('Nobody waits here any more.').waitFor()
    late.resolve()
    const row = page.getByRole('row').filter({ hasText: '51031' })
    await row.getByText('Failed again').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
  })
})
