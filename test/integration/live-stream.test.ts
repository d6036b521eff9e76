import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createBrowserLike } from '../support/browser-like.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { fetchToken } from '../support/fetch-token.ts'
import { openRaw } from '../support/raw-http.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

interface Stream {
  readonly status: number
  readonly answer: Response
  /** the service has ended it */
  readonly ended: () => boolean
  /** all that it has said */
  readonly text: () => string
  close(): Promise<void>
}

describe('the live stream', () => {
  let bed: TestBed
  let instance: TestInstance
  let shiftMs = 0
  const streams: Stream[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({ trust: { now: () => Date.now() + shiftMs } })
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    shiftMs = 0
    await Promise.all(streams.splice(0).map((stream) => stream.close()))
  })

  async function listen(headers: Record<string, string>): Promise<Stream> {
    const closing = new AbortController()
    const { signal } = closing
    const answer = await fetch(`${instance.url}/operations/v1/live`, { headers, signal })
    let isEnded = false
    let text = ''
    const read = async () => {
      if (answer.status !== 200 || answer.body === null) return
      for await (const part of answer.body.pipeThrough(new TextDecoderStream())) text += part
      isEnded = true
    }
    const reading = read().catch(() => undefined)
    const stream = {
      status: answer.status,
      answer,
      ended: () => isEnded,
      text: () => text,
      async close() {
        closing.abort()
        await reading
      },
    }
    streams.push(stream)
    return stream
  }
  const withToken = async () => ({
    authorization: `Bearer ${await fetchToken(bed.authorizationServer, 'operator')}`,
  })
  async function withSession(): Promise<Record<string, string>> {
    const browser = createBrowserLike()
    const { url } = bed.authorizationServer.xsuaaCredentials
    const form = await browser.follow(`${instance.url}/monitor/login`, `${url}/login/`)
    const { secret: password } = bed.authorizationServer.clients.operator
    const typed = await browser.post(form, new URLSearchParams({ user: 'operator', password }))
    const next = new URL(typed.headers.get('location') ?? '', form).href
    const back = await browser.get(await browser.follow(next, `${instance.url}/monitor/callback`))
    return { cookie: back.headers.getSetCookie().at(-1)?.split(';', 1)[0] ?? '' }
  }
  const end = (stream: Stream) => settledOrTimeout(async () => stream.ended(), 'the stream to end')

  const open = async (headers: string) => {
    const connection = await openRaw(instance.url)
    connection.send(`GET /operations/v1/live HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`)
    return connection
  }

  it('tells the present state at once, and each change after it', async () => {
    const connection = await open(`Authorization: Bearer ${await bed.token('operator')}`)
    await connection.until('event: change')
    expect(connection.text()).toContain('Content-Type: text/event-stream')
    const before = connection.text().length
    const id = await instance.send(['20001'])
    await connection.until(id)
    expect(connection.text().slice(before)).toContain('event: change')
    connection.destroy()
  })

  it('is for those who may see', async () => {
    const nobody = await open('Accept: text/event-stream')
    expect(await nobody.until('token_missing')).toMatch(/^HTTP\/1\.1 401/)
    const sender = await open(`Authorization: Bearer ${await bed.token()}`)
    expect(await sender.until('grant_missing')).toMatch(/^HTTP\/1\.1 403/)
    nobody.destroy()
    sender.destroy()
  })

  it('ends when its token does', async () => {
    const headers = await withToken()
    const stream = await listen(headers)
    expect(stream.status).toBe(200)
    shiftMs = 13 * 3_600_000
    await end(stream)
    expect((await listen(headers)).status).toBe(401)
  })

  it('ends when its session does', async () => {
    const headers = await withSession()
    const stream = await listen(headers)
    const other = await listen(await withSession())
    expect(stream.status).toBe(200)
    const [row] = (await bed.db.query('select id from session order by created_at limit 1')).rows
    await bed.db.query(
      `update session set expires_at = now() - interval '1 second' where id = $1`,
      [row.id],
    )
    shiftMs = 16_000
    await end(stream)
    expect(other.ended()).toBe(false)
    expect((await listen(headers)).status).toBe(401)
  })

  it('ends after ten minutes in any case, so that the client authenticates again', async () => {
    const stream = await listen(await withToken())
    shiftMs = 10 * 60_000 + 1
    await end(stream)
  })

  it('gives a sign of life while nothing changes, which a page can see', async () => {
    const stream = await listen(await withToken())
    await settledOrTimeout(
      () => stream.text().includes('\n\nevent: unchanged\ndata: {}\n\n'),
      'the sign of life',
    )
  })

  it('is open ten times for a token or a session, and others have theirs', async () => {
    const [token, session] = [await withToken(), await withSession()]
    for (const headers of [token, session]) {
      const opened = await Promise.all(Array.from({ length: 12 }, () => listen(headers)))
      expect(opened.filter(({ status }) => status === 200)).toHaveLength(10)
      const refused = opened.find(({ status }) => status === 429)
      expect(refused?.answer.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(await refused?.answer.json()).toEqual({
        error: { code: 'too_many_streams', message: expect.stringContaining('10') },
      })
    }
    expect((await listen(await withToken())).status).toBe(200)
    await streams[0]?.close()
    await settledOrTimeout(
      async () => (await listen(token)).status === 200,
      'the place of one that left',
    )
  })

  it('is open 200 times in all, and says so', async () => {
    for (let token = 0; token < 20; token += 1) {
      const headers = await withToken()
      const opened = await Promise.all(Array.from({ length: 10 }, () => listen(headers)))
      expect(opened.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    }
    const { status, answer } = await listen(await withToken())
    expect(status).toBe(503)
    expect(answer.headers.get('retry-after')).not.toBeNull()
    expect(await answer.json()).toMatchObject({ error: { code: 'too_many_streams' } })
  })

  it('ends when the service stops', async () => {
    const connection = await open(`Authorization: Bearer ${await bed.token('operator')}`)
    await connection.until('event: change')
    await instance.stop()
    await connection.closed()
  })
})
