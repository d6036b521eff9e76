import { expect, it } from '@jest/globals'
import { chosenEvents } from '../../../app/monitor/src/pages/handler/chosen-events.ts'

const missed = {
  types: [
    { type: 'com.example.Hired', events: 5 },
    { type: 'com.example.Left', events: 4 },
    { type: null, events: 3 },
    // The answer masks a type that is not one word.
    { type: '‹type›', events: 2 },
    { type: '‹type›', events: 1 },
  ],
  atLeast: false,
}

it('a backfill without a choice has every event', () => {
  expect(chosenEvents(missed, new Set())).toMatchObject({ types: null, events: 15 })
})

it('a backfill of chosen types counts no event that the filter cannot name', () => {
  const chosen = { types: ['com.example.Hired'], events: 5, some: true }
  expect(chosenEvents(missed, new Set(['com.example.Left']))).toMatchObject(chosen)
})
