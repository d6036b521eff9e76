import type { Texts } from '../en.ts'

export const errors: Texts['errors'] = {
  title: {
    unreachable: 'Der Dienst antwortet nicht',
    forbidden: 'Dafür fehlt Ihnen die Berechtigung',
    notFound: 'Das gibt es nicht (mehr)',
    busy: 'Der Dienst ist ausgelastet',
    conflict: 'Das ist jetzt nicht möglich',
    invalid: 'Der Dienst versteht die Anfrage nicht',
    other: 'Etwas ist schiefgegangen',
  },
  advice: {
    unreachable:
      'Angenommene Ereignisse sind sicher. Prüfen Sie Ihre Verbindung; die Seite versucht es von selbst wieder.',
    forbidden: 'Bitten Sie die Verwaltung der Rollensammlungen um die fehlende Rolle.',
    notFound:
      'Vielleicht ist die Aufbewahrungszeit abgelaufen. Prüfen Sie die Adresse, oder suchen Sie danach.',
    busy: 'Es geht nichts verloren. Versuchen Sie es gleich noch einmal.',
    conflict: 'Vielleicht war jemand schneller. Laden Sie neu, um den aktuellen Stand zu sehen.',
    invalid: 'Ändern Sie, was hier genannt ist, und versuchen Sie es noch einmal.',
    other:
      'Versuchen Sie es noch einmal. Wenn es wieder passiert, geben Sie den Code an den Betrieb weiter.',
  },
  notShown: 'Diese Seite lässt sich nicht anzeigen',
  notShownText:
    'Vielleicht gibt es eine neue Version, seit Sie sie geöffnet haben. Laden Sie neu: Es geht nichts verloren. Hilft das nicht, sagen Sie es dem Betrieb.',
  reload: 'Neu laden',
  code: (code) => `Code: ${code}`,
  noAccess: (user) =>
    `Sie sind als ${user} angemeldet, und dazu fehlt die Rolle Monitor. Bitten Sie die Verwaltung der Rollensammlungen darum und melden Sie sich danach neu an.`,
  stale: 'Was Sie sehen, ist möglicherweise veraltet.',
}
