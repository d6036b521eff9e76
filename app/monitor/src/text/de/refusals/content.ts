import type { contentReasons as english } from '../../en/refusals/content.ts'

export const contentReasons: typeof english = {
  body_empty: {
    title: 'Der Inhalt ist leer',
    todo: 'Suchen Sie den Proxy, der den Inhalt entfernt.',
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
    title: 'Das XML ist zu tief verschachtelt oder hat zu viele Teile',
    todo: 'Prüfen Sie, wer aufruft: SuccessFactors sendet kein solches XML.',
  },
  content_limit: {
    title: 'Der Inhalt ist zu tief verschachtelt oder hat zu viele Teile',
    todo: 'Senden Sie weniger in einer Nachricht, oder prüfen Sie die Vorlage des Senders. Der Inhalt ist aufbewahrt.',
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
    todo: 'Ergänzen Sie den Ereignistyp in der Endpoint-URL, wie in den Details beschrieben. Der Inhalt ist aufbewahrt.',
  },
  events_not_found: {
    title: 'Keine Ereignisse an der erwarteten Stelle',
    todo: 'Korrigieren Sie den Pfad zu den Ereignissen in der Endpoint-URL, oder die Vorlage des Senders. Der Inhalt ist aufbewahrt.',
  },
  place_invalid: {
    title: 'Die Adresse enthält einen ungültigen Pfad zu einem Wert',
    todo: 'Korrigieren Sie die Endpoint-URL, wie in den Details beschrieben. Der Inhalt ist aufbewahrt.',
  },
  multipart_malformed: {
    title: 'Der Multipart-Inhalt ist fehlerhaft',
    todo: 'Senden Sie den Inhalt als einen Teil, oder korrigieren Sie die Trennlinie (boundary). Der Inhalt ist aufbewahrt.',
  },
  form_malformed: {
    title: 'Das Formular ist nicht lesbar',
    todo: 'Senden Sie den Inhalt als XML oder JSON statt als Formular, oder korrigieren Sie das Formular. Der Inhalt ist aufbewahrt.',
  },
  not_an_external_event: {
    title: 'Der Inhalt ist kein Ereignis von SuccessFactors',
    todo: 'Prüfen Sie, für welches Ereignis oder welche Nachricht der Sender eingerichtet ist. Der Inhalt ist aufbewahrt.',
  },
  cloudevent_invalid: {
    title: 'Dem CloudEvent fehlt ein nötiges Attribut',
    todo: 'Lassen Sie den Sender specversion 1.0, id, source und type setzen. Der Inhalt ist aufbewahrt.',
  },
  webhook_origin: {
    title: 'Ein unbekannter Sender fragte, ob er senden darf',
    todo: 'Wenn Sie den Sender kennen, nehmen Sie seinen vollen Namen in WEBHOOK_ORIGINS auf.',
  },
}
