import { describe, expect, it } from '@jest/globals'
import { isApiPathWord, pathWordsOf } from '../../../lib/dispatch/api-path-words.ts'

describe('words of paths', () => {
  it.each(['users', 'EmpJob', 'PerPersonal', 'API_BUSINESS_PARTNER', 'A_Product', 'v2', '$count'])(
    '%s is one of an API',
    (word) => {
      expect(isApiPathWord(word)).toBe(true)
    },
  )

  it.each(['Mustermann', 'jprobst', '4711', 'Perkins', 'Empire', 'Wu', 'A_', '$jprobst', 'v2.x'])(
    '%s may be a name',
    (word) => {
      expect(isApiPathWord(word)).toBe(false)
    },
  )

  it('are those that the code of a handler writes in paths', () => {
    const run = (id: string) => [
      `/badges/${id}/approver?active=${id}`,
      'https://host.example/lockers/open-now',
      'no path',
      '/has blanks/Mustermann',
    ]
    const words = pathWordsOf(run)
    expect([...words].sort()).toEqual(['active', 'approver', 'badges', 'lockers', 'open-now'])
    expect(pathWordsOf(run.bind(null)).size).toBe(0)
  })
})
