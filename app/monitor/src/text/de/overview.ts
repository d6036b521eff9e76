import type { Texts } from '../en.ts'
import { units } from './units.ts'

const { deliveries, whom } = units
const wait = (count: number) => (count === 1 ? 'wartet' : 'warten')
const are = (count: number) => (count === 1 ? 'ist' : 'sind')
const ofHandlers = (total: number) => (total === 1 ? '1 Handler' : `${total} Handlern`)
/** For a handler that starts nothing. */
const waiting = (count: number) =>
  count === 0 ? 'Noch wartet keine Zustellung' : `${deliveries(count)} ${wait(count)}`

export const overview: Texts['overview'] = {
  title: 'Übersicht',
  ofAllCompanies: 'Diese Zahlen gelten für alle Companies.',
  handlersWell: (total) =>
    total === 1 ? 'der Handler ist auf dem Stand' : `alle ${total} Handler sind auf dem Stand`,
  handlersNot: (well, total) =>
    total === 1
      ? 'der Handler ist nicht auf dem Stand'
      : `${well} von ${ofHandlers(total)} ${are(well)} auf dem Stand`,
  handlersOpen: (count) => `das Ziel von ${ofHandlers(count)} ist nicht erreichbar`,
  handlersHeld: (count) => `${units.handlers(count)} ${are(count)} angehalten`,
  noHandlers: 'es gibt noch keinen Handler',
  lastEvent: (when) => `letztes Ereignis: ${when}`,
  noEventYet: 'noch kein Ereignis empfangen',
  nothingParked: 'nichts wartet auf Sie',
  parked: (people, records) => `${whom(people, records)} ${wait(people + records)} auf Sie`,
  tile: {
    received: 'Empfangen',
    completed: 'Abgeschlossen',
    waiting: 'Wartend',
    parked: 'Geparkt',
  },
  atLeast: 'mindestens',
  messagesDay: (count) => `${count === 1 ? 'Nachricht' : 'Nachrichten'} in 24 Stunden`,
  deliveriesDay: (count) => `${count === 1 ? 'Zustellung' : 'Zustellungen'} in 24 Stunden`,
  dayBefore: (count) => `24 Stunden davor: ${count}`,
  failed: (count) => `${deliveries(count)} fehlgeschlagen`,
  waitingNow: (count) => `${count === 1 ? 'Zustellung' : 'Zustellungen'} jetzt`,
  scheduled: (count) => {
    if (count === 0) return 'keine geplant'
    return `weitere ${deliveries(count)} geplant`
  },
  parkedNow: (people, records) => {
    if (records === 0) return people === 1 ? 'Person jetzt' : 'Personen jetzt'
    if (people > 0) return 'Personen und Datensätze jetzt'
    return records === 1 ? 'Datensatz jetzt' : 'Datensätze jetzt'
  },
  parkedDeliveries: (failed, behind) =>
    `${deliveries(failed)} fehlgeschlagen, ${behind} ${wait(behind)} dahinter`,
  sparkline: {
    received: 'Empfangene Nachrichten je Stunde',
    completed: 'Abgeschlossene Zustellungen, nach der Stunde des Empfangs',
    failed: 'Fehlgeschlagene Zustellungen, nach der Stunde des Empfangs',
  },
  byType: 'Ereignisse je Typ',
  typesCut: (events) => `Zählt nur ${events}: höchstens 25.000 in 15 Minuten.`,
  noType: 'ohne Typ',
  noTypes: 'In den letzten 24 Stunden kam kein Ereignis.',
  inDay: (events) => `${events} in den letzten 24 Stunden`,
  unusual: 'Heute ungewöhnlich',
  nothingUnusual: 'Nichts Ungewöhnliches.',
  kind: {
    handler_held: (handler, count) => `Jemand hat ${handler} angehalten: ${waiting(count)}.`,
    circuit_open: (handler, count) =>
      `Das Ziel von ${handler} ist nicht erreichbar: ${waiting(count)}. Der Dienst versucht es von selbst weiter.`,
    handler_retired: (handler, count) => `${handler} ist nicht mehr im Einsatz: ${waiting(count)}.`,
    no_events: () => 'Es sind ungewöhnlich lange keine Ereignisse gekommen.',
    refusals: (_, count) =>
      `${units.calls(count)} ${count === 1 ? 'wurde' : 'wurden'} in 24 Stunden abgewiesen.`,
    parked: (_, _count, people, records) =>
      `${whom(people, records)} ${wait(people + records)} auf Sie.`,
    no_handler: (type, count) =>
      `Kein Handler nimmt ${type === '' ? 'Ereignisse ohne Typ' : type}: ${units.events(count)} in 24 Stunden.`,
    fsync_off: () =>
      'Die Datenbank läuft mit fsync=off: Ein Absturz ihres Servers kann bestätigte Nachrichten verlieren. Setzen Sie fsync=on.',
    full_page_writes_off: () =>
      'Die Datenbank läuft mit full_page_writes=off: Ein Absturz ihres Servers kann gespeicherte Nachrichten beschädigen. Setzen Sie full_page_writes=on.',
    commit_not_flushed: () =>
      'Die Datenbank bestätigt Nachrichten, bevor sie auf der Platte sind. Setzen Sie synchronous_commit=on für die Rolle dieses Dienstes.',
    standby_asynchronous: () =>
      'Ein Standby folgt der Datenbank asynchron: Ein Failover kann bestätigte Nachrichten verlieren. Setzen Sie synchronous_standby_names.',
  },
  act: {
    handler_held: 'Zum Handler',
    circuit_open: 'Zum Handler',
    handler_retired: 'Zum Handler',
    no_events: 'Anbindung prüfen',
    refusals: 'Gründe ansehen',
    parked: 'Ursachen ansehen',
    no_handler: 'Nachrichten ansehen',
  },
}
