import { expect, it } from '@jest/globals'
import { changedSteps } from '../../../app/monitor/src/pages/connect/changed-steps.ts'

const steps = (address: 'waiting' | 'done', token: 'waiting' | 'failed' | 'done') => [
  { id: 'address' as const, state: address, at: new Date().toISOString() },
  { id: 'token' as const, state: token, at: new Date().toISOString() },
]
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)

it('names those steps whose state has changed, whatever else is new', () => {
  const before = steps('waiting', 'waiting')
  expect(changedSteps(before, steps('waiting', 'waiting'))).toEqual([])
  expect(ids(changedSteps(before, steps('done', 'failed')))).toEqual(['address', 'token'])
  expect(ids(changedSteps(steps('done', 'failed'), steps('done', 'done')))).toEqual(['token'])
})

it('names none where nothing was known', () => {
  expect(changedSteps([], steps('done', 'failed'))).toEqual([])
})
