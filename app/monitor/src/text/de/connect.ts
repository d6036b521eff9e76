import type { Texts } from '../en.ts'

export const connect: Texts['connect'] = {
  title: 'Anbinden',
  lead: 'Tragen Sie diese Werte in den Event Connector von SuccessFactors ein (Integration Service Registration), und speichern Sie. Ein Schritt wird grün, wenn er funktioniert.',
  connected: 'SuccessFactors ist angebunden.',
  settings: 'Diese Werte eintragen',
  endpoint: 'Endpoint URL',
  endpointHint: 'Sie können eine Company anhängen, etwa /MYCOMPANY.',
  otherEndpoint: 'Oder die Adresse wie in CPI',
  authentication: 'Authentication',
  authenticationValue: 'OAuth2 Client Credentials Grant',
  tokenUrl: 'Token URL',
  tokenUrlOf: (kind) => `Token URL (${kind})`,
  noTokenUrl: 'Der Aussteller veröffentlicht sie nicht. Siehe die Dokumentation des Ausstellers.',
  client: 'Client ID und Secret',
  clientValue:
    'Aus dem Service Key oder Binding des Clients für SuccessFactors. Diese Seite zeigt sie nicht an.',
  noIssuer:
    'Der Dienst vertraut noch keinem Aussteller. Binden Sie einen xsuaa- oder identity-Service, oder setzen Sie TRUSTED_ISSUERS.',
  https: 'SuccessFactors ruft nur https-Adressen auf Port 443 auf.',
  steps: 'Live-Prüfung',
  state: { done: 'Erledigt', waiting: 'Offen', failed: 'Fehlgeschlagen' },
  step: {
    address: {
      name: 'Die Adresse wurde erreicht',
      hint: 'Wartet auf den ersten Aufruf von SuccessFactors, auch auf einen abgewiesenen.',
    },
    token: {
      name: 'Der Aufruf enthielt ein Token',
      hint: 'Wartet auf einen Aufruf mit Token. Prüfen Sie Token URL, Client ID und Secret.',
    },
    accepted: {
      name: 'Das Token wurde anerkannt',
      hint: 'Wartet auf ein Token eines vertrauten Ausstellers mit diesem Dienst als Audience.',
    },
    role: {
      name: 'Der Client hat die Rolle Ingest',
      hint: 'Wartet auf ein Token mit der Rolle zum Senden von Ereignissen.',
    },
    message: {
      name: 'Die erste Nachricht ist eingetroffen',
      hint: 'Wartet auf eine Nachricht. Ändern Sie einen Testmitarbeiter so, dass ein abonniertes Ereignis eintritt.',
    },
    event: {
      name: 'Das erste Ereignis wurde gelesen',
      hint: 'Wartet auf eine Nachricht, die ein Ereignis enthält.',
    },
    handled: {
      name: 'Ein Handler hat ein Ereignis abgeschlossen',
      hint: 'Wartet auf einen Handler, der Ereignisse dieses Typs nimmt.',
    },
  },
  caller: {
    authenticated: (client) => `Der letzte Aufruf des Clients ${client} wurde abgewiesen.`,
    claimed: (client) =>
      `Ein Aufruf, der den Client ${client} nennt, wurde abgewiesen. Der Aufrufer ist nicht überprüft.`,
    stranger: () => 'Der letzte Aufruf kam von einem unbekannten Aufrufer und wurde abgewiesen.',
  },
  unreadable: (client) =>
    `Die letzte Nachricht des Clients ${client} war nicht lesbar. Der Dienst hat sie gespeichert.`,
  toRefused: 'Alle abgewiesenen Aufrufe',
}
