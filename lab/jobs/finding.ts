import { hire, TO_COME } from './company.ts'
import { button, dialogOf } from './hand.ts'
import { expectEqual, type Job } from './job.ts'
import { linesOf, saveFile } from './save-file.ts'
import type { JobStage } from './stage.ts'

const LOOKED_AT = '40001'

const terminations: Job = {
  name: 'terminations',
  title: 'Find the terminations of the last 30 days that take effect in the future',
  before: 'impossible: no filter by the effective day',
  async run(_stage, hand) {
    const { page } = hand
    await hand.goTo('Messages')
    await hand.choose('Received', 'Last 30 days')
    await hand.choose('Event type', 'Termination')
    await hand.choose('Effective', 'In the future')
    await page.getByRole('heading', { name: `Messages (${TO_COME})` }).waitFor()
    await hand.photograph('found')
    return `${TO_COME} messages`
  },
}

const looks: Job = {
  name: 'looks',
  title: 'Prove who looked at whose data',
  before: 'in part: a list per employee, without filters and without a file',
  prepare: lookAtAPerson,
  async run(stage, hand, folder) {
    const { page } = hand
    await hand.search()
    await hand.type(LOOKED_AT)
    await hand.press('Enter')
    const section = page.locator('section', { hasText: 'Who looked at this person' })
    await section.getByRole('listitem').first().waitFor()
    await section.scrollIntoViewIfNeeded()
    await hand.photograph('person')
    await hand.click(section.getByRole('link', { name: 'All of them' }))
    await hand.click(button(page, 'Export'))
    const { text } = await saveFile(hand, button(dialogOf(page), 'Export'), folder)
    await dialogOf(page).getByText('Done: ').waitFor()
    await hand.photograph('exported')
    const [, ...lines] = linesOf(text)
    const { subject } = await stage.database.row<{ subject: string }>(
      `select subject_id::text as subject from action_subject join action on id = action_id
       where kind = 'reveal' order by action_id desc limit 1`,
    )
    expectEqual('lines that name the person', lines.length, 1)
    expectEqual('the person', lines[0]?.includes(`#${subject}`), true)
    return `1 look, with user, time and reference #${subject}, as a file`
  },
}

/** A script of a colleague reads the values of a message. */
async function lookAtAPerson(stage: JobStage): Promise<void> {
  const message = await stage.send(hire(LOOKED_AT))
  await fetch(`${stage.origin}/operations/v1/messages/${message}?reveal=true`, {
    headers: { authorization: `Bearer ${await stage.operatorToken()}` },
  })
}

const spreadsheet: Job = {
  name: 'spreadsheet',
  title: 'Take a list to Excel',
  before: 'in part: selected messages, at most 10,000, without employees',
  async run(stage, hand, folder) {
    const { page } = hand
    await hand.goTo('Messages')
    await hand.click(button(page, 'Export'))
    await hand.click(dialogOf(page).getByRole('checkbox'))
    const { text } = await saveFile(hand, button(dialogOf(page), 'Export'), folder)
    await dialogOf(page).getByText('Done: ').waitFor()
    await hand.photograph('exported')
    const { count } = await stage.database.row<{ count: number }>(
      'select count(*)::int as count from message where caller_id is not null',
    )
    const [head = '', ...lines] = linesOf(text)
    expectEqual('rows', lines.length, count)
    expectEqual('a column of employees', head.includes('"Employees"'), true)
    expectEqual('the zone', /^"Received \(.+\)"/.test(head), true)
    return `${lines.length} rows with the employees and the time zone`
  },
}

const HALF = 18

const half: Job = {
  name: 'half-an-id',
  title: 'Find a message by half an id',
  before: 'impossible: complete ids only',
  async run(stage, hand) {
    const { page } = hand
    const { id, external } = await stage.database.row<{ id: string; external: string }>(
      `select id, external_event_id as external from message where external_event_id is not null
       order by id limit 1`,
    )
    await hand.search()
    await hand.type(external.slice(0, HALF))
    await page.getByRole('option', { name: external }).waitFor()
    await hand.photograph('offered')
    await hand.press('ArrowDown')
    await hand.press('Enter')
    await page.waitForURL(`**/messages/${id}`)
    await page.getByText(external).first().waitFor()
    await hand.photograph('opened')
    return 'the message, by the first 18 of 36 characters'
  },
}

export const finding: readonly Job[] = [terminations, looks, spreadsheet, half]
