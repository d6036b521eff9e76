import type { Texts } from '../en.ts'
import { units } from './units.ts'

export const history: Texts['history'] = {
  title: 'Verlauf',
  lead: 'Was jemand von Hand getan hat: wer, wann, warum und mit welchem Ergebnis. Auch Einblicke in personenbezogene Werte stehen hier.',
  column: {
    at: 'Wann',
    kind: 'Was',
    by: 'Wer',
    target: 'Womit',
    reason: 'Warum',
    result: 'Ergebnis',
  },
  state: {
    running: 'Läuft',
    stopping: 'Wird angehalten',
    finished: 'Erledigt',
    stopped: 'Angehalten',
    failed: 'Hat nicht geklappt',
  },
  counts: (done, matched) => `${done} von ${units.deliveries(matched)}`,
  messages: (done, matched) => `${done} von ${units.messages(matched)}`,
  made: (deliveries) => `${units.deliveries(deliveries)} angelegt`,
  selected: (count, text) =>
    count === 1 ? '1 ausgewählte Nachricht' : `${text} ausgewählte Nachrichten`,
  matching: (fields) =>
    fields === '' ? 'Alle Nachrichten' : `Alle passenden Nachrichten: ${fields}`,
  searched: 'Suche nach einem Wert oder Schlüssel',
  subject: (id) => `Person Nr. ${id}`,
  moreSubjects: (count) => (count === 1 ? 'und 1 weitere Person' : `und ${count} weitere Personen`),
  looksAt: (id) => `Wer hat Werte der Person Nr. ${id} angesehen?`,
  looksLead:
    'Einblicke in personenbezogene Werte und festgehaltene Suchen, die diese Person gefunden haben.',
  toEmployee: 'Zu dieser Person',
  all: 'Der ganze Verlauf',
  noLooks: 'Niemand hat Werte dieser Person angesehen',
  noLooksText: 'Die Aufzeichnungen werden gelöscht, wenn ihre Aufbewahrungszeit abgelaufen ist.',
  show: 'Betroffenes zeigen',
  hide: 'Betroffenes ausblenden',
  untouched:
    'Die einzelnen Zustellungen sind nicht gespeichert. Alte werden mit ihren Nachrichten gelöscht.',
  first: (count) => `Die ersten ${units.deliveries(count)}. Die Operations-API hat alle.`,
  none: 'Niemand hat etwas von Hand getan',
  noneText:
    'Wiederholungen, übersprungene Ereignisse, angehaltene Handler und Einblicke stehen dann hier.',
}
