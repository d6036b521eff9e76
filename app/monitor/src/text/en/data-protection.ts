import { units } from './units.ts'

const { deliveries, messages } = units
const rows = (count: number, one: string, many: string) =>
  count === 0 ? '' : `${count} ${count === 1 ? one : many}`

export const dataProtection = {
  title: 'Data protection',
  hint: 'Erases everything that is readable about this person, here and in backups.',
  forget: 'Forget this person',
  means:
    'The key of this person is destroyed. Nothing stored about the person can be read any more, also in history. This cannot be undone.',
  counting: 'Collecting what is stored…',
  goes: 'Becomes unreadable',
  rows: (count: { messages: number; events: number; attempts: number; editedForms: number }) =>
    [
      messages(count.messages),
      rows(count.events, 'event', 'events'),
      rows(count.attempts, 'attempt', 'attempts'),
      rows(count.editedForms, 'edited event', 'edited events'),
    ]
      .filter(Boolean)
      .join(', '),
  waits: 'Will not run',
  waitsText: (count: number) =>
    count === 0 ? 'Nothing waits.' : `${deliveries(count)} will be cancelled.`,
  runs: 'Runs now',
  runsText: (count: number) =>
    count === 0 ? 'Nothing runs.' : `${deliveries(count)} will end first.`,
  told: 'Handlers that are told',
  toldNone: 'No handler erases the person at its target. Do this by hand.',
  backups: 'Backups',
  backupsDark: (date: string) => `They hold encrypted data without a key until ${date}.`,
  backupsReadable: (date: string) =>
    `The keys are in the same database: a restore brings the person back until ${date}. The service then forgets the person again before it opens.`,
  shared: (count: number) =>
    `${messages(count)} also ${count === 1 ? 'brings' : 'bring'} events of others. Their events still run; the raw body is lost.`,
  reasonStays: 'The reason stays readable after the erasure: do not name the person.',
  confirm: 'Forget for good',
  runningNow: 'The person is being forgotten. A running delivery ends first.',
  forgotten: (date: string) =>
    `This person was forgotten on ${date}. Nothing readable is left. Ids, times and results stay.`,
  blocked: (date: string) => `The data was blocked on ${date}: only people who may forget see it.`,
  report: 'Save the signed report',
  toAction: 'Show in the history',
  holdTitle: 'Legal hold',
  hold: 'Place a legal hold',
  holdMeans: 'The person cannot be forgotten until somebody lifts the hold.',
  held: (reason: string) => `This person must not be forgotten: ${reason}`,
  lift: 'Lift the legal hold',
  liftMeans: 'The person can be forgotten again.',
  person: (id: string) => `Forgotten person #${id}`,
  blockedPerson: (id: string) => `Blocked person #${id}`,
  message: {
    title: 'Forgotten person',
    erased: 'The content of this message belonged to a forgotten person and can no longer be read.',
    blocked:
      'The content of this message belongs to a blocked person. Only people who may forget see it.',
    arrived:
      'The message arrived after the person was forgotten. The service recorded it without readable data, and no handler got it.',
  },
}
