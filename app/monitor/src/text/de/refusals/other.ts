import type { otherReasons as english } from '../../en/refusals/other.ts'

export const otherReasons: typeof english = {
  queue_full: {
    title: 'Es kamen zu viele Aufrufe auf einmal',
    todo: 'Prüfen Sie die Datenbank: Der Dienst konnte nicht schnell genug speichern. Bleibt es dabei, fügen Sie Instanzen hinzu.',
  },
  database_unavailable: {
    title: 'Die Datenbank war nicht erreichbar',
    todo: 'Prüfen Sie die Datenbank und die Verbindung zu ihr.',
  },
  key_store_away: {
    title: 'Der Schlüsselspeicher war nicht erreichbar',
    todo: 'Prüfen Sie die Datenbank oder den Ordner der Schlüssel (KEY_STORE). Der Sender wiederholt den Aufruf.',
  },
  not_recordable: {
    title: 'Die Nachricht ließ sich nicht speichern',
    todo: 'Prüfen Sie den gesendeten Inhalt, und melden Sie den Code mit der Korrelations-ID.',
  },
  company_invalid: {
    title: 'Die Company in der Adresse ist ungültig',
    todo: 'Ändern Sie das Ende der Endpoint-URL: Eine Company hat höchstens 64 Buchstaben, Ziffern, Punkte und Striche.',
  },
  request_timeout: {
    title: 'Der Aufruf war zu langsam',
    todo: 'Prüfen Sie das Netz zwischen Sender und Dienst.',
  },
  headers_too_large: {
    title: 'Die Kopfzeilen des Aufrufs sind zu groß',
    todo: 'Senden Sie weniger oder kürzere Kopfzeilen, höchstens 64 KB.',
  },
  request_invalid: {
    title: 'Eine Anfrage an die Operations-API war ungültig',
    todo: 'Korrigieren Sie die Anfrage, wie in den Details beschrieben.',
  },
  client_token_not_allowed: {
    title: 'Ein Client wollte die Seite nutzen',
    todo: 'Nur Personen nutzen die Seite. Clients nutzen die Operations-API.',
  },
  csrf_rejected: {
    title: 'Der Dienst hat eine Anfrage einer fremden Seite blockiert',
    todo: 'Öffnen Sie den Monitor unter seiner eigenen Adresse, und wiederholen Sie den Schritt dort.',
  },
  login_failed: {
    title: 'Eine Anmeldung schlug fehl',
    todo: 'Melden Sie sich noch einmal an. Schlägt es wieder fehl, prüfen Sie das Binding des Ausstellers.',
  },
  search_limit: {
    title: 'Jemand hat in einer Minute zu oft nach Personen gesucht',
    todo: 'Warten Sie eine Minute. Ein Skript sollte die IDs der Personen aus seinen Ereignissen nehmen.',
  },
  too_many_streams: {
    title: 'Zu viele Live-Verbindungen waren offen',
    todo: 'Schließen Sie Tabs des Monitors, die niemand braucht.',
  },
  too_many_logins: {
    title: 'Zu viele haben sich gleichzeitig angemeldet',
    todo: 'Melden Sie sich in einer Minute noch einmal an.',
  },
  token_missing_elsewhere: {
    title: 'Der Aufruf kam ohne Token',
    todo: 'Senden Sie ein Token eines Clients mit der Rolle Monitor, oder melden Sie sich am Monitor an.',
  },
  request_malformed_elsewhere: {
    title: 'Die Anfrage ist nicht lesbar',
    todo: 'Prüfen Sie das Programm, das diese Adresse aufruft: Seine Anfrage oder deren Kopfzeile Authorization ist nicht lesbar.',
  },
  queue_full_elsewhere: {
    title: 'Zu viele Aufrufe liefen gleichzeitig',
    todo: 'Senden Sie den Aufruf später noch einmal. Bleibt es dabei, fügen Sie Instanzen hinzu.',
  },
  grant_missing_elsewhere: {
    title: 'Dem Aufrufer fehlt die Rolle',
    todo: 'Geben Sie dem Aufrufer einen der erwarteten Scopes. Danach muss er ein neues Token holen oder sich neu anmelden.',
  },
  token_issuer_unknown_elsewhere: {
    title: 'Dem Aussteller des Tokens wird nicht vertraut',
    todo: 'Prüfen Sie die Token-URL des Aufrufers, oder nehmen Sie den Aussteller in TRUSTED_ISSUERS auf.',
  },
  token_key_unknown_elsewhere: {
    title: 'Der Aussteller hat den Schlüssel des Tokens nicht (mehr)',
    todo: 'Holen Sie ein neues Token. Hilft das nicht, prüfen Sie die Token-URL des Aufrufers.',
  },
  token_signature_elsewhere: {
    title: 'Die Signatur des Tokens passt nicht',
    todo: 'Prüfen Sie die Token-URL des Aufrufers: Dieser Aussteller hat das Token nicht signiert, oder es wurde unterwegs verändert.',
  },
}
