import type { Texts } from '../en.ts'
import { units } from './units.ts'

const { deliveries, messages } = units
const rows = (count: number, one: string, many: string) =>
  count === 0 ? '' : `${count} ${count === 1 ? one : many}`

export const dataProtection: Texts['dataProtection'] = {
  title: 'Datenschutz',
  hint: 'Löscht alles Lesbare über diese Person, hier und in Sicherungen.',
  forget: 'Diese Person vergessen',
  means:
    'Der Schlüssel dieser Person wird vernichtet. Nichts, was über sie gespeichert ist, lässt sich danach lesen, auch nicht im Verlauf. Das ist endgültig.',
  counting: 'Die gespeicherten Daten werden zusammengestellt…',
  goes: 'Wird unlesbar',
  rows: (count) =>
    [
      messages(count.messages),
      rows(count.events, 'Ereignis', 'Ereignisse'),
      rows(count.attempts, 'Versuch', 'Versuche'),
      rows(count.editedForms, 'geändertes Ereignis', 'geänderte Ereignisse'),
    ]
      .filter(Boolean)
      .join(', '),
  waits: 'Läuft nicht mehr',
  waitsText: (count) =>
    count === 0
      ? 'Nichts wartet.'
      : `${deliveries(count)} ${count === 1 ? 'wird' : 'werden'} abgebrochen.`,
  runs: 'Läuft gerade',
  runsText: (count) =>
    count === 0
      ? 'Nichts läuft.'
      : `${deliveries(count)} ${count === 1 ? 'läuft' : 'laufen'} zuerst zu Ende.`,
  told: 'Benachrichtigte Handler',
  toldNone: 'Kein Handler löscht die Person in seinem Zielsystem. Tun Sie das von Hand.',
  backups: 'Sicherungen',
  backupsDark: (date) => `Sie enthalten bis ${date} verschlüsselte Daten ohne Schlüssel.`,
  backupsReadable: (date) =>
    `Die Schlüssel liegen in derselben Datenbank: Bis ${date} bringt eine Wiederherstellung die Person zurück. Der Dienst vergisst sie dann noch einmal, bevor er öffnet.`,
  shared: (count) =>
    `${messages(count)} ${count === 1 ? 'enthält' : 'enthalten'} auch Ereignisse anderer Personen. Diese laufen weiter; der ursprüngliche Inhalt geht verloren.`,
  reasonStays: 'Der Grund bleibt nach dem Löschen lesbar: Nennen Sie die Person nicht.',
  confirm: 'Endgültig vergessen',
  runningNow: 'Die Person wird gerade vergessen. Eine laufende Zustellung endet zuerst.',
  forgotten: (date) =>
    `Diese Person wurde am ${date} vergessen. Nichts Lesbares ist übrig. Nummern, Zeiten und Ergebnisse bleiben.`,
  blocked: (date) =>
    `Die Daten wurden am ${date} gesperrt: Nur wer vergessen darf, kann sie sehen.`,
  report: 'Signierten Bericht speichern',
  toAction: 'Im Verlauf zeigen',
  holdTitle: 'Löschsperre',
  hold: 'Löschsperre setzen',
  holdMeans: 'Die Person kann nicht vergessen werden, bis jemand die Sperre aufhebt.',
  held: (reason) => `Diese Person darf nicht vergessen werden: ${reason}`,
  lift: 'Löschsperre aufheben',
  liftMeans: 'Die Person kann wieder vergessen werden.',
  person: (id) => `Vergessene Person #${id}`,
  blockedPerson: (id) => `Gesperrte Person #${id}`,
  message: {
    title: 'Vergessene Person',
    erased:
      'Der Inhalt dieser Nachricht gehörte einer vergessenen Person und lässt sich nicht mehr lesen.',
    blocked:
      'Der Inhalt dieser Nachricht gehört einer gesperrten Person. Nur wer vergessen darf, kann ihn sehen.',
    arrived:
      'Die Nachricht kam, nachdem die Person vergessen wurde. Der Dienst hat sie ohne lesbare Daten aufgezeichnet und keinem Handler übergeben.',
  },
}
