import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

let bed: TestBed
let instance: TestInstance
beforeAll(async () => {
  bed = await createTestBed()
  instance = await bed.startInstance()
})
afterAll(() => bed.stop())

describe('a file of the page that is gone', () => {
  it.each(['/monitor/assets/handlers-page-before.js', '/monitor/assets/', '/monitor/assets/a/b'])(
    'is not taken for an address of the page: %s',
    async (path) => {
      const answer = await request(instance.url).get(path)
      expect(answer.status).toBe(404)
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.headers['content-type']).toMatch(/^text\/plain/)
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    },
  )
})

describe('a login that failed', () => {
  const LINKS = { de: 'Erneut anmelden', en: 'Log in again' }

  it.each<[string | undefined, 'de' | 'en']>([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-DE,de;q=0.9,en;q=0.8', 'de'],
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
  ])('is told in the language of the browser: %s', async (accepted, language) => {
    const asking = request(instance.url).get('/monitor/callback?code=x&state=y')
    const answer = await (accepted === undefined ? asking : asking.set('Accept-Language', accepted))
    const link = LINKS[language]
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(`<html lang="${language}">`)
    expect(answer.text).toContain(link)
  })
})
