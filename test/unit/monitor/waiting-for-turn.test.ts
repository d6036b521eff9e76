import { expect, it } from '@jest/globals'
import { waitingForTurn } from '../../../app/monitor/src/pages/handlers/waiting-for-turn.ts'

it('counts no delivery as waiting for its turn that waits for a retry', () => {
  expect(waitingForTurn({ waiting: 5, retryingLanes: 2 })).toBe(3)
})
