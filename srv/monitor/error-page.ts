export type PageLanguage = 'en' | 'de'

interface Told {
  readonly status: number
  readonly code: string
  /** in English */
  readonly message: string
}

/** What a person is told who opened an address of the login that does not work out. */
export function errorPage(told: Told, language: PageLanguage): string {
  const message = escaped(told.message)
  const { title, link } = WORDS[language]
  const content =
    language === 'en'
      ? `<p>${message}</p>`
      : `<p>${germanOf(told)}</p>
<details><summary>Im Einzelnen (englisch)</summary><span lang="en">${message}</span></details>`
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
  de: { title: 'Anmelden', link: 'Noch einmal anmelden' },
}

const GERMAN: Readonly<Record<string, string>> = {
  login_failed:
    'Diese Anmeldung wurde nicht in diesem Browser begonnen oder hat zu lange gedauert. Melden Sie sich noch einmal an.',
  too_many_logins:
    'In diesem Augenblick melden sich zu viele an. Warten Sie einige Sekunden und melden Sie sich noch einmal an.',
  client_token_not_allowed:
    'Hinter dieser Anmeldung steht niemand als Person. Melden Sie sich mit Ihrem eigenen Benutzer an.',
  internal: 'Der Dienst hat versagt. Sein Log sagt mehr.',
}

function germanOf({ status, code }: Told): string {
  const known = GERMAN[code]
  if (known !== undefined) return known
  return status >= 500
    ? 'Zurzeit kann sich niemand anmelden. Versuchen Sie es später noch einmal.'
    : 'Melden Sie sich an.'
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
