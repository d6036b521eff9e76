import type { Texts } from '../en.ts'

export const message: Texts['message'] = {
  untyped: 'Nachricht',
  notDecoded: 'Nicht lesbare Nachricht',
  receivedFrom: (caller) => `von ${caller}`,
  id: 'Nachrichten-ID',
  correlationId: 'Korrelations-ID',
  externalEventId: 'Externe Ereignis-ID',
  eventId: 'Ereignis-ID',
  caller: 'Aufrufer',
  format: 'Format',
  duplicateOf: 'Duplikat',
  repeatText:
    'Der Dienst hatte dieselbe Nachricht schon erfasst. Kein Handler bekommt sie noch einmal.',
  toOriginal: 'Zum Original',
  problem: {
    title: 'Der Inhalt war nicht lesbar',
    text: 'Der Dienst hat den Inhalt unverändert gespeichert. Kein Handler hat ihn bekommen. Wenn der Dienst ihn inzwischen lesen kann, lesen Sie ihn neu. Sonst reparieren Sie ihn, oder der Sender sendet ihn neu.',
  },
  otherSender: {
    title: 'Für Ereignisse dieses Typs ist ein anderer Sender maßgeblich',
    text: 'Der Dienst hat diese Ereignisse erfasst, aber kein Handler hat sie bekommen. Wenn der andere Sender dieselben Änderungen nicht gesendet hat, übergeben Sie sie.',
  },
  noHandler: 'Kein Handler nimmt sie',
  noHandlerOf: (count, all) => `Kein Handler nimmt ${count} von ${all} Ereignissen`,
  noHandlerText:
    'Die Nachricht ist gespeichert. Vergleichen Sie den Ereignistyp mit den Typen, die die Handler nehmen. Wenn ein Handler ihn inzwischen nimmt, liefern Sie an diesen nach.',
  toHandlers: 'Zu den Handlern',
  otherVersion: 'Ein Handler einer anderen laufenden Version bekommt sie noch.',
  happened: 'Was geschehen ist',
  receivedAt: 'Empfangen',
  folded: (pauses) => `Gekürzte Pausen: ${pauses}`,
  total: (duration) => `${duration} vom Empfang bis zum Ende`,
  sinceReceipt: (duration) => `${duration} nach dem Empfang`,
  run: (run) => (run === 0 ? '' : `Lauf ${run + 1}`),
  edited: 'mit geändertem Ereignis',
  late: 'verspätet: Ein neueres Ereignis dieser Person war schon erfasst',
  attempt: (number) => `Versuch ${number}`,
  took: (duration) => `dauerte ${duration}`,
  earlier: (count) => (count === 1 ? '1 früherer Eintrag' : `${count} frühere Einträge`),
  nextTry: 'Nächster Versuch',
  startsAt: 'Startet',
  waitsBehind: 'Wartet, bis es an der Reihe ist: Frühere Ereignisse dieser Person kommen zuerst',
  instanceGone:
    'Die ausführende Instanz gibt es nicht mehr. Eine andere Instanz mit diesem Handler führt die Zustellung erneut aus. Sie können sie auch hier wiederholen oder überspringen.',
  toLane: 'Ereignisse davor anzeigen',
  heldUp: 'Es ist geparkt: Spätere Ereignisse dieser Person warten dahinter.',
  log: (count) => (count === 1 ? '1 Protokollzeile' : `${count} Protokollzeilen`),
  calls: (count) => (count === 1 ? '1 ausgehender Aufruf' : `${count} ausgehende Aufrufe`),
  noAnswer: 'keine Antwort',
  unanswered: 'keine Antwort bis zum Ende des Versuchs',
  sent: 'Gesendet',
  received: 'Empfangen',
  stack: 'Stacktrace',
  causedBy: 'Ursache',
  actor: (name) => `von ${name}`,
  payload: 'Was gesendet wurde',
  tabs: { fields: 'Felder', raw: 'Rohdaten' },
  content: {
    entityType: 'Entität',
    effective: 'Wirksamkeit',
    effectiveStartDate: 'Wirksam ab',
    publishedAt: 'Veröffentlicht',
    publishedBy: 'Veröffentlicht von',
    repost: 'Erneut gesendet',
  },
  lane: {
    name: 'Geordnet nach',
    noRecordKey:
      'Kein Feld benennt diesen Datensatz, daher haben seine Ereignisse keine Reihenfolge. Nennen Sie das Feld mit ?subject= in der Adresse oder mit places.subject in CALLERS. Wenn das Feld eine Person benennt, nehmen Sie es in PERSON_FIELDS auf.',
    noKey:
      'Kein Schlüssel benennt eine Person oder einen Datensatz, daher hat das Ereignis keine Reihenfolge. Ein Handler kann mit orderBy einen Schlüssel liefern.',
    unknown: 'Von einer Version erfasst, die dies nicht gespeichert hat.',
  },
  mayBeRepeat: 'Mögliches Duplikat',
  mayBeRepeatText:
    'Ein früheres Ereignis dieser Person oder dieses Datensatzes hat denselben Inhalt, das letzte aber nicht. Der Handler bekommt es mit mayBeRepeat.',
  warning: {
    title: 'Die Nachricht wurde mit einer Warnung angenommen',
    characters_replaced:
      'Das XML enthielt Steuerzeichen, die XML verbietet. Der Dienst hat jedes durch U+FFFD (�) ersetzt.',
    query_parameter_unknown: (parameter, known) =>
      `Die Adresse enthält den unbekannten Parameter ${parameter}. Der Dienst hat ihn ignoriert; gemeint war wohl ${known}.`,
  },
  groups: { keys: 'Schlüssel', params: 'Parameter', more: 'Weitere Felder', payload: 'Nutzdaten' },
  unreadable: 'Der Inhalt ist nicht mehr lesbar.',
  noEvents: 'Die Nachricht enthält kein Ereignis.',
  rawHidden:
    'Der Inhalt enthält personenbezogene Werte. Der Dienst protokolliert, wer sie ansieht.',
  rawNeedsReveal:
    'Der Inhalt enthält personenbezogene Werte. Sie brauchen die Rolle Reveal, um ihn zu sehen.',
  showRaw: 'Inhalt anzeigen',
  fixture: 'Als Testdatei speichern',
  fixtureHint:
    'Speichert den Inhalt als Datei für Tests eines Handlers. Er enthält personenbezogene Werte.',
  also: (who) => `Weitere Nachrichten für ${who}`,
  alsoNone: 'Keine weiteren Nachrichten für diese Person.',
  toEmployee: 'Alle Ereignisse dieser Person',
  tooLarge: 'Der Inhalt ist zu groß für diese Ansicht. Sehen Sie in den Rohdaten nach.',
  eventsShown: (shown, all) => `${shown} von ${all} Ereignissen werden angezeigt.`,
  cut: 'Diese Seite zeigt nur die letzten Versuche, geänderten Ereignisse und Aktionen.',
  ordinal: (ordinal) => `Ereignis ${ordinal + 1}`,
}
