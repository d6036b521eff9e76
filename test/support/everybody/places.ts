import type { Locator, Page } from 'playwright-core'
import type { Texts } from '../../../app/monitor/src/text/en.ts'
import type { EverybodyStage } from './stage.ts'

/** A view of the monitor. */
export interface View {
  /** as in `app/monitor/src/pages/pages.tsx` */
  readonly route: string
  readonly address: (stage: EverybodyStage) => string
  readonly dialogs?: readonly Dialog[]
}

/** A dialog or popover of a view. */
export interface Dialog {
  /** its file below `app/monitor/src` */
  readonly source: string
  /** the button that opens it, after `prepare` */
  readonly opener: (page: Page, t: Texts) => Locator
  readonly prepare?: (page: Page, t: Texts) => Promise<unknown>
  /** what a user does in it before it shows all that it has */
  readonly inside?: (page: Page, t: Texts) => Promise<unknown>
}

const button = (name: (t: Texts) => string | RegExp) => (page: Page, t: Texts) =>
  page.getByRole('button', { name: name(t), exact: true }).first()
const startsWith = (text: string) => new RegExp(`^${text}`)

/** Confirms an export, whose button then disappears. */
const save = async (page: Page, t: Texts) => {
  const dialog = page.locator('ui5-dialog[open]')
  await dialog.getByRole('button', { name: t.messages.export, exact: true }).click()
  await dialog.getByText(t.exports.done(1).split(':')[0] as string).waitFor()
}

const ONE = 'actions/one-action-dialog.tsx'
const MANY = 'actions/many-action-dialog.tsx'

export const VIEWS: readonly View[] = [
  {
    route: '',
    address: () => '',
    dialogs: [
      {
        source: 'frame/user-popover.tsx',
        opener: (page, t) => page.getByRole('button', { name: startsWith(t.frame.user) }),
      },
    ],
  },
  {
    route: 'messages',
    address: () => 'messages?status=FAILED',
    dialogs: [
      {
        source: 'pages/messages/views/views.tsx',
        opener: button((t) => t.messages.views.title),
        inside: (page, t) => page.getByRole('button', { name: t.messages.views.save }).click(),
      },
      { source: 'pages/messages/column-choice.tsx', opener: button((t) => t.messages.columns) },
      {
        source: 'pages/messages/export/export-dialog.tsx',
        opener: button((t) => t.messages.export),
        inside: save,
      },
      {
        source: MANY,
        opener: button((t) => t.actions.name.replay),
        prepare: (page) => page.locator('ui5-table-row').first().getByRole('checkbox').click(),
      },
    ],
  },
  {
    route: 'messages/:id',
    address: ({ failed }) => `messages/${failed}`,
    dialogs: [
      { source: ONE, opener: button((t) => startsWith(`${t.actions.name.skip}: directory`)) },
      {
        source: 'actions/edit/edit-dialog.tsx',
        opener: button((t) => startsWith(`${t.actions.name.edit}: directory`)),
        inside: (page, t) =>
          page.locator('legend').getByText(t.edit.keys, { exact: true }).waitFor(),
      },
    ],
  },
  {
    route: 'messages/:id',
    address: ({ undecodable }) => `messages/${undecodable}`,
    dialogs: [
      {
        source: 'pages/message/repair/repair-dialog.tsx',
        opener: button((t) => t.repair.name),
        inside: async (page, t) => {
          await page.getByRole('textbox', { name: t.repair.type, exact: true }).fill('test.Type')
          await page.getByRole('button', { name: t.repair.preview }).click()
          await page.getByText(t.repair.unreadable).waitFor()
        },
      },
    ],
  },
  { route: 'messages/:id', address: ({ discarded }) => `messages/${discarded}` },
  { route: 'employees', address: () => 'employees' },
  {
    route: 'employees/:id',
    address: ({ employee }) => `employees/${employee}`,
    dialogs: [
      {
        source: 'actions/forget-dialog.tsx',
        opener: button((t) => t.dataProtection.forget),
        inside: (page, t) => page.getByText(t.dataProtection.backups, { exact: true }).waitFor(),
      },
      { source: 'pages/employee/hold-dialog.tsx', opener: button((t) => t.dataProtection.hold) },
      { source: ONE, opener: button((t) => startsWith(`${t.actions.name.release}: calendar`)) },
    ],
  },
  {
    route: 'parked',
    address: () => 'parked',
    dialogs: [
      {
        source: MANY,
        opener: button((t) => startsWith(`${t.parked.replayAll(1)}: directory`)),
        prepare: (page, t) => page.getByRole('button', { name: t.parked.show(1, 0) }).click(),
      },
    ],
  },
  {
    route: 'handlers',
    address: () => 'handlers',
    dialogs: [{ source: ONE, opener: button((t) => t.actions.name['hold-all']) }],
  },
  {
    route: 'handlers/:name',
    address: () => 'handlers/journal',
    dialogs: [
      {
        source: 'pages/handler/resume-dialog.tsx',
        opener: button((t) => t.actions.name.resume),
        inside: async (page, t) => {
          await page.getByRole('radio').last().click()
          await page.getByRole('button', { name: t.handler.resume.next, exact: true }).click()
          await page.getByText(t.actions.concerns(3, false)).waitFor()
        },
      },
      {
        source: 'pages/handler/backfill-dialog.tsx',
        opener: button((t) => t.actions.name.backfill),
        inside: async (page, t) => {
          await page.getByText(t.handler.backfillHint).waitFor()
          await page.locator('.action-count').filter({ hasNotText: t.actions.counting }).waitFor()
        },
      },
    ],
  },
  { route: 'refused', address: () => 'refused' },
  { route: 'connect', address: () => 'connect' },
  {
    route: 'history',
    address: () => 'history',
    dialogs: [
      {
        source: 'pages/history/history-export.tsx',
        opener: button((t) => t.messages.export),
        inside: save,
      },
    ],
  },
  { route: 'history', address: ({ employee }) => `history?subject=${employee}&kind=reveal` },
  { route: 'history/:ids', address: ({ action }) => `history/${action}` },
  { route: 'found', address: () => 'found' },
  { route: '*', address: () => 'nowhere' },
]
