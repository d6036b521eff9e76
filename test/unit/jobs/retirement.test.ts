import { beforeEach, describe, expect, it } from '@jest/globals'
import { retirement } from '../../../lib/jobs/retirement.ts'

const EVERY_MS = 30_000
const SILENCE_MS = 90_000

describe('the retirement of handlers that no instance has', () => {
  let now: number
  let done: string[]
  let away: boolean
  let look: () => Promise<boolean>

  beforeEach(() => {
    now = 5_000
    done = []
    away = false
    look = retirement({
      everyMs: EVERY_MS,
      silenceMs: SILENCE_MS,
      now: () => now,
      async beat() {
        if (away) throw new Error('the database is away')
        done.push('beat')
      },
      async retire() {
        done.push('retire')
        return [{ name: 'gone', open: 2 }]
      },
      onRetired: ({ name, open }) => void done.push(`${name} ${open}`),
    })
  })
  const RETIRED = ['beat', 'retire', 'gone 2']
  const lookAfter = async (ms: number): Promise<string[]> => {
    now += ms
    done = []
    expect(await look()).toBe(false)
    return done
  }

  it('comes behind a word of its own that it is there, each time', async () => {
    expect(await lookAfter(0)).toEqual(RETIRED)
    expect(await lookAfter(EVERY_MS)).toEqual(RETIRED)
    expect(await lookAfter(EVERY_MS + 5_000)).toEqual(RETIRED)
  })

  it('waits behind an outage until the others could have said that they are there', async () => {
    expect(await lookAfter(0)).toEqual(RETIRED)
    away = true
    for (let round = 0; round < 4; round += 1) {
      now += EVERY_MS
      await expect(look()).rejects.toThrow('away')
    }
    away = false
    expect(await lookAfter(EVERY_MS)).toEqual(['beat'])
    expect(await lookAfter(EVERY_MS)).toEqual(['beat'])
    expect(await lookAfter(EVERY_MS)).toEqual(['beat'])
    expect(await lookAfter(EVERY_MS)).toEqual(RETIRED)
  })

  it('waits also if the process itself was frozen', async () => {
    expect(await lookAfter(0)).toEqual(RETIRED)
    expect(await lookAfter(SILENCE_MS)).toEqual(['beat'])
    expect(await lookAfter(EVERY_MS)).toEqual(['beat'])
  })
})
