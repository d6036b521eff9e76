import type { Texts } from '../en.ts'

export const errors: Texts['errors'] = {
  title: {
    session: 'Ihre Sitzung war beendet',
    unreachable: 'Der Dienst antwortet nicht',
    forbidden: 'Dafür fehlt Ihnen die Berechtigung',
    notFound: 'Das gibt es nicht (mehr)',
    busy: 'Der Dienst ist ausgelastet',
    outage: 'Der Dienst erreicht seine Datenbank nicht',
    limited: 'Zu viel in kurzer Zeit',
    conflict: 'Das ist jetzt nicht möglich',
    invalid: 'Der Dienst versteht die Anfrage nicht',
    other: 'Etwas ist schiefgegangen',
  },
  advice: {
    session: 'Es wurde nichts ausgeführt. Sie sind wieder angemeldet: Wiederholen Sie den Schritt.',
    unreachable:
      'Angenommene Ereignisse sind sicher. Prüfen Sie Ihre Verbindung; die Seite versucht es von selbst wieder.',
    forbidden: 'Bitten Sie die Verwaltung der Rollensammlungen um die fehlende Rolle.',
    notFound:
      'Vielleicht ist die Aufbewahrungszeit abgelaufen. Prüfen Sie die Adresse, oder suchen Sie danach.',
    busy: 'Es geht nichts verloren. Versuchen Sie es gleich noch einmal.',
    outage: 'Angenommene Ereignisse sind sicher. Die Seite versucht es von selbst wieder.',
    limited: 'Warten Sie eine Minute und versuchen Sie es noch einmal.',
    conflict: 'Vielleicht war jemand schneller. Laden Sie neu, um den aktuellen Stand zu sehen.',
    invalid: 'Ändern Sie, was hier genannt ist, und versuchen Sie es noch einmal.',
    other:
      'Versuchen Sie es noch einmal. Wenn es wieder passiert, geben Sie den Code an den Betrieb weiter.',
  },
  session: {
    ended: 'Ihre Sitzung ist beendet',
    kept: 'Ihre Eingaben sind noch da. Melden Sie sich in einem neuen Tab wieder an, und machen Sie in diesem weiter.',
    logIn: 'Anmelden',
    logInHere: 'In diesem Tab anmelden',
    hereLoses: 'Eine Anmeldung in diesem Tab verwirft Ihre Eingaben.',
    blocked:
      'Ihr Browser hat den neuen Tab verhindert. Erlauben Sie ihn für diese Seite, oder melden Sie sich in diesem Tab an.',
    loggedIn: 'Sie sind angemeldet',
    goBack: 'Gehen Sie zu dem Tab zurück, von dem Sie kamen. Diesen können Sie schließen.',
  },
  notShown: 'Diese Seite lässt sich nicht anzeigen',
  notShownText:
    'Vielleicht gibt es eine neue Version, seit Sie sie geöffnet haben. Laden Sie neu: Es geht nichts verloren. Hilft das nicht, sagen Sie es dem Betrieb.',
  reload: 'Neu laden',
  todo: {
    timed_out:
      'Innerhalb von 30 Sekunden kam keine Antwort. Versuchen Sie es noch einmal. Bevor Sie eine Aktion wiederholen, sehen Sie im Verlauf nach, ob sie ausgeführt wurde.',
    request_invalid: 'Ändern Sie, was im Einzelnen genannt ist, und versuchen Sie es noch einmal.',
    csrf_rejected:
      'Die Anfrage kam nicht von dieser Seite. Laden Sie neu und versuchen Sie es noch einmal.',
    running:
      'Ein Versuch läuft gerade. Warten Sie sein Ende ab. Gibt es die Instanz nicht mehr, dann versuchen Sie es etwas später noch einmal.',
    not_failed:
      'Sie ist nicht (mehr) fehlgeschlagen. Starten Sie, was auf einen neuen Versuch wartet; führen Sie noch einmal aus, was abgeschlossen ist.',
    no_longer_in_lane:
      'Sie hat ihren Platz in der Spur beim Fehlschlag aufgegeben. Führen Sie sie stattdessen noch einmal aus.',
    not_done:
      'Sie ist noch nicht abgeschlossen. Wiederholen Sie sie, wenn sie fehlgeschlagen ist; sonst warten Sie darauf.',
    already_open:
      'Ein Lauf davon ist noch offen. Wiederholen Sie ihn, wenn er fehlgeschlagen ist; sonst warten Sie sein Ende ab.',
    already_done:
      'Sie ist schon abgeschlossen, es gibt nichts zu stornieren. Führen Sie sie noch einmal aus, wenn sie noch einmal laufen soll.',
    not_scheduled:
      'Sie wartet weder auf ein Datum noch auf einen neuen Versuch. Sie läuft, wenn sie an der Reihe ist, oder wird wiederholt.',
    event_unreadable:
      'Der Inhalt der Nachricht ist nicht mehr da oder lässt sich nicht mehr lesen. Überspringen oder stornieren Sie die Zustellung.',
    already_held: 'Der Handler ist schon angehalten.',
    not_held: 'Der Handler ist nicht angehalten.',
    handler_retired: 'Keine Instanz hat diesen Handler noch. Setzen Sie ihn zuerst wieder ein.',
    not_undecodable:
      'Diese Nachricht ließ sich lesen. Wiederholen Sie stattdessen ihre Zustellungen, oder führen Sie sie noch einmal aus.',
    still_undecodable:
      'Der Inhalt lässt sich noch immer nicht lesen. Reparieren Sie ihn, oder lassen Sie ihn noch einmal senden.',
    not_discarded:
      'In dieser Nachricht ist nichts (mehr) zu übergeben. Vielleicht war jemand schneller.',
    action_ended: 'Diese Aktion ist schon zu Ende.',
    search_limit:
      'In einer Minute sind höchstens 30 Suchen nach einer Person möglich. Warten Sie einen Moment, oder wählen Sie die Person aus einer Liste.',
    grant_missing: 'Bitten Sie die Verwaltung der Rollensammlungen um die fehlende Rolle.',
    internal: 'Der Dienst hat dabei versagt. Sein Log sagt mehr.',
  },
  code: (code) => `Code: ${code}`,
  noAccess: (user) =>
    `Sie sind als ${user} angemeldet, und dazu fehlt die Rolle Monitor. Bitten Sie die Verwaltung der Rollensammlungen darum und melden Sie sich danach neu an.`,
  notKnown: 'Zurzeit nicht bekannt.',
  stale: 'Was Sie sehen, ist möglicherweise veraltet.',
}
