import type { Texts } from '../en.ts'

export const refused: Texts['refused'] = {
  title: 'Abgewiesen',
  lead: 'Aufrufe, die nicht angenommen wurden, nach Grund. SuccessFactors wiederholt einen abgewiesenen Aufruf höchstens einmal; diese Ereignisse können verloren sein, bis sie noch einmal gesendet werden.',
  none: 'Nichts wurde abgewiesen',
  noneText:
    'Wird ein Aufruf nicht angenommen, steht hier, was wo zu ändern ist. Abweisungen werden 14 Tage aufbewahrt.',
  toConnect: 'Anbindung prüfen',
  status: 'Antwort',
  calls: 'Aufrufe',
  first: 'Zuerst',
  last: 'Zuletzt',
  issuer: 'Aussteller',
  clientId: 'Client-ID',
  scopes: 'Gesehene Scopes',
  scopesWanted: 'Erwartete Scopes, einer davon',
  audience: 'Audience',
  algorithm: 'Signatur',
  expires: 'Token läuft ab',
  company: 'Company',
  path: 'Adresse',
  claimed: 'Was das Token sagt; niemand bürgt dafür',
  proved: 'Wer aufgerufen hat',
  nobody: 'Niemand: Der Aufruf hatte kein lesbares Token.',
  noScopes: 'keine',
  kept: 'Der Inhalt ist aufbewahrt',
  toMessage: 'Zur Nachricht',
  correlationId: 'Letzte Korrelations-ID',
  more: 'Weiter zurückblicken',
  todo: {
    token_missing:
      'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials und tragen Sie die Token-URL ein.',
    request_malformed:
      'Der Aufruf braucht genau eine Kopfzeile Authorization der Form „Bearer“ und Token. Prüfen Sie, was dazwischen sie verändert.',
    token_malformed:
      'Lassen Sie den Token-Endpunkt signierte JWTs ausstellen. Undurchsichtige Token brauchen einen Aussteller der Art introspection.',
    token_issuer_unknown:
      'Prüfen Sie die Token-URL im Event Connector, oder nehmen Sie den Aussteller in TRUSTED_ISSUERS auf.',
    token_algorithm:
      'Stellen Sie die Signatur beim Aussteller um, oder erlauben Sie das Verfahren für ihn in TRUSTED_ISSUERS.',
    token_key_unknown:
      'Holen Sie ein neues Token. Bleibt es dabei, gehört die Token-URL zu einem anderen Aussteller.',
    token_signature:
      'Das Token wurde nicht von diesem Aussteller signiert oder unterwegs verändert. Prüfen Sie die Token-URL.',
    token_expired: 'Prüfen Sie die Uhren und die Gültigkeitsdauer der Token beim Aussteller.',
    token_not_yet_valid: 'Prüfen Sie, ob die Uhren von Aussteller und Dienst übereinstimmen.',
    token_claims: 'Der Aussteller muss die genannten Angaben in das Token schreiben.',
    token_audience:
      'Nutzen Sie einen Client dieses Dienstes (Service Key), oder passen Sie audience in TRUSTED_ISSUERS an.',
    token_tenant: 'Nutzen Sie die Token-URL des Subaccounts, zu dem dieser Dienst gehört.',
    token_certificate:
      'Senden Sie mit dem Zertifikat, mit dem das Token geholt wurde, und nutzen Sie die Adresse mit „.cert.“.',
    token_inactive:
      'Holen Sie ein neues Token; prüfen Sie, ob der Client beim Aussteller gesperrt ist.',
    token_of_a_person: 'SuccessFactors muss mit Client Credentials kommen, nicht als Benutzer.',
    grant_missing:
      'Geben Sie dem Client die Rolle Ingest: in authorities der xs-security.json, oder unter grants in TRUSTED_ISSUERS.',
    caller_company:
      'Ändern Sie die Company in der Adresse, oder erlauben Sie sie dem Aufrufer in CALLERS.',
    cloudevent_invalid:
      'Lassen Sie den Absender specversion 1.0, id, source und type setzen. Der Inhalt ist aufbewahrt.',
    webhook_origin:
      'Kennen Sie den Absender, nehmen Sie seinen ganzen Namen in WEBHOOK_ORIGINS auf.',
    caller_path:
      'Ändern Sie die Endpoint-URL, oder erlauben Sie dem Aufrufer diesen Pfad in CALLERS.',
    keys_unavailable: 'Der Dienst versucht es weiter. Prüfen Sie, ob er den Aussteller erreicht.',
    introspection_unavailable:
      'Der Dienst versucht es weiter. Prüfen Sie Adresse und Zugangsdaten der Introspection.',
    body_empty: 'Prüfen Sie, was den Inhalt unterwegs entfernt.',
    body_too_large: 'Senden Sie kleinere Nachrichten, oder erhöhen Sie BODY_LIMIT_MB.',
    body_encoding: 'Senden Sie den Inhalt unkomprimiert oder mit gzip.',
    content_type: 'Senden Sie SOAP als text/xml oder application/soap+xml, oder JSON.',
    xml_malformed: 'Prüfen Sie, was den Inhalt unterwegs verändert. Er ist aufbewahrt.',
    xml_doctype: 'SuccessFactors sendet keinen DOCTYPE. Prüfen Sie, wer aufruft.',
    xml_limit: 'SuccessFactors sendet so etwas nicht. Prüfen Sie, wer aufruft.',
    json_malformed: 'Prüfen Sie die Vorlage im Integration Center. Der Inhalt ist aufbewahrt.',
    not_an_external_event:
      'Prüfen Sie, für welches Ereignis oder welche Nachricht der Sender eingerichtet ist. Der Inhalt ist aufbewahrt.',
    queue_full: 'Der Dienst konnte nicht schnell genug speichern. Prüfen Sie die Datenbank.',
    database_unavailable: 'Prüfen Sie die Datenbank und ihre Verbindung.',
    company_invalid: 'Ändern Sie das Ende der Endpoint-URL, das die Company nennt.',
  },
  code: {
    token_missing: 'Der Aufruf kam ohne Token',
    request_malformed: 'Die Kopfzeile Authorization ist nicht lesbar',
    token_malformed: 'Das Token ist nicht lesbar',
    token_issuer_unknown: 'Dem Aussteller des Tokens wird nicht vertraut',
    token_algorithm: 'Das Token ist auf unerlaubte Weise signiert',
    token_key_unknown: 'Der Aussteller hat den Schlüssel des Tokens nicht (mehr)',
    token_signature: 'Die Signatur des Tokens passt nicht',
    token_expired: 'Das Token ist abgelaufen',
    token_not_yet_valid: 'Das Token gilt noch nicht',
    token_claims: 'Dem Token fehlen nötige Angaben',
    token_audience: 'Das Token ist für jemand anderen bestimmt',
    token_tenant: 'Das Token gehört zu einem anderen Mandanten',
    token_certificate: 'Das Token gehört zu einem anderen Zertifikat',
    token_inactive: 'Der Aussteller sagt, das Token gelte nicht',
    token_of_a_person: 'Das Token gehört einer Person, nicht einem Client',
    grant_missing: 'Dem Aufrufer fehlt die Rolle',
    caller_company: 'Der Aufrufer darf nicht für diese Company senden',
    caller_path: 'Der Aufrufer darf diese Adresse nicht nutzen',
    keys_unavailable: 'Die Schlüssel des Ausstellers waren nicht zu holen',
    introspection_unavailable: 'Der Aussteller war nicht nach dem Token zu fragen',
    body_empty: 'Der Inhalt ist leer',
    body_too_large: 'Der Inhalt ist zu groß',
    body_encoding: 'Die Kodierung des Inhalts ist unbekannt',
    content_type: 'Der Content-Type ist unbekannt',
    xml_malformed: 'Das XML ist fehlerhaft',
    xml_doctype: 'Das XML enthält einen DOCTYPE, was nicht erlaubt ist',
    xml_limit: 'Das XML ist zu tief oder zu kleinteilig verschachtelt',
    json_malformed: 'Das JSON ist fehlerhaft',
    not_an_external_event: 'Der Inhalt ist kein Ereignis von SuccessFactors',
    cloudevent_invalid: 'Dem CloudEvent fehlt etwas',
    webhook_origin: 'Ein nicht konfigurierter Absender fragte, ob er senden darf',
    queue_full: 'Es kamen zu viele Aufrufe auf einmal',
    search_limit: 'Jemand hat in einer Minute zu oft nach Personen gesucht',
    too_many_streams: 'Zu viele Live-Verbindungen waren offen',
    too_many_logins: 'Zu viele haben sich gleichzeitig angemeldet',
    database_unavailable: 'Die Datenbank war nicht da',
    company_invalid: 'Die Company in der Adresse kann keine sein',
  },
}
