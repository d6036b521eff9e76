import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openedText } from '../support/opened.ts'
import { actWithComment, choose, dialogOf, openView } from '../support/page-steps.ts'

const journal = { on: '*', run: () => undefined }

describeInBrowser('an action on a handler', () => {
  let bed: MonitorBed
  let page: Page
  beforeAll(async () => {
    bed = await openMonitorBed({ journal })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())

  const handlerIs = (name: string, state: string) =>
    bed.found(1, 'select from handler where name = $1 and state = $2', name, state)
  const deliveriesOf = (handler: string) =>
    bed.rows(
      `select ${openedText('subject', 's', 'key')} as user, d.state from delivery d join subject s on s.id = d.subject_id
       join handler h on h.id = d.handler_id where h.name = $1 order by d.position`,
      handler,
    )

  it('holds it and lets it go on: what comes meanwhile waits in order', async () => {
    await openView(page, 'handlers/journal')
    await actWithComment(page, page.getByRole('button', { name: 'Hold' }), {
      confirm: 'Hold',
      comment: 'rebuilt',
    })
    await handlerIs('journal', 'held')
    await page
      .locator('h1')
      .getByText('Held')
      .or(page.getByText('An operator holds it'))
      .first()
      .waitFor()
    await bed.send('40001')
    await bed.send('40001')
    expect((await deliveriesOf('journal')).map(({ state }) => state)).toEqual([
      'waiting',
      'waiting',
    ])
    const hold = page.locator('section', { hasText: 'On hold' })
    await hold.getByText('operator', { exact: true }).waitFor()
    await hold.getByText('rebuilt').waitFor()
    await hold.getByText('2 deliveries').waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await dialogOf(page).getByRole('radio', { name: 'Run what waits (2 deliveries)' }).waitFor()
    await dialogOf(page).getByRole('textbox', { name: 'Reason' }).fill('done')
    await dialogOf(page).getByRole('button', { name: 'Resume' }).click()
    await handlerIs('journal', 'running')
    await bed.settled()
    await page.getByText('It handles events as they arrive.').waitFor()
    expect(
      await bed.rows(
        `select kind, person, ${openedText('action', 'action', 'comment')} as comment from action order by id`,
      ),
    ).toEqual([
      { kind: 'hold', person: 'operator', comment: 'rebuilt' },
      { kind: 'resume', person: 'operator', comment: 'done' },
    ])
  })

  it('holds all handlers at once, and skips what waited', async () => {
    await openView(page, 'handlers')
    await actWithComment(page, page.getByRole('button', { name: 'Hold all handlers' }), {
      confirm: 'Hold all handlers',
      comment: 'copied',
    })
    await handlerIs('journal', 'held')
    await bed.send('40009')
    await openView(page, 'handlers/journal')
    await page.getByRole('button', { name: 'Resume' }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('radio', { name: 'Skip what waits (1 delivery)' }).click()
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByText('This concerns 1 delivery.').waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('loaded by a file')
    await dialog.getByRole('button', { name: 'Skip what waits (1)' }).click()
    await handlerIs('journal', 'running')
    await dialog.getByText('1 cancelled').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    expect((await deliveriesOf('journal')).map(({ state }) => state)).toEqual([
      'completed',
      'completed',
      'cancelled',
    ])
  })

  it('hands past messages over: one preview counts, then the progress follows', async () => {
    await bed.send('40002')
    await bed.settled()
    const second = await bed.startInstance({ handlers: { journal, added: { ...journal } } })
    await openView(page, 'handlers/added')
    await page.getByRole('button', { name: 'Backfill' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText(/time zone, UTC/).waitFor()
    await choose(page, 'Received', 'Last hour')
    await dialog.getByRole('checkbox', { name: /Hire: 4 events$/ }).waitFor()
    const confirm = dialog.getByRole('button', { name: /^Backfill/ })
    await dialog.getByRole('button', { name: 'Backfill (4 events)' }).waitFor()
    await dialog.getByRole('checkbox', { name: /Hire/ }).click()
    await dialog.getByRole('button', { name: 'Backfill', exact: true, disabled: true }).waitFor()
    await dialog.getByRole('checkbox', { name: /Hire/ }).click()
    expect(await deliveriesOf('added')).toEqual([])
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('it is new')
    await dialog.getByRole('button', { name: 'Backfill (4 events)' }).click()
    await dialog.getByText('4 deliveries made from 4 messages: 4 completed').waitFor()
    await bed.settled()
    expect(await deliveriesOf('added')).toEqual([
      { user: '40001', state: 'completed' },
      { user: '40001', state: 'completed' },
      { user: '40009', state: 'completed' },
      { user: '40002', state: 'completed' },
    ])
    const [action] = await bed.rows(
      `select state, matched, done, ${openedText('action', 'action', 'comment')} as comment from action where kind = 'backfill'`,
    )
    expect(action).toEqual({ state: 'finished', matched: 4, done: 4, comment: 'it is new' })
    // Nothing is left, and the dialog says so before anybody confirms.
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    await page.getByRole('button', { name: 'Backfill' }).click()
    await dialog.getByText('There are none in this period.').waitFor()
    await confirm.waitFor({ state: 'detached' })
    await second.stop()
  })

  it('offers a backfill of messages that the preview did not reach', async () => {
    const preview = '**/operations/v1/handlers/journal/actions/preview-backfill'
    await page.route(preview, (route) => route.fulfill({ json: { types: [], atLeast: true } }))
    await openView(page, 'handlers/journal')
    await page.getByRole('button', { name: 'Backfill' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText(/none among the oldest 20,000 messages/).waitFor()
    await dialog.getByRole('button', { name: 'Backfill', exact: true, disabled: false }).waitFor()
    await page.unroute(preview)
  })

  it('leaves out events without a type as soon as types are chosen', async () => {
    const preview = '**/operations/v1/handlers/journal/actions/preview-backfill'
    const types = [
      { type: 'Hire', events: 3 },
      { type: 'Leave', events: 2 },
      { type: null, events: 1 },
    ]
    await page.route(preview, (route) => route.fulfill({ json: { types, atLeast: false } }))
    await openView(page, 'handlers/journal')
    await page.getByRole('button', { name: 'Backfill' }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: 'Backfill (6 events)' }).waitFor()
    await dialog.getByRole('checkbox', { name: /Leave/ }).click()
    await dialog.getByRole('button', { name: 'Backfill (3 events)' }).waitFor()
    await dialog.getByRole('checkbox', { name: /without a type/, checked: false }).waitFor()
    await page.unroute(preview)
  })
  it('resumes what was held at once, and says what stays on hold', async () => {
    const act = (path: string) => bed.operate(`/handlers/${path}`, { comment: 'x' })
    expect([await act('journal/actions/hold'), await act('actions/hold')]).toEqual([200, 200])
    await openView(page, 'handlers')
    const resumeAll = page.locator('#content').getByRole('button', { name: 'Resume all handlers' })
    await resumeAll.click()
    const dialog = dialogOf(page)
    await dialog.getByText('1 handler was put on hold by itself. It stays on hold.').waitFor()
    await dialog.getByText('added', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Resume all handlers' }).click()
    await resumeAll.waitFor({ state: 'detached' })
    await handlerIs('added', 'running')
    await handlerIs('journal', 'held')
  })
})
