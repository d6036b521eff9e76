import type { Texts } from '../en.ts'
import { units } from './units.ts'

export const history: Texts['history'] = {
  title: 'Verlauf',
  lead: 'Aktionen von Hand: wer, wann, warum und wie ihre Zustellungen jetzt stehen. Auch Einblicke in personenbezogene Werte stehen hier.',
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
  first: (count) => `Die ersten ${units.deliveries(count)}; alle zeigen`,
  action: 'Aktion',
  actionLead: 'Die Zustellungen dieser Aktion und ihr Stand jetzt.',
  by: (name) => `Von ${name}`,
  outcome: 'Welche Zustellungen',
  deliveries: 'Zustellungen dieser Aktion',
  itemColumn: {
    person: 'Person',
    type: 'Ereignistyp',
    received: 'Empfangen',
    handler: 'Handler',
    outcome: 'Stand jetzt',
  },
  leftAlone: (code) => `Unberührt: ${code}`,
  changed: (parts) => `Geändert: ${parts}`,
  part: {
    type: 'Ereignistyp',
    entityType: 'Entität',
    effective: 'Wirksamkeit',
    effectiveStartDate: 'Wirksam ab',
    payload: 'Nutzdaten',
    keys: 'Schlüssel',
    params: 'Parameter',
    more: 'Weiteres Feld',
  },
  before: 'Vorher:',
  after: 'Nachher:',
  nothingChanged: 'Die Änderung hat jedes Feld gelassen, wie es war.',
  deleted: 'Nicht mehr gespeichert',
  replayedLater: 'Fehlgeschlagen und später wiederholt',
  noneSo: 'Keine Zustellung dieser Aktion hat jetzt diesen Stand.',
  none: 'Niemand hat etwas von Hand getan',
  noneText:
    'Wiederholungen, übersprungene Ereignisse, angehaltene Handler und Einblicke stehen dann hier.',
}
