import { describe, expect, it } from '@jest/globals'
import { newsOf } from '../../../app/monitor/src/pages/overview/news.ts'

const handlers = { total: 3, upToDate: 3, running: 3, held: 0, open: 0, retired: 0 }
const parked = { lanes: 0, people: 0, records: 0, deliveries: 0 }
const waiting = { ...parked, lanes: 1, records: 1, deliveries: 1 }

describe('the sentence of the overview', () => {
  it('is good news while all is well', () => {
    expect(newsOf({ handlers, parked })).toEqual(['handlersWell', 'lastEvent', 'nothingParked'])
  })

  it('begins with what waits for a person, and then calls no handler well that is not', () => {
    const some = { ...handlers, upToDate: 1, held: 1, open: 1 }
    expect(newsOf({ handlers: some, parked: waiting })).toEqual([
      'parked',
      'handlersOpen',
      'handlersHeld',
      'handlersNot',
      'lastEvent',
    ])
  })

  it('says first that there is no handler', () => {
    const none = { ...handlers, total: 0, upToDate: 0 }
    expect(newsOf({ handlers: none, parked })).toEqual(['noHandlers', 'lastEvent', 'nothingParked'])
  })
})
