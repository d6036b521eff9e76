import { describe, expect, it } from '@jest/globals'
import type { EventSelector } from '../../../lib/events/select-events.ts'
import { suspectTypes } from '../../../lib/handlers/suspect-types.ts'

const ASSIGNMENT = 'com.successfactors.Employment.AssignmentInformation'

describe('a type that is likely misspelt', () => {
  it.each<[EventSelector, string]>([
    [`${ASSIGNMENT}.Rehire`, `${ASSIGNMENT}.ReHire`],
    [`${ASSIGNMENT}.Terminaton`, `${ASSIGNMENT}.Termination`],
    [`com.succesfactors.Employment.AssignmentInformation.Hire`, `${ASSIGNMENT}.Hire`],
    [['*', 'Hire'], `${ASSIGNMENT}.Hire`],
  ])('%s, for %s', (on, known) => {
    expect(suspectTypes(on)).toMatchObject([{ known }])
  })

  it.each<[EventSelector]>([
    [`${ASSIGNMENT}.ReHire`],
    [`${ASSIGNMENT}.*`],
    ['*'],
    ['com.successfactors.Rewards.SpotAward.Given'],
    [() => true],
  ])('not %s', (on) => {
    expect(suspectTypes(on)).toEqual([])
  })
})
