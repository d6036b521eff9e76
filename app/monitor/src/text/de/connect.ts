import type { Texts } from '../en.ts'

export const connect: Texts['connect'] = {
  title: 'Anbinden',
  lead: 'Tragen Sie diese Werte in den Event Connector von SuccessFactors ein (Integration Service Registration), speichern Sie, und sehen Sie zu, wie die Liste grün wird.',
  connected: 'SuccessFactors ist angebunden.',
  settings: 'Was einzutragen ist',
  endpoint: 'Endpoint URL',
  endpointHint: 'Eine Company darf folgen, etwa /MYCOMPANY.',
  otherEndpoint: 'Oder, wie CPI sie nennt',
  authentication: 'Authentication',
  authenticationValue: 'OAuth2 Client Credentials Grant',
  tokenUrl: 'Token URL',
  tokenUrlOf: (kind) => `Token URL (${kind})`,
  noTokenUrl: 'Der Aussteller nennt sie nicht; siehe dessen Dokumentation.',
  client: 'Client ID und Secret',
  clientValue:
    'Aus dem Service Key oder Binding des Clients, den SuccessFactors nutzt. Hier werden sie nicht angezeigt.',
  noIssuer:
    'Noch wird keinem Aussteller vertraut: Binden Sie einen xsuaa- oder identity-Service, oder setzen Sie TRUSTED_ISSUERS.',
  https: 'SuccessFactors erreicht nur https-Adressen auf Port 443.',
  steps: 'Live-Prüfung',
  state: { done: 'Erledigt', waiting: 'Offen', failed: 'Fehlgeschlagen' },
  step: {
    address: {
      name: 'Die Adresse wurde erreicht',
      hint: 'Wartet auf den ersten Aufruf von SuccessFactors, was immer daraus wird.',
    },
    token: {
      name: 'Ein Token kam mit',
      hint: 'Wartet auf einen Aufruf mit Token: Token URL, Client ID und Secret müssen stimmen.',
    },
    accepted: {
      name: 'Das Token wurde anerkannt',
      hint: 'Wartet auf ein Token eines vertrauten Ausstellers, das für diesen Dienst bestimmt ist.',
    },
    role: {
      name: 'Der Client hat die Rolle Ingest',
      hint: 'Wartet auf ein Token mit der Rolle zum Senden von Ereignissen.',
    },
    message: {
      name: 'Die erste Nachricht kam',
      hint: 'Wartet auf eine Nachricht. Ändern Sie etwas an einem Testmitarbeiter, das abonniert ist.',
    },
    event: {
      name: 'Das erste Ereignis wurde gelesen',
      hint: 'Wartet auf eine Nachricht mit einem Ereignis darin.',
    },
    handled: {
      name: 'Ein Handler hat es erledigt',
      hint: 'Wartet auf einen Handler, der Ereignisse dieses Typs nimmt.',
    },
  },
  caller: {
    authenticated: (client) => `Der letzte Aufruf des Clients ${client} wurde abgewiesen.`,
    claimed: (client) =>
      `Ein Aufruf, der den Client ${client} nennt, wurde abgewiesen. Niemand bürgt für den Aufrufer.`,
    stranger: () => 'Der letzte Aufruf kam von einem unbekannten Aufrufer und wurde abgewiesen.',
  },
  unreadable: (client) =>
    `Die letzte Nachricht des Clients ${client} war nicht lesbar. Sie ist aufbewahrt.`,
  toRefused: 'Alle abgewiesenen Aufrufe',
}
