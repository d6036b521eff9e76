import { describe, expect, it } from '@jest/globals'
import { errorPage, languageOf } from '../../../srv/monitor/error-page.ts'

describe('the language of the page that tells of a login that failed', () => {
  it.each<[string | undefined, string]>([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-AT, en;q=0.5', 'de'],
    ['DE-ch', 'de'],
    ['en-GB, de;q=0.9', 'en'],
    ['en;q=0.3, de;q=0.8', 'de'],
    ['fr, de;q=0.5', 'de'],
    ['fr, es;q=0.5', 'en'],
    ['de;q=0, en', 'en'],
    ['*', 'en'],
    ['den', 'en'],
    [';;;q=,', 'en'],
  ])('%s: %s', (accepted, language) => {
    expect(languageOf(accepted)).toBe(language)
  })
})

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
    expect(page).toContain('<a href="/monitor/login">Noch einmal anmelden</a>')
    expect(page).toContain('<span lang="en">Expected &#60;this&#62; &#38; &#34;that&#34;.</span>')
  })

  it.each([
    [{ status: 403, code: 'token_of_a_client' }, 'niemand als Person'],
    [{ status: 503, code: 'issuer_unavailable' }, 'Zurzeit kann sich niemand anmelden'],
    [{ status: 500, code: 'internal' }, 'Der Dienst hat versagt'],
    [{ status: 401, code: 'token_expired' }, 'Melden Sie sich an.'],
  ])('%j: %s', (of, sentence) => {
    expect(errorPage({ ...of, message: 'x' }, 'de')).toContain(sentence)
  })
})
