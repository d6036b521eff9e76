import type { tokenReasons as english } from '../../en/refusals/token.ts'

export const tokenReasons: typeof english = {
  token_missing: {
    title: 'Der Aufruf kam ohne Token',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials, mit Token-URL, Client-ID und Secret eines Service Keys.',
  },
  token_missing_none: {
    title: 'Der Aufruf kam ohne Kopfzeile Authorization',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials, mit Token-URL, Client-ID und Secret eines Service Keys. Ist er so eingestellt, suchen Sie den Proxy, der die Kopfzeile entfernt.',
  },
  token_missing_basic: {
    title: 'Der Aufruf kam mit Benutzername und Passwort (Basic)',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials, mit Token-URL, Client-ID und Secret eines Service Keys. Dieser Dienst nimmt Basic nicht an. SAP hat es für die eigenen APIs am 20. November 2026 abgeschafft.',
  },
  token_missing_other: {
    title: 'Der Aufruf kam mit einem anderen Schema als Bearer',
    todo: 'Stellen Sie den Event Connector auf OAuth 2.0 mit Client Credentials: Die Kopfzeile Authorization muss aus „Bearer“, einem Leerzeichen und dem Token bestehen.',
  },
  request_malformed: {
    title: 'Die Kopfzeile Authorization ist nicht lesbar',
    todo: 'Der Aufruf braucht genau eine Kopfzeile Authorization der Form „Bearer“ und Token. Prüfen Sie, ob ein Proxy sie verändert.',
  },
  token_malformed: {
    title: 'Das Token ist nicht lesbar',
    todo: 'Lassen Sie den Token-Endpunkt signierte JWTs ausstellen. Undurchsichtige Token brauchen in TRUSTED_ISSUERS einen Aussteller der Art introspection.',
  },
  token_issuer_unknown: {
    title: 'Dem Aussteller des Tokens wird nicht vertraut',
    todo: 'Prüfen Sie die Token-URL im Event Connector, oder nehmen Sie den Aussteller in TRUSTED_ISSUERS auf.',
  },
  token_algorithm: {
    title: 'Das Signaturverfahren des Tokens ist nicht erlaubt',
    todo: 'Ändern Sie das Verfahren beim Aussteller, oder erlauben Sie es für ihn in TRUSTED_ISSUERS.',
  },
  token_key_unknown: {
    title: 'Der Aussteller hat den Schlüssel des Tokens nicht (mehr)',
    todo: 'Holen Sie ein neues Token. Hilft das nicht, gehört die Token-URL zu einem anderen Aussteller: Korrigieren Sie sie im Event Connector.',
  },
  token_signature: {
    title: 'Die Signatur des Tokens passt nicht',
    todo: 'Prüfen Sie die Token-URL im Event Connector: Dieser Aussteller hat das Token nicht signiert, oder es wurde unterwegs verändert.',
  },
  token_expired: {
    title: 'Das Token ist abgelaufen',
    todo: 'Prüfen Sie die Uhren und die Gültigkeitsdauer der Token beim Aussteller.',
  },
  token_not_yet_valid: {
    title: 'Das Token gilt noch nicht',
    todo: 'Prüfen Sie, ob die Uhren von Aussteller und Dienst übereinstimmen.',
  },
  token_claims: {
    title: 'Dem Token fehlen nötige Claims',
    todo: 'Lassen Sie den Aussteller die Claims ergänzen, die in den Details stehen.',
  },
  token_audience: {
    title: 'Das Token ist für eine andere Audience bestimmt',
    todo: 'Nutzen Sie einen Client dieses Dienstes (Service Key), oder passen Sie audience in TRUSTED_ISSUERS an.',
  },
  token_tenant: {
    title: 'Das Token gehört zu einem anderen Mandanten',
    todo: 'Nutzen Sie die Token-URL des Subaccounts, zu dem dieser Dienst gehört.',
  },
  token_certificate: {
    title: 'Das Token gehört zu einem anderen Zertifikat',
    todo: 'Senden Sie mit dem Zertifikat, mit dem das Token geholt wurde, und nutzen Sie die Adresse mit „.cert.“.',
  },
  token_inactive: {
    title: 'Der Aussteller meldet das Token als ungültig',
    todo: 'Holen Sie ein neues Token. Prüfen Sie, ob der Client beim Aussteller gesperrt ist.',
  },
  user_token_not_allowed: {
    title: 'Das Token gehört einem Benutzer, nicht einem Client',
    todo: 'Stellen Sie den Event Connector auf Client Credentials: SuccessFactors darf nicht als Benutzer aufrufen.',
  },
  grant_missing: {
    title: 'Dem Aufrufer fehlt die Rolle',
    todo: 'Geben Sie dem Client die Rolle Ingest: in authorities der xs-security.json, oder unter grants in TRUSTED_ISSUERS. Danach muss er ein neues Token holen.',
  },
  caller_company: {
    title: 'Der Aufrufer darf nicht für diese Company senden',
    todo: 'Ändern Sie die Company in der Endpoint-URL, oder erlauben Sie sie dem Aufrufer in CALLERS.',
  },
  caller_path: {
    title: 'Der Aufrufer darf diese Adresse nicht nutzen',
    todo: 'Ändern Sie die Endpoint-URL, oder erlauben Sie dem Aufrufer diesen Pfad in CALLERS.',
  },
  jwks_unavailable: {
    title: 'Die Schlüssel des Ausstellers waren nicht abrufbar',
    todo: 'Prüfen Sie, ob der Dienst den Aussteller erreicht. Er versucht es weiter.',
  },
  introspection_unavailable: {
    title: 'Die Introspection des Tokens schlug fehl',
    todo: 'Prüfen Sie Adresse und Zugangsdaten der Introspection. Der Dienst versucht es weiter.',
  },
}
