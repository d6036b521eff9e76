import type { Texts } from '../en.ts'
import { units } from './units.ts'

const { deliveries, messages } = units
const started = (done: number, of: number) =>
  done === of ? `${done} gestartet` : `${done} von ${of} gestartet`
const made = (done: number, _of: number, count: number | null) =>
  count === null
    ? `Ereignisse aus ${messages(done)} übergeben`
    : `${deliveries(count)} aus ${messages(done)} angelegt`

export const actions: Texts['actions'] = {
  name: {
    replay: 'Wiederholen',
    edit: 'Ändern und wiederholen',
    rerun: 'Noch einmal ausführen',
    skip: 'Überspringen',
    cancel: 'Zustellung stornieren',
    release: 'Jetzt starten',
    hold: 'Anhalten',
    resume: 'Fortsetzen',
    'skip-waiting': 'Wartende überspringen',
    'hold-all': 'Alle Handler anhalten',
    'resume-all': 'Alle Handler fortsetzen',
    backfill: 'Nachliefern',
    decode: 'Neu lesen',
    'hand-over': 'Übergeben',
    repair: 'Reparieren',
    reveal: 'Werte anzeigen',
    forget: 'Vergessen',
    'legal-hold': 'Löschsperre setzen',
    'lift-legal-hold': 'Löschsperre aufheben',
    block: 'Sperren',
  },
  done: {
    replay: 'Wiederholung gestartet',
    edit: 'Wiederholung mit geändertem Ereignis gestartet',
    rerun: 'Weiterer Lauf gestartet',
    skip: 'Übersprungen',
    cancel: 'Storniert',
    release: 'Gestartet',
  },
  failedAgain: 'Wieder fehlgeschlagen',
  means: {
    replay:
      'Versucht das fehlgeschlagene Ereignis an seinem Platz noch einmal. Bei Erfolg laufen die Ereignisse dahinter weiter.',
    edit: 'Versucht das Ereignis mit den folgenden Änderungen noch einmal. Das Original bleibt unverändert.',
    rerun:
      'Führt das Ereignis noch einmal aus, vor den wartenden Ereignissen derselben Person. Der Handler sieht, dass es eine Wiederholung ist.',
    skip: 'Der Handler bekommt das Ereignis nicht, und die Ereignisse dahinter laufen weiter. Jemand muss seine Arbeit von Hand erledigen.',
    cancel: 'Entfernt die Zustellung, bevor sie läuft. Der Handler bekommt das Ereignis nicht.',
    release:
      'Startet die Zustellung jetzt. Sie wartet nicht auf ihr Datum oder den nächsten Versuch.',
    hold: 'Keine Zustellung dieses Handlers startet mehr. Der Dienst empfängt weiter und wahrt die Reihenfolge.',
    resume: 'Der Handler macht der Reihe nach weiter, wo er aufgehört hat.',
    'skip-waiting':
      'Storniert die wartenden Zustellungen, auch die hinter geparkten. Geparkte und geplante bleiben. Danach läuft der Handler wieder. Jemand muss die Arbeit von Hand erledigen.',
    'hold-all':
      'Keine Zustellung irgendeines Handlers startet mehr. Der Dienst empfängt weiter und wahrt die Reihenfolge.',
    'resume-all':
      'Die Handler, die alle zugleich angehalten wurden, machen der Reihe nach weiter, wo sie aufgehört haben.',
    backfill:
      'Liefert dem Handler vergangene Ereignisse, die er nicht hatte, für jede Person der Reihe nach.',
    decode:
      'Liest den gespeicherten Inhalt noch einmal, mit der aktuellen Version und Konfiguration.',
    'hand-over':
      'Übergibt die Ereignisse allen Handlern, die sie nehmen, für jede Person der Reihe nach. Wenn der andere Sender dieselben Änderungen später sendet, bekommen Handler sie zweimal.',
  },
  staysHeld: (count) =>
    count === 1
      ? '1 Handler wurde einzeln angehalten. Er bleibt angehalten.'
      : `${units.handlers(count)} wurden einzeln angehalten. Sie bleiben angehalten.`,
  comment: 'Grund',
  commentRequired: 'Geben Sie einen Grund an: Andere lesen ihn später.',
  commentHint: 'Alle mit Zugang können ihn lesen. Geben Sie keine personenbezogenen Daten ein.',
  counting: 'Wird gezählt …',
  concerns: (count, atLeast) => `Das betrifft ${deliveries(count, atLeast)}.`,
  concernsMessages: (count, atLeast) => `Das betrifft ${messages(count, atLeast)}.`,
  concernsNothing: 'Für diese Aktion ist nichts mehr da. Vielleicht war jemand schneller.',
  confirmMany: (name, count, atLeast) => `${name} (${atLeast ? 'mindestens ' : ''}${count})`,
  working: 'In Arbeit …',
  progress: {
    replay: started,
    edit: started,
    rerun: started,
    release: started,
    backfill: made,
    'hand-over': made,
    decode: (done, of) => `${done} von ${messages(of)} gelesen`,
    repair: (done, of) => `${done} von ${messages(of)} repariert`,
    forget: (done) => `${deliveries(done)} abgebrochen`,
    other: (done, of) => `${done} von ${of} erledigt`,
  },
  outcome: {
    completed: (count) => `${count} abgeschlossen`,
    failed: (count) => `${count} fehlgeschlagen`,
    failedAgain: (count) => `${count} wieder fehlgeschlagen`,
    replayedLater: (count) => `${count} fehlgeschlagen und später wiederholt`,
    retrying: (count) => `${count} fehlgeschlagen, werden wiederholt`,
    running: (count) => `${count} in Arbeit`,
    waiting: (count) => `${count} wartend`,
    scheduled: (count) => `${count} geplant`,
    skipped: (count) => `${count} übersprungen`,
    cancelled: (count) => `${count} storniert`,
    deleted: (count) => `${count} nicht mehr gespeichert`,
    atLeast: (text) => `mindestens ${text}`,
  },
  share: 'Abgeschlossener Anteil',
  notStarted: (count, of) => `${count} von ${of} konnten nicht gestartet werden.`,
  refusedSome: (count) => `${count} ausgelassen: Ihr Zustand hatte sich geändert`,
  nothingOf: {
    backfill: (count) =>
      `${messages(count)} ${count === 1 ? 'enthält' : 'enthalten'} kein weiteres Ereignis, das der Handler nimmt`,
    decode: (count) =>
      count === 1
        ? '1 Nachricht kann noch nicht gelesen werden'
        : `${messages(count)} können noch nicht gelesen werden`,
    'hand-over': (count) =>
      `${messages(count)} ${count === 1 ? 'enthält' : 'enthalten'} nichts mehr, was zu übergeben ist`,
  },
  stop: 'Abbrechen',
  stopped: 'Abgebrochen',
  failed: 'Die Aktion ist fehlgeschlagen',
  inBackground: 'Die Aktion läuft weiter, wenn Sie dieses Fenster schließen.',
}
