export type PageLanguage = 'en' | 'de'

interface ShownError {
  readonly status: number
  readonly code: string
  /** in English */
  readonly message: string
}

/** The page for a login that failed. */
export function errorPage(error: ShownError, language: PageLanguage): string {
  const message = escaped(error.message)
  const { title, link } = WORDS[language]
  const content =
    language === 'en'
      ? `<p>${message}</p>`
      : `<p>${germanOf(error)}</p>
<details><summary>Einzelheiten (Englisch)</summary><span lang="en">${message}</span></details>`
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
${content}
<p><a href="/monitor/login">${link}</a></p>
</body>
</html>
`
}

const WORDS: Readonly<Record<PageLanguage, { readonly title: string; readonly link: string }>> = {
  en: { title: 'Log in', link: 'Log in again' },
  de: { title: 'Anmelden', link: 'Erneut anmelden' },
}

const GERMAN: Readonly<Record<string, string>> = {
  login_failed:
    'Diese Anmeldung wurde nicht in diesem Browser begonnen oder hat zu lange gedauert. Melden Sie sich erneut an.',
  too_many_logins:
    'Zurzeit melden sich zu viele Benutzer an. Warten Sie einige Sekunden, und melden Sie sich erneut an.',
  client_token_not_allowed:
    'Diese Anmeldung gehört zu keinem Benutzer. Melden Sie sich mit Ihrem eigenen Benutzer an.',
  internal: 'Der Dienst hat einen internen Fehler. Einzelheiten stehen im Log.',
}

function germanOf({ status, code }: ShownError): string {
  const known = GERMAN[code]
  if (known !== undefined) return known
  return status >= 500
    ? 'Die Anmeldung ist zurzeit nicht möglich. Versuchen Sie es später erneut.'
    : 'Melden Sie sich an.'
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
