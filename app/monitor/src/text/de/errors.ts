import type { Texts } from '../en.ts'

export const errors: Texts['errors'] = {
  title: {
    session: 'Ihre Sitzung war beendet',
    unreachable: 'Der Dienst antwortet nicht',
    forbidden: 'Dafür fehlt Ihnen die Berechtigung',
    notFound: 'Nicht gefunden',
    unreadable: 'Nicht mehr lesbar',
    busy: 'Der Dienst ist ausgelastet',
    outage: 'Der Dienst erreicht seine Datenbank nicht',
    limited: 'Zu viele Anfragen',
    conflict: 'Das ist jetzt nicht möglich',
    invalid: 'Die Anfrage ist ungültig',
    other: 'Etwas ist schiefgegangen',
  },
  advice: {
    session:
      'Der Dienst hat nichts ausgeführt. Sie sind wieder angemeldet. Wiederholen Sie den Schritt.',
    unreachable:
      'Angenommene Ereignisse sind sicher. Prüfen Sie Ihre Verbindung. Die Seite versucht es von selbst wieder.',
    forbidden: 'Bitten Sie die Verwaltung der Rollensammlungen um die fehlende Rolle.',
    notFound:
      'Vielleicht ist die Aufbewahrungszeit abgelaufen. Prüfen Sie die Adresse, oder suchen Sie danach.',
    unreadable: 'Niemand kann diesen Inhalt mehr lesen.',
    busy: 'Es geht nichts verloren. Versuchen Sie es gleich noch einmal.',
    outage: 'Angenommene Ereignisse sind sicher. Die Seite versucht es von selbst wieder.',
    limited: 'Warten Sie eine Minute und versuchen Sie es noch einmal.',
    conflict: 'Vielleicht war jemand schneller. Laden Sie neu, um den aktuellen Stand zu sehen.',
    invalid: 'Korrigieren Sie den genannten Wert, und versuchen Sie es noch einmal.',
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
      'Ihr Browser hat den neuen Tab blockiert. Erlauben Sie ihn für diese Seite, oder melden Sie sich in diesem Tab an.',
    loggedIn: 'Sie sind angemeldet',
    goBack: 'Kehren Sie zum vorherigen Tab zurück. Diesen können Sie schließen.',
  },
  notShown: 'Diese Seite lässt sich nicht anzeigen',
  notShownText:
    'Vielleicht gibt es eine neue Version, seit Sie sie geöffnet haben. Laden Sie neu: Es geht nichts verloren. Hilft das nicht, sagen Sie es dem Betrieb.',
  reload: 'Neu laden',
  todo: {
    timed_out:
      'Innerhalb von 30 Sekunden kam keine Antwort. Versuchen Sie es noch einmal. Bevor Sie eine Aktion wiederholen, prüfen Sie im Verlauf, ob sie ausgeführt wurde.',
    request_invalid:
      'Korrigieren Sie die Anfrage wie in den Details beschrieben, und versuchen Sie es noch einmal.',
    csrf_rejected:
      'Die Anfrage kam nicht von dieser Seite. Laden Sie neu und versuchen Sie es noch einmal.',
    running:
      'Ein Versuch läuft gerade. Warten Sie, bis er endet. Wenn die Instanz ausgefallen ist, versuchen Sie es später noch einmal.',
    not_failed:
      'Die Zustellung ist nicht (mehr) fehlgeschlagen. Wartet sie auf einen neuen Versuch, starten Sie sie. Ist sie abgeschlossen, führen Sie sie noch einmal aus.',
    edited_meanwhile:
      'Jemand anders hat das Ereignis geändert, seit Sie diesen Dialog geöffnet haben. Schließen Sie ihn, und sehen Sie die Zustellung noch einmal an.',
    rerun_meanwhile:
      'Jemand anders hat die Zustellung noch einmal ausgeführt, seit Sie diesen Dialog geöffnet haben. Schließen Sie ihn, und sehen Sie den neuen Lauf an.',
    no_longer_in_lane:
      'Nach ihrem Fehlschlag liefen spätere Ereignisse weiter. Führen Sie sie stattdessen noch einmal aus.',
    not_done:
      'Die Zustellung ist noch nicht abgeschlossen. Ist sie fehlgeschlagen, wiederholen Sie sie. Sonst warten Sie, bis sie endet.',
    already_open:
      'Ein Lauf dieser Zustellung ist noch offen. Ist er fehlgeschlagen, wiederholen Sie ihn. Sonst warten Sie, bis er endet.',
    already_done:
      'Die Zustellung ist schon abgeschlossen und lässt sich nicht stornieren. Sie können sie noch einmal ausführen.',
    not_scheduled:
      'Die Zustellung wartet weder auf ein Datum noch auf einen neuen Versuch. Sie läuft von selbst, oder Sie wiederholen sie.',
    handler_unknown: 'Kein Handler hat diesen Namen. Wählen Sie einen aus der Liste.',
    client_unknown:
      'Von diesem Client kam keine Nachricht. Geben Sie die Client-ID eines Aufrufers ein.',
    body_unreadable:
      'Eine Person in dieser Nachricht wurde vergessen. Niemand kann ihren Inhalt noch lesen.',
    event_unreadable:
      'Der Inhalt der Nachricht fehlt oder ist nicht mehr lesbar. Überspringen oder stornieren Sie die Zustellung.',
    audit_entry:
      'Diese Zustellung ist ein Eintrag für das Audit-Log. Niemand kann ihn ändern oder weglassen. Ist sie fehlgeschlagen, wiederholen Sie sie.',
    erasure_notice:
      'Diese Zustellung sagt einem Handler, wen er löschen soll. Ist sie fehlgeschlagen, wiederholen, überspringen oder stornieren Sie sie.',
    already_held: 'Der Handler ist schon angehalten.',
    held_again:
      'Jemand anders hat den Handler noch einmal angehalten, seit Sie diesen Dialog geöffnet haben. Schließen Sie ihn, und lesen Sie den neuen Grund.',
    not_all_held: 'Kein Handler ist (mehr) zusammen mit allen anderen angehalten.',
    not_held: 'Der Handler ist nicht angehalten.',
    handler_retired: 'Keine Instanz hat diesen Handler noch. Deployen Sie ihn zuerst wieder.',
    not_undecodable:
      'Diese Nachricht ist lesbar. Wiederholen Sie stattdessen ihre Zustellungen, oder führen Sie sie noch einmal aus.',
    still_undecodable:
      'Der Inhalt lässt sich noch immer nicht lesen. Reparieren Sie ihn, oder lassen Sie ihn noch einmal senden.',
    not_discarded:
      'In dieser Nachricht ist nichts (mehr) zu übergeben. Vielleicht war jemand schneller.',
    forgotten: 'Die Person wurde vergessen: Von ihr läuft nichts mehr.',
    legal_hold:
      'Für diese Person gilt eine Löschsperre. Heben Sie die Sperre auf, bevor Sie die Person vergessen.',
    legal_hold_exists: 'Die Person hat schon eine Löschsperre, oder sie wird gerade vergessen.',
    no_legal_hold: 'Die Person hat keine Löschsperre (mehr).',
    already_forgotten: 'Die Person wird schon vergessen. Der Verlauf zeigt, wer das verlangt hat.',
    not_forgettable:
      'Hier ordnet ein Handler seine Ereignisse, es ist keine Person. Vergessen Sie die Person, deren Ereignisse das sind.',
    forget_limit:
      'In einer Stunde lassen sich nur wenige Personen vergessen. Versuchen Sie es später noch einmal.',
    report_pending: 'Die Person wird noch vergessen. Der Bericht entsteht am Ende.',
    action_ended: 'Diese Aktion ist schon zu Ende.',
    search_limit:
      'In einer Minute sind höchstens 30 Suchen nach einer Person möglich. Warten Sie einen Moment, oder wählen Sie die Person aus einer Liste.',
    grant_missing: 'Bitten Sie die Verwaltung der Rollensammlungen um die fehlende Rolle.',
    internal: 'Im Dienst ist ein Fehler aufgetreten. Sein Log enthält die Einzelheiten.',
  },
  code: (code) => `Code: ${code}`,
  noAccess: (user) =>
    `Sie sind als ${user} angemeldet, aber ohne die Rolle Monitor. Bitten Sie die Verwaltung der Rollensammlungen darum. Melden Sie sich danach neu an.`,
  notKnown: 'Zurzeit nicht bekannt.',
  stale: 'Die Daten sind möglicherweise veraltet.',
}
