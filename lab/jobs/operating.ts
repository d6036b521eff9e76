import { sendPaced } from '../bench/load/run-load.ts'
import { HIRE, hire } from './company.ts'
import { button, dialogOf } from './hand.ts'
import { expectEqual, type Job } from './job.ts'

const NEWCOMER = '50001'
const AFFECTED = ['60001', '60002', '60003']
const WAITING = 5
const PER_SECOND = 50
const SECONDS = 90
/** A count may need two minutes. */
const COUNTED_MS = 180_000

const deliveries = (handler: string, state: string) =>
  `from delivery d join handler h on h.id = d.handler_id where h.name = '${handler}' and d.state = '${state}'`

const hold: Job = {
  name: 'hold',
  title: 'Stop and resume a handler with care',
  before: 'in part: nobody saw who held it, why, and how much waited',
  async run(stage, hand) {
    const { page } = hand
    await hand.goTo('Handlers')
    await hand.click(page.getByRole('link', { name: 'payroll' }))
    await hand.click(button(page, 'Hold'))
    await hand.type('payroll is closed')
    await hand.click(button(dialogOf(page), 'Hold'))
    const note = page.locator('section', { hasText: 'On hold' })
    await note.getByText('payroll is closed').waitFor()
    for (let n = 0; n < WAITING; n++) await stage.send(hire(String(70_000 + n)))
    await note.getByText(`${WAITING} deliveries`).waitFor()
    await hand.photograph('held')
    await hand.click(button(page, 'Resume'))
    await dialogOf(page)
      .getByRole('radio', { name: `Run what waits (${WAITING} deliveries)` })
      .waitFor()
    await hand.photograph('asked')
    await hand.click(button(dialogOf(page), 'Resume'))
    await page.getByText(/^It (handles events as they arrive|runs, but)/).waitFor()
    await stage.until(`select count(*) = 0 as yes ${deliveries('payroll', 'waiting')}`)
    await hand.photograph('resumed')
    return `${WAITING} deliveries waited in order, and then ran`
  },
}

const newcomer: Job = {
  name: 'newcomer',
  title: 'Why has the new colleague no account?',
  before: 'possible; the missing value had to be named and added',
  prepare: async (stage) => {
    await stage.send({ type: HIRE, event: { userId: NEWCOMER } })
    await stage.until(`select count(*) = 1 as yes ${deliveries('directory', 'failed')}`)
  },
  async run(stage, hand) {
    const { page } = hand
    await hand.search()
    await hand.type(NEWCOMER)
    await hand.press('Enter')
    await page.getByText('expected a costCenter, the event has none').first().waitFor()
    await hand.photograph('cause')
    await hand.click(button(page, /^Edit and replay: directory/))
    await dialogOf(page).getByText('The error names a missing value: costCenter.').waitFor()
    await hand.type('4711')
    await hand.photograph('value')
    await hand.click(button(dialogOf(page), 'Edit and replay'))
    await stage.until(`select count(*) = 0 as yes ${deliveries('directory', 'failed')}`)
    await page.getByText('Nothing is parked').waitFor()
    await hand.photograph('repaired')
    expectEqual('an account', stage.target.accounts.has(NEWCOMER), true)
    return 'the cost center was missing; the account exists'
  },
}

const outage: Job = {
  name: 'outage',
  title: 'Replay after an outage',
  before: 'possible',
  prepare: async (stage) => {
    stage.target.setDown(true)
    for (const userId of AFFECTED) await stage.send(hire(userId))
    await stage.until(
      `select count(*) >= ${AFFECTED.length} as yes ${deliveries('directory', 'failed')}`,
    )
    stage.target.setDown(false)
  },
  async run(stage, hand) {
    const { page } = hand
    await hand.click(page.getByText('See the causes'))
    await button(page, /^Replay all 3 deliveries: directory/).waitFor()
    await hand.photograph('causes')
    await hand.click(button(page, /^Replay all 3 deliveries: directory/))
    await dialogOf(page).getByText('This concerns 3 deliveries.').waitFor()
    await hand.type('the directory is back')
    await hand.click(button(dialogOf(page), 'Replay (3)'))
    await dialogOf(page).getByText('3 started: 3 completed').waitFor()
    await hand.photograph('replayed')
    expectEqual(
      'accounts',
      AFFECTED.every((userId) => stage.target.accounts.has(userId)),
      true,
    )
    return '3 people replayed, 3 accounts exist'
  },
}

const refusal: Job = {
  name: 'refusal',
  title: 'Explain a 401',
  before: 'possible',
  prepare: async ({ origin }) => {
    const answer = await fetch(`${origin}/http/successfactors/events`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('sf:secret').toString('base64')}` },
    })
    expectEqual('status', answer.status, 401)
  },
  async run(_stage, hand) {
    const { page } = hand
    await hand.goTo('Refused')
    await page.getByText('The call came with a user name and password (Basic)').waitFor()
    await page.locator('.advice').getByText('Set the event connector to OAuth 2.0').waitFor()
    await hand.photograph('advice')
    return 'Basic instead of OAuth 2.0, and the settings to change'
  },
}

const backfill: Job = {
  name: 'backfill',
  title: 'Deploy a new handler and give it what it missed',
  before: 'possible; without presets and a preview by type',
  prepare: (stage) => stage.deploy('after'),
  async run(stage, hand) {
    const { page } = hand
    await hand.goTo('Handlers')
    await hand.click(page.getByRole('link', { name: 'badges' }))
    await hand.click(button(page, 'Backfill'))
    await hand.choose('Received', 'Last 30 days')
    await dialogOf(page).getByRole('checkbox').first().waitFor()
    await hand.photograph('preview')
    await hand.type('badges for all')
    await hand.click(button(dialogOf(page), /^Backfill \(/))
    await dialogOf(page)
      .getByText(/deliveries made from \d+ messages: \d+ completed/)
      .waitFor()
    await hand.photograph('done')
    const { count } = await stage.database.row<{ count: number }>(
      `select count(*)::int as count ${deliveries('badges', 'completed')}`,
    )
    expectEqual('more than 10 past hires', count > 10, true)
    return `${count} past hires delivered`
  },
}

const load: Job = {
  name: 'load',
  title: 'See how the service does under load',
  before: 'in part: one day by hour, no rate and no queue',
  async run(stage, hand) {
    const { page } = hand
    const url = `${stage.origin.replace('localhost', '127.0.0.1')}/http/successfactors/events`
    const { token } = stage.bench
    const sent = sendPaced({
      url,
      token,
      perSecond: PER_SECOND,
      seconds: SECONDS,
      firstSequence: 1,
    })
    await hand.click(page.locator('ui5-segmented-button-item').filter({ hasText: /^1 h$/ }))
    const trend = (title: string) =>
      page.locator('.trend').filter({ has: page.getByRole('heading', { name: title }) })
    // A chart shows what was counted: a minute or two after it came.
    const rate = trend('Messages received').getByText(/^([\d,]{3,}|[\d.]+K) per minute$/)
    await rate.waitFor({ timeout: COUNTED_MS })
    await trend('Waiting deliveries')
      .getByText(/^at most/)
      .waitFor()
    await trend('From receipt to completion')
      .getByText(/95% within/)
      .waitFor()
    const seen = await rate.textContent()
    await hand.photograph('overview')
    await hand.goTo('Handlers')
    await page.getByRole('link', { name: 'directory' }).waitFor()
    await hand.photograph('handlers')
    await hand.click(page.getByRole('link', { name: 'directory' }))
    await page.getByText(/95%/).first().waitFor()
    await hand.photograph('handler')
    await sent
    await stage.until('select count(*) = 0 as yes from lane where waiting > 0')
    return `${seen}, the queue, failures and p95, also per handler`
  },
}

export const operating: readonly Job[] = [hold, newcomer, outage, refusal, backfill, load]
