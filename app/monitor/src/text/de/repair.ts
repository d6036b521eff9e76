import type { Texts } from '../en.ts'

export const repair: Texts['repair'] = {
  name: 'Reparieren',
  title: 'Nachricht reparieren',
  means:
    'Ändern Sie den Inhalt oder die Angaben daneben, sehen Sie sich die Ereignisse an und übernehmen Sie sie dann. Die Ereignisse werden erfasst, als kämen sie jetzt. Das Original bleibt erhalten.',
  body: 'Inhalt',
  loading: 'Der Inhalt wird gelesen …',
  needsReveal:
    'Um den Inhalt zu sehen und zu ändern, braucht es die Rolle Reveal. Die Angaben daneben können Sie ändern.',
  compressed: (encoding) =>
    `Der Inhalt ist als komprimiert gekennzeichnet (${encoding}), ließ sich aber nicht entpacken. Seine Bytes können nicht als Text gezeigt werden. Fügen Sie den Text ein, der darin stehen sollte.`,
  contentType: 'Content-Type',
  type: 'Ereignistyp',
  typeHint: 'Für einen Inhalt, der keinen nennt, etwa CSV.',
  place: {
    events: 'Ort der Ereignisse',
    type: 'Ort des Ereignistyps',
    id: 'Ort der Ereignis-ID',
    subject: 'Ort des Schlüssels',
  },
  placeHint: 'Zum Beispiel employees.employee. Leer: nach Regel gefunden.',
  preview: 'Vorschau',
  accept: 'Reparatur übernehmen',
  previewFirst: 'Sehen Sie sich die Ereignisse an, bevor Sie sie übernehmen.',
  unreadable: 'Auch diese Form ist nicht lesbar',
  events: (count) => (count === 1 ? '1 Ereignis' : `${count} Ereignisse`),
  first: (count) => `Die ersten ${count} sind zu sehen.`,
  noEvents: 'Der Inhalt ist lesbar und enthält kein Ereignis. Nichts würde verarbeitet.',
  done: {
    title: 'Diese Nachricht wurde repariert',
    at: 'Repariert',
    by: 'Von',
    reason: 'Grund',
    problem: 'Das Original war nicht lesbar',
    original: 'Original',
    bodyKept: 'Der Inhalt wurde nicht geändert.',
  },
  showRepaired: 'Reparierten Inhalt anzeigen',
  showOriginal: 'Ursprünglichen Inhalt anzeigen',
}
