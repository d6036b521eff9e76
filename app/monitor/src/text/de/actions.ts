import type { Texts } from '../en.ts'
import { units } from './units.ts'

const { deliveries, messages } = units
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
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
    backfill: 'Nachliefern',
    decode: 'Neu lesen',
    'hand-over': 'Übergeben',
    repair: 'Reparieren',
    reveal: 'Werte anzeigen',
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
      'Versucht das fehlgeschlagene Ereignis an seinem Platz noch einmal. Bei Erfolg geht es dahinter weiter.',
    edit: 'Versucht das Ereignis mit den folgenden Änderungen noch einmal. Das Original bleibt, wie es kam.',
    rerun:
      'Führt es als Nächstes in seiner Spur noch einmal aus. Der Handler erfährt, dass es eine Wiederholung ist.',
    skip: 'Das Ereignis wird nicht verarbeitet, und dahinter geht es weiter. Was es bewirkt hätte, muss jemand von Hand erledigen.',
    cancel: 'Nimmt es aus seiner Spur, bevor es gelaufen ist. Es wird nicht verarbeitet.',
    release: 'Wartet nicht länger auf sein Datum oder den nächsten Versuch.',
    hold: 'Von diesem Handler startet nichts mehr. Empfangen wird weiter, und alles behält seine Reihenfolge.',
    resume: 'Der Handler macht der Reihe nach weiter, wo er aufgehört hat.',
    backfill:
      'Übergibt dem Handler vergangene Ereignisse, die er nicht hatte, jedes an seinem Platz.',
    decode: 'Liest den Inhalt noch einmal, so wie er heute gelesen würde.',
    'hand-over':
      'Übergibt die Ereignisse allen Handlern, die sie nehmen, jedes an seinem Platz. Bringt der maßgebliche Absender dieselben Änderungen später, werden sie zweimal verarbeitet.',
  },
  reason: 'Grund',
  reasonRequired: 'Ein Grund ist nötig: Andere lesen ihn später.',
  reasonHint: 'Für alle mit Zugang sichtbar. Keine personenbezogenen Daten.',
  counting: 'Es wird gezählt, was das betrifft …',
  concerns: (count, atLeast) => `Das betrifft ${deliveries(count, atLeast)}.`,
  concernsMessages: (count, atLeast) => `Das betrifft ${messages(count, atLeast)}.`,
  concernsBackfill: (count, atLeast) =>
    `${capital(messages(count, atLeast))} ${count === 1 ? 'enthält' : 'enthalten'} ein Ereignis, das der Handler noch nicht hatte. Er bekommt die Ereignisse, die er nimmt.`,
  concernsNothing: 'Es gibt nichts, womit das möglich ist. Vielleicht war jemand schneller.',
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
  refusedSome: (count) => `${count} blieben unberührt: Ihr Zustand hatte sich geändert`,
  nothingOf: {
    backfill: (count) =>
      `${messages(count)} ${count === 1 ? 'enthält' : 'enthalten'} nichts weiter, was der Handler nimmt`,
    decode: (count) =>
      count === 1
        ? '1 Nachricht kann noch nicht gelesen werden'
        : `${messages(count)} können noch nicht gelesen werden`,
    'hand-over': (count) =>
      `${messages(count)} ${count === 1 ? 'enthält' : 'enthalten'} nichts mehr, was zu übergeben ist`,
  },
  stop: 'Abbrechen',
  stopped: 'Abgebrochen',
  failed: 'Das hat nicht geklappt',
  inBackground: 'Es läuft weiter, wenn Sie dieses Fenster schließen.',
}
