import { units } from './units.ts'

export const exports = {
  contains: (count: string | null) =>
    count === null
      ? 'The file contains all messages that match.'
      : `The file contains all messages that match: ${count}.`,
  columns: (columns: string) => `Columns: ${columns}, message id.`,
  zone: (zone: string) => `Times are in your time zone, ${zone}. The file names it.`,
  people: 'With the ids of the employees. The service records whose.',
  noPeople: 'You need the role Reveal to export the ids of employees.',
  running: (rows: number) => `${units.rows(rows)} so far`,
  done: (rows: number) => `Done: ${units.rows(rows)}`,
  stopped: 'Stopped. No file was saved.',
  incomplete: 'The export broke off. No file was saved.',
}
