import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openedText } from '../support/opened.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

describeInBrowser('an action for many', () => {
  let bed: MonitorBed
  let page: Page
  let problem: string | null = null

  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: '*',
        run: () => {
          if (problem !== null) reject(problem)
        },
      },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    for (const table of ['action', 'lane', 'delivery']) await bed.db.query(`delete from ${table}`)
  })

  const parked = (count: number) => bed.found(count, `select from lane where status = 'parked'`)
  const done = (count: number, ...messages: string[]) =>
    bed.found(
      count,
      `select from delivery where message_id = any($1) and state = 'completed'`,
      messages,
    )
  const actions = () =>
    bed.rows(
      `select kind, state, matched, done, refused, ${openedText('action', 'action', 'comment')} as comment from action order by id`,
    )

  /** Messages whose lanes are parked for one cause. */
  async function park(cause: string, ...users: string[]): Promise<string[]> {
    problem = cause
    const messages = []
    for (const user of users) messages.push(await bed.send(user))
    await parked(users.length)
    problem = null
    return messages
  }

  it('replays a group: the count first, then the progress, the result in its place', async () => {
    const messages = await park('no directory 17', '50001', '50002', '50003')
    await openView(page, 'parked')
    await page.getByRole('button', { name: /^Replay all 3 deliveries:/ }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('This concerns 3 deliveries.').waitFor()
    expect(await actions()).toEqual([])
    await done(0, ...messages)
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('it is back')
    await dialog.getByRole('button', { name: 'Replay (3)' }).click()
    await dialog.getByText('3 started: 3 completed').waitFor()
    await done(3, ...messages)
    expect(await actions()).toEqual([
      { kind: 'replay', state: 'finished', matched: 3, done: 3, refused: 0, comment: 'it is back' },
    ])
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.locator('#content').getByText('3 started: 3 completed').waitFor()
    await page.getByRole('button', { name: /^Replay all/ }).waitFor({ state: 'detached' })
  })

  it('skips a group only with a reason', async () => {
    const messages = await park('nobody of that name', '50011', '50012')
    await openView(page, 'parked')
    await page.getByRole('button', { name: /^Skip all 2 deliveries:/ }).click()
    const dialog = dialogOf(page)
    const confirm = dialog.getByRole('button', { name: 'Skip (2)' })
    await confirm.waitFor()
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('left long ago')
    await confirm.click()
    await dialog.getByText('2 skipped').waitFor()
    expect(
      await bed.rows(
        `select state, ${openedText('delivery', 'delivery', 'comment')} as comment from delivery where message_id = any($1)`,
        messages,
      ),
    ).toEqual(messages.map(() => ({ state: 'skipped', comment: 'left long ago' })))
  })

  it('replays all that is parked, whatever the cause', async () => {
    const one = await park('the wrong door', '50041')
    problem = 'the other door'
    const other = await bed.send('50042')
    await parked(2)
    problem = null
    await openView(page, 'parked')
    // Exact: the first answer can be a second old, and its card has a name that begins alike.
    await page.getByRole('button', { name: 'Replay all 2 deliveries', exact: true }).click()
    await dialogOf(page).getByRole('button', { name: 'Replay (2)' }).click()
    await dialogOf(page).getByText('2 started: 2 completed').waitFor()
    await done(2, ...one, other)
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    await page.locator('#content').getByText('2 started: 2 completed').waitFor()
    expect(await actions()).toEqual([expect.objectContaining({ kind: 'replay', done: 2 })])
  })

  /** Answers for actions under way in the place of the service, until it is told to let them pass. */
  async function pretend({
    outcomes,
    ...action
  }: Record<string, unknown>): Promise<() => Promise<void>> {
    const url = /\/operations\/v1\/actions\/[^/]+$/
    await page.route(url, async (route) => {
      const response = await route.fetch()
      const json = await response.json()
      const changed = { ...json.outcomes, ...(outcomes as object | undefined) }
      await route.fulfill({ response, json: { ...json, ...action, outcomes: changed } })
    })
    return () => page.unrouteAll({ behavior: 'wait' })
  }

  it('shows on the card how far a group is, also when the dialog is closed', async () => {
    await park('no directory 18', '50051', '50052', '50053')
    await openView(page, 'parked')
    const pass = await pretend({ state: 'running', done: 1, finishedAt: null })
    await page.getByRole('button', { name: /^Replay all 3 deliveries:/ }).click()
    await dialogOf(page).getByRole('button', { name: 'Replay (3)' }).click()
    await dialogOf(page).getByText('1 of 3 started').waitFor()
    await dialogOf(page).getByRole('button', { name: 'Close' }).click()
    await page.locator('#content').getByText('1 of 3 started').waitFor()
    await pass()
    await page.locator('#content').getByText('3 started: 3 completed').waitFor()
  })

  it('does not call done what did not work', async () => {
    await park('no directory 19', '50061', '50062')
    await openView(page, 'parked')
    const pass = await pretend({
      state: 'failed',
      done: 0,
      refused: 1,
      errorCode: 'internal',
      outcomes: { counted: 0, completed: 0, running: 0, waiting: 0 },
    })
    await page.getByRole('button', { name: /^Replay all 2 deliveries:/ }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: 'Replay (2)' }).click()
    await dialog.getByText('The action failed: 0 of 2 started').waitFor()
    const bar = dialog.getByRole('progressbar')
    expect(await bar.getAttribute('aria-valuenow')).toBe('0')
    expect(await dialog.locator('ui5-progress-indicator').getAttribute('value-state')).toBe(
      'Negative',
    )
    await dialog.getByText('Code: internal').waitFor()
    await pass()
  })

  it('tells that nothing was begun where the request fails, and begins when it is asked again', async () => {
    const messages = await park('closed today', '50071', '50072')
    await openView(page, 'messages?status=FAILED')
    for (const user of ['50071', '50072']) {
      await page.getByRole('row').filter({ hasText: user }).getByRole('checkbox').click()
    }
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('This concerns 2 deliveries.').waitFor()
    const url = '**/operations/v1/deliveries/actions/replay'
    await page.route(url, (route) =>
      route.fulfill({ status: 503, json: { error: { code: 'database_unavailable' } } }),
    )
    await dialog.getByRole('button', { name: 'Replay (2)' }).click()
    await dialog.getByText('Code: database_unavailable').waitFor()
    expect(await actions()).toEqual([])
    await page.unroute(url)
    await dialog.getByRole('button', { name: 'Replay (2)' }).click()
    await dialog.getByText('2 started: 2 completed').waitFor()
    await done(2, ...messages)
    expect((await actions()).map(({ matched }) => matched)).toEqual([2])
  })

  it('acts on one lane of a group, and shows the result in its row', async () => {
    const [first, second] = await park('the wrong door', '50021', '50022')
    await openView(page, 'parked')
    await page.getByRole('button', { name: 'Show the 2 people' }).click()
    const row = (user: string) => page.getByRole('row').filter({ hasText: user })
    const replay = async (user: string) => {
      await page.getByRole('button', { name: `Replay: directory, ${user}`, exact: true }).click()
      await dialogOf(page).getByRole('button', { name: 'Replay' }).click()
    }
    await replay('50021')
    await row('50021').getByText('Completed').waitFor()
    await done(1, first ?? '')
    await done(0, second ?? '')
    problem = 'the wrong door'
    await replay('50022')
    await row('50022').getByText('Failed again').waitFor()
    problem = null
    await replay('50022')
    await done(1, second ?? '')
    // Nobody waits in the card any more: it is gone, and what was done there is told above.
    await page
      .getByText('3 started: 2 completed, 1 failed, and replayed later', { exact: true })
      .waitFor()
    await page.getByText('the wrong door').waitFor({ state: 'hidden' })
  })

  it('replays the messages that were chosen, and no other', async () => {
    const messages = await park('closed today', '50031', '50032', '50033')
    await openView(page, 'messages?status=FAILED')
    for (const user of ['50031', '50033']) {
      await page.getByRole('row').filter({ hasText: user }).getByRole('checkbox').click()
    }
    await page.getByText('2 selected').waitFor()
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('This concerns 2 deliveries.').waitFor()
    await dialog.getByRole('button', { name: 'Replay (2)' }).click()
    await dialog.getByText('2 started: 2 completed').waitFor()
    await done(2, ...messages)
    await parked(1)
    expect((await actions()).map(({ matched }) => matched)).toEqual([2])
  })

  it('reports that another user was faster', async () => {
    const [message] = await park('nobody there', '50041')
    await openView(page, 'parked')
    const replay = page.getByRole('button', { name: /^Replay:/ })
    await replay.waitFor()
    // Otherwise the card goes as soon as the other one is done.
    await page.getByRole('button', { name: /Pause live updates/ }).click()
    const faster = await bed.operate(`/deliveries/${message}/0/directory/0/actions/replay`)
    expect(faster).toBe(200)
    await done(1, message ?? '')
    await replay.click()
    await dialogOf(page).getByText('Another user may have been faster.').waitFor()
    expect((await actions()).length).toBe(1)
  })
})
