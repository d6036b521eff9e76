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
  it.each([
    ['de-DE,de;q=0.9,en;q=0.8', 'de', 'Noch einmal anmelden'],
    ['en', 'en', 'Log in again'],
  ])('is told in the language of the browser: %s', async (accepted, language, link) => {
    const answer = await request(instance.url)
      .get('/monitor/callback?code=x&state=y')
      .set('Accept-Language', accepted)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(`<html lang="${language}">`)
    expect(answer.text).toContain(link)
  })
})
