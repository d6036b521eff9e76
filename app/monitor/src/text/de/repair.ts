import type { Texts } from '../en.ts'

export const repair: Texts['repair'] = {
  name: 'Reparieren',
  title: 'Nachricht reparieren',
  means:
    'Ändern Sie den Inhalt oder die anderen Angaben, sehen Sie sich die Ereignisse an, und übernehmen Sie sie dann. Der Dienst erfasst die Ereignisse, als träfen sie jetzt ein. Das Original bleibt erhalten.',
  body: 'Inhalt',
  loading: 'Der Inhalt wird gelesen …',
  needsReveal:
    'Sie brauchen die Rolle Reveal, um den Inhalt zu sehen und zu ändern. Die anderen Angaben können Sie ändern.',
  compressed: (encoding) =>
    `Der Inhalt ist als komprimiert gekennzeichnet (${encoding}), ließ sich aber nicht entpacken. Fügen Sie den Text ein, den er enthalten sollte.`,
  contentType: 'Content-Type',
  type: 'Ereignistyp',
  typeHint: 'Für einen Inhalt ohne Ereignistyp, etwa CSV.',
  place: {
    events: 'Pfad zu den Ereignissen',
    type: 'Pfad zum Ereignistyp',
    id: 'Pfad zur Ereignis-ID',
    subject: 'Pfad zum Schlüssel',
  },
  placeHint: 'Wenn das Feld leer ist, findet der Dienst den Pfad.',
  preview: 'Vorschau',
  accept: 'Reparatur übernehmen',
  previewFirst: 'Sehen Sie sich die Ereignisse an, bevor Sie sie übernehmen.',
  unreadable: 'Auch der geänderte Inhalt ist nicht lesbar',
  events: (count) => (count === 1 ? '1 Ereignis' : `${count} Ereignisse`),
  first: (count) => `Die ersten ${count} sind zu sehen.`,
  noEvents: 'Der Inhalt ist lesbar, enthält aber kein Ereignis. Kein Handler würde etwas bekommen.',
  done: {
    title: 'Diese Nachricht wurde repariert',
    at: 'Repariert',
    by: 'Von',
    reason: 'Grund',
    problem: 'Fehler des Originals',
    original: 'Original',
    bodyKept: 'Der Inhalt wurde nicht geändert.',
  },
  showRepaired: 'Reparierten Inhalt anzeigen',
  showOriginal: 'Ursprünglichen Inhalt anzeigen',
}
