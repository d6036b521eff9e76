import type { Texts } from '../en.ts'
import { units } from './units.ts'

export const exports: Texts['exports'] = {
  contains: (count) =>
    count === null
      ? 'Die Datei enthält alle passenden Nachrichten.'
      : `Die Datei enthält alle passenden Nachrichten: ${count}.`,
  columns: (columns) => `Spalten: ${columns}, Nachrichten-ID.`,
  zone: (zone) => `Die Zeiten sind in Ihrer Zeitzone, ${zone}. Die Datei nennt sie.`,
  people: 'Mit den IDs der Mitarbeiter. Der Dienst protokolliert, wessen.',
  noPeople: 'Für die IDs der Mitarbeiter brauchen Sie die Rolle Reveal.',
  running: (rows) => `Bisher ${units.rows(rows)}`,
  done: (rows) => `Fertig: ${units.rows(rows)}`,
  stopped: 'Angehalten. Es wurde keine Datei gesichert.',
  incomplete: 'Der Export brach ab. Es wurde keine Datei gesichert.',
}
