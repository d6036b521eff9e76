import { EventEmitter } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import type { Pool } from 'pg'
import { listenForWakeUps } from '../../../lib/store/db/wake-up.ts'
import { settledOrTimeout } from '../../support/eventually.ts'

/** A pool of one connection that, as the real one, does not forgive a second release. */
class OneConnection extends EventEmitter {
  releases = 0
  queries = 0
  readonly #listens: () => Promise<void>

  constructor(listens: () => Promise<void>) {
    super()
    this.#listens = listens
  }

  asPool(): Pool {
    return { connect: async () => this } as unknown as Pool
  }

  query(): Promise<void> {
    this.queries += 1
    return this.#listens()
  }

  release(): void {
    this.releases += 1
    if (this.releases > 1) throw new Error('released twice')
  }
}

describe('listenForWakeUps', () => {
  it('survives a connection that breaks after it was closed', async () => {
    const connection = new OneConnection(() => Promise.resolve())
    const listener = listenForWakeUps(connection.asPool(), 'us', () => undefined)
    await settledOrTimeout(() => connection.queries > 0, 'listen')
    listener.close()
    expect(() => connection.emit('error', new Error('terminating connection'))).not.toThrow()
    expect(connection.releases).toBe(1)
  })

  it('gives a connection back that does not listen', async () => {
    const connection = new OneConnection(() => Promise.reject(new Error('statement timeout')))
    const listener = listenForWakeUps(connection.asPool(), 'us', () => undefined)
    try {
      await settledOrTimeout(() => connection.releases === 1, 'the release')
    } finally {
      listener.close()
    }
    expect(connection.releases).toBe(1)
  })
})
