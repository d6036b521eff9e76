import type { Texts } from '../en.ts'

export const overview: Texts['overview'] = {
  title: 'Übersicht',
  ofAllCompanies: 'Diese Zahlen gelten für alle Companies.',
  handlersWell: (total) =>
    total === 1 ? 'Der Handler ist auf dem Stand' : `Alle ${total} Handler sind auf dem Stand`,
  handlersNot: (well, total) => `${well} von ${total} Handlern sind auf dem Stand`,
  noHandlers: 'Es gibt noch keinen Handler',
  lastEvent: (when) => `das letzte Ereignis kam ${when}`,
  noEventYet: 'es ist noch kein Ereignis gekommen',
  nothingParked: 'nichts wartet auf Sie',
  parked: (lanes) => (lanes === 1 ? 'eine Spur wartet auf Sie' : `${lanes} Spuren warten auf Sie`),
  tile: {
    received: 'Empfangen',
    completed: 'Abgeschlossen',
    waiting: 'Wartend',
    parked: 'Geparkt',
  },
  messagesDay: 'Nachrichten in 24 Stunden',
  deliveriesDay: 'Zustellungen in 24 Stunden',
  dayBefore: (count) => `24 Stunden zuvor: ${count}`,
  failed: (count) => `${count} fehlgeschlagen`,
  waitingNow: 'Zustellungen jetzt',
  scheduled: (count) => `${count} weitere für ein späteres Datum`,
  parkedNow: 'Spuren jetzt',
  deliveriesIn: (count) => `${count} Zustellungen darin`,
  byHour: 'Nachrichten je Stunde',
  byType: 'Ereignisse je Typ',
  duration: 'Vom Empfang bis erledigt',
  half: 'Die Hälfte in',
  most: '95 von 100 in',
  noDuration: 'In den letzten 24 Stunden wurde nichts erledigt.',
  noType: 'ohne Typ',
  noTypes: 'In den letzten 24 Stunden kam kein Ereignis.',
  unusual: 'Heute ungewöhnlich',
  nothingUnusual: 'Nichts Ungewöhnliches.',
  legend: { received: 'Empfangen', refused: 'Abgewiesen', before: 'Einen Tag früher' },
  hour: (hour, received, completed, failed, refused) =>
    `${hour}: ${received} empfangen, ${refused} abgewiesen; Zustellungen: ${completed} abgeschlossen, ${failed} fehlgeschlagen`,
  chartLabel: 'Empfangene Nachrichten und abgewiesene Aufrufe der letzten 24 Stunden je Stunde',
  table: {
    hour: 'Stunde',
    received: 'Empfangen',
    completed: 'Zustellungen abgeschlossen',
    failed: 'Zustellungen fehlgeschlagen',
    refused: 'Abgewiesen',
  },
  kind: {
    handler_held: (handler) => `${handler} wird von jemandem angehalten: Seine Ereignisse warten.`,
    circuit_open: (handler) =>
      `Das Ziel von ${handler} ist nicht erreichbar: Seine Ereignisse warten, und es wird von selbst weiter versucht.`,
    handler_retired: (handler) => `${handler} ist nicht mehr im Einsatz.`,
    no_events: () => 'Es sind ungewöhnlich lange keine Ereignisse gekommen.',
    refusals: (_, count) =>
      count === 1 ? '1 Aufruf wurde abgewiesen.' : `${count} Aufrufe wurden abgewiesen.`,
    parked: (_, count) => (count === 1 ? '1 Spur ist geparkt.' : `${count} Spuren sind geparkt.`),
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
  },
}
