import { describe, expect, it } from '@jest/globals'
import { errorPage } from '../../../srv/monitor/error-page.ts'

describe('the page that tells of a login that failed', () => {
  const refusal = { status: 400, code: 'login_failed', message: 'Expected <this> & "that".' }

  it('says in English what the service says, and nothing of it is markup', () => {
    const page = errorPage(refusal, 'en')
    expect(page).toContain('<html lang="en">')
    expect(page).toContain('<p>Expected &#60;this&#62; &#38; &#34;that&#34;.</p>')
    expect(page).toContain('<a href="/monitor/login">Log in again</a>')
  })

  it('says in German what to do, and has the English sentence marked as such', () => {
    const page = errorPage(refusal, 'de')
    expect(page).toContain('<html lang="de">')
    expect(page).toContain('<title>Anmelden</title>')
    expect(page).toContain('<a href="/monitor/login">Erneut anmelden</a>')
    expect(page).toContain('<span lang="en">Expected &#60;this&#62; &#38; &#34;that&#34;.</span>')
  })

  it.each([
    [{ status: 403, code: 'client_token_not_allowed' }, 'gehört zu keinem Benutzer'],
    [{ status: 503, code: 'issuer_unavailable' }, 'Die Anmeldung ist zurzeit nicht möglich'],
    [{ status: 500, code: 'internal' }, 'Der Dienst hat einen internen Fehler'],
    [{ status: 401, code: 'token_expired' }, 'Melden Sie sich an.'],
  ])('%j: %s', (of, sentence) => {
    expect(errorPage({ ...of, message: 'x' }, 'de')).toContain(sentence)
  })
})
