import type { refusalReasons as english } from '../en/refusal-reasons.ts'

export const refusalReasons: typeof english = {
  token_missing: {
    title: 'Der Aufruf kam ohne Token',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials, mit Token-URL, Client-ID und Secret eines Service Keys.',
  },
  token_missing_none: {
    title: 'Der Aufruf kam ohne Kopfzeile Authorization',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials, mit Token-URL, Client-ID und Secret eines Service Keys. Ist er so eingestellt, suchen Sie den Proxy, der die Kopfzeile entfernt.',
  },
  token_missing_basic: {
    title: 'Der Aufruf kam mit Benutzername und Passwort (Basic)',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials, mit Token-URL, Client-ID und Secret eines Service Keys. SAP hat Basic Authentication für die eigenen APIs am 20. November 2026 abgeschafft, und dieser Dienst nimmt sie nicht an.',
  },
  token_missing_other: {
    title: 'Der Aufruf kam mit einem anderen Schema als Bearer',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials: Die Kopfzeile Authorization muss aus „Bearer“, einem Leerzeichen und dem Token bestehen.',
  },
  request_malformed: {
    title: 'Die Kopfzeile Authorization ist nicht lesbar',
    todo: 'Der Aufruf braucht genau eine Kopfzeile Authorization der Form „Bearer“ und Token. Prüfen Sie, ob ein Proxy sie verändert.',
  },
  token_malformed: {
    title: 'Das Token ist nicht lesbar',
    todo: 'Lassen Sie den Token-Endpunkt signierte JWTs ausstellen. Undurchsichtige Token brauchen in TRUSTED_ISSUERS einen Aussteller der Art introspection.',
  },
  token_issuer_unknown: {
    title: 'Dem Aussteller des Tokens wird nicht vertraut',
    todo: 'Prüfen Sie die Token-URL im Event Connector, oder nehmen Sie den Aussteller in TRUSTED_ISSUERS auf.',
  },
  token_algorithm: {
    title: 'Das Token ist auf unerlaubte Weise signiert',
    todo: 'Stellen Sie die Signatur beim Aussteller um, oder erlauben Sie das Verfahren für ihn in TRUSTED_ISSUERS.',
  },
  token_key_unknown: {
    title: 'Der Aussteller hat den Schlüssel des Tokens nicht (mehr)',
    todo: 'Holen Sie ein neues Token. Hilft das nicht, gehört die Token-URL zu einem anderen Aussteller: Berichtigen Sie sie im Event Connector.',
  },
  token_signature: {
    title: 'Die Signatur des Tokens passt nicht',
    todo: 'Prüfen Sie die Token-URL im Event Connector: Dieser Aussteller hat das Token nicht signiert, oder es wurde unterwegs verändert.',
  },
  token_expired: {
    title: 'Das Token ist abgelaufen',
    todo: 'Prüfen Sie die Uhren und die Gültigkeitsdauer der Token beim Aussteller.',
  },
  token_not_yet_valid: {
    title: 'Das Token gilt noch nicht',
    todo: 'Prüfen Sie, ob die Uhren von Aussteller und Dienst übereinstimmen.',
  },
  token_claims: {
    title: 'Dem Token fehlen nötige Angaben',
    todo: 'Lassen Sie den Aussteller die Angaben in das Token schreiben, die in den Einzelheiten stehen.',
  },
  token_audience: {
    title: 'Das Token ist für jemand anderen bestimmt',
    todo: 'Nutzen Sie einen Client dieses Dienstes (Service Key), oder passen Sie audience in TRUSTED_ISSUERS an.',
  },
  token_tenant: {
    title: 'Das Token gehört zu einem anderen Mandanten',
    todo: 'Nutzen Sie die Token-URL des Subaccounts, zu dem dieser Dienst gehört.',
  },
  token_certificate: {
    title: 'Das Token gehört zu einem anderen Zertifikat',
    todo: 'Senden Sie mit dem Zertifikat, mit dem das Token geholt wurde, und nutzen Sie die Adresse mit „.cert.“.',
  },
  token_inactive: {
    title: 'Der Aussteller sagt, das Token gelte nicht',
    todo: 'Holen Sie ein neues Token; prüfen Sie, ob der Client beim Aussteller gesperrt ist.',
  },
  user_token_not_allowed: {
    title: 'Das Token gehört einer Person, nicht einem Client',
    todo: 'Stellen Sie den Event Connector auf Client Credentials: SuccessFactors darf nicht als Benutzer kommen.',
  },
  grant_missing: {
    title: 'Dem Aufrufer fehlt die Rolle',
    todo: 'Geben Sie dem Client die Rolle Ingest: in authorities der xs-security.json, oder unter grants in TRUSTED_ISSUERS. Danach muss er ein neues Token holen.',
  },
  caller_company: {
    title: 'Der Aufrufer darf nicht für diese Company senden',
    todo: 'Ändern Sie die Company in der Endpoint-URL, oder erlauben Sie sie dem Aufrufer in CALLERS.',
  },
  caller_path: {
    title: 'Der Aufrufer darf diese Adresse nicht nutzen',
    todo: 'Ändern Sie die Endpoint-URL, oder erlauben Sie dem Aufrufer diesen Pfad in CALLERS.',
  },
  jwks_unavailable: {
    title: 'Die Schlüssel des Ausstellers waren nicht zu holen',
    todo: 'Prüfen Sie, ob der Dienst den Aussteller erreicht. Er versucht es weiter.',
  },
  introspection_unavailable: {
    title: 'Der Aussteller war nicht nach dem Token zu fragen',
    todo: 'Prüfen Sie Adresse und Zugangsdaten der Introspection. Der Dienst versucht es weiter.',
  },
  body_empty: {
    title: 'Der Inhalt ist leer',
    todo: 'Suchen Sie den Proxy, der den Inhalt unterwegs entfernt.',
  },
  body_too_large: {
    title: 'Der Inhalt ist zu groß',
    todo: 'Senden Sie kleinere Nachrichten, oder erhöhen Sie BODY_LIMIT_MB.',
  },
  body_encoding: {
    title: 'Die Kodierung des Inhalts ist unbekannt',
    todo: 'Senden Sie den Inhalt unkomprimiert oder mit gzip.',
  },
  content_type: {
    title: 'Der Content-Type ist unbekannt',
    todo: 'Senden Sie SOAP als text/xml oder application/soap+xml, oder JSON als application/json.',
  },
  xml_malformed: {
    title: 'Das XML ist fehlerhaft',
    todo: 'Prüfen Sie, ob ein Proxy den Inhalt verändert, und die Vorlage des Senders. Der Inhalt ist aufbewahrt.',
  },
  xml_doctype: {
    title: 'Das XML enthält einen DOCTYPE, was nicht erlaubt ist',
    todo: 'Prüfen Sie, wer aufruft: SuccessFactors sendet keinen DOCTYPE.',
  },
  xml_limit: {
    title: 'Das XML ist zu tief oder zu kleinteilig verschachtelt',
    todo: 'Prüfen Sie, wer aufruft: SuccessFactors sendet kein solches XML.',
  },
  json_malformed: {
    title: 'Das JSON ist fehlerhaft',
    todo: 'Prüfen Sie die Vorlage im Integration Center. Der Inhalt ist aufbewahrt.',
  },
  csv_malformed: {
    title: 'Das CSV ist fehlerhaft',
    todo: 'Prüfen Sie das Ausgabeformat im Integration Center. Der Inhalt ist aufbewahrt.',
  },
  event_type_missing: {
    title: 'Die Adresse nennt keinen Ereignistyp',
    todo: 'Ergänzen Sie den Ereignistyp in der Endpoint-URL, wie es in den Einzelheiten steht. Der Inhalt ist aufbewahrt.',
  },
  events_not_found: {
    title: 'Am erwarteten Ort stehen keine Ereignisse',
    todo: 'Berichtigen Sie den Ort der Ereignisse in der Endpoint-URL, oder die Vorlage des Senders. Der Inhalt ist aufbewahrt.',
  },
  place_invalid: {
    title: 'Die Adresse nennt einen Ort, der keiner sein kann',
    todo: 'Berichtigen Sie die Endpoint-URL, wie es in den Einzelheiten steht. Der Inhalt ist aufbewahrt.',
  },
  multipart_malformed: {
    title: 'Der Multipart-Inhalt ist fehlerhaft',
    todo: 'Senden Sie den Inhalt als einen Teil, oder berichtigen Sie die Trennlinie. Der Inhalt ist aufbewahrt.',
  },
  form_malformed: {
    title: 'Das Formular ist nicht lesbar',
    todo: 'Senden Sie den Inhalt als XML oder JSON statt als Formular, oder berichtigen Sie das Formular. Der Inhalt ist aufbewahrt.',
  },
  not_an_external_event: {
    title: 'Der Inhalt ist kein Ereignis von SuccessFactors',
    todo: 'Prüfen Sie, für welches Ereignis oder welche Nachricht der Sender eingerichtet ist. Der Inhalt ist aufbewahrt.',
  },
  cloudevent_invalid: {
    title: 'Dem CloudEvent fehlt etwas',
    todo: 'Lassen Sie den Absender specversion 1.0, id, source und type setzen. Der Inhalt ist aufbewahrt.',
  },
  webhook_origin: {
    title: 'Ein nicht konfigurierter Absender fragte, ob er senden darf',
    todo: 'Kennen Sie den Absender, nehmen Sie seinen ganzen Namen in WEBHOOK_ORIGINS auf.',
  },
  queue_full: {
    title: 'Es kamen zu viele Aufrufe auf einmal',
    todo: 'Prüfen Sie die Datenbank: Der Dienst konnte nicht schnell genug speichern. Bleibt es dabei, fügen Sie Instanzen hinzu.',
  },
  database_unavailable: {
    title: 'Die Datenbank war nicht da',
    todo: 'Prüfen Sie die Datenbank und ihre Verbindung.',
  },
  not_recordable: {
    title: 'Die Nachricht war nicht zu speichern',
    todo: 'Sehen Sie sich den gesendeten Inhalt an, und melden Sie den Code mit der Korrelations-ID.',
  },
  company_invalid: {
    title: 'Die Company in der Adresse kann keine sein',
    todo: 'Ändern Sie das Ende der Endpoint-URL: Eine Company hat bis zu 64 Buchstaben, Ziffern, Punkte und Striche.',
  },
  request_timeout: {
    title: 'Der Aufruf kam zu langsam',
    todo: 'Prüfen Sie das Netz zwischen Sender und Dienst.',
  },
  headers_too_large: {
    title: 'Die Kopfzeilen des Aufrufs sind zu groß',
    todo: 'Senden Sie weniger oder kürzere Kopfzeilen: 64 KB passen.',
  },
  request_invalid: {
    title: 'Eine Anfrage an die Operations-API war ungültig',
    todo: 'Berichtigen Sie die Anfrage, wie es in den Einzelheiten steht.',
  },
  client_token_not_allowed: {
    title: 'Ein Client wollte die Seite nutzen',
    todo: 'An der Seite melden sich Menschen an; Clients nutzen die Operations-API.',
  },
  csrf_rejected: {
    title: 'Eine Anfrage einer fremden Seite wurde aufgehalten',
    todo: 'Öffnen Sie den Monitor unter seiner eigenen Adresse, und wiederholen Sie den Schritt dort.',
  },
  login_failed: {
    title: 'Eine Anmeldung schlug fehl',
    todo: 'Melden Sie sich noch einmal an. Schlägt es wieder fehl, prüfen Sie das Binding des Ausstellers.',
  },
  search_limit: {
    title: 'Jemand hat in einer Minute zu oft nach Personen gesucht',
    todo: 'Warten Sie eine Minute. Skripte finden Personen in den Ereignissen, die sie haben.',
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
    title: 'Zu viele Aufrufe waren gleichzeitig unterwegs',
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
