import { describe, expect, it } from '@jest/globals'
import { createSearchLimit } from '../../../srv/operations/search-limit.ts'

describe('the limit of searches', () => {
  const refused = (retryAfterSeconds: number) =>
    expect.objectContaining({ code: 'search_limit', status: 429, retryAfterSeconds })

  it('looks at every 60 seconds, not at whole minutes', () => {
    let now = 59_999
    const limit = createSearchLimit(() => now)
    for (let search = 0; search < 30; search += 1) limit.admit('one')
    now = 60_001
    expect(() => limit.admit('one')).toThrow(refused(60))
    now = 119_998
    expect(() => limit.admit('one')).toThrow(refused(1))
    now = 119_999
    limit.admit('one')
  })

  it('remembers 10,000 credentials, and refuses more instead of forgetting one', () => {
    let now = 0
    const limit = createSearchLimit(() => now)
    for (let search = 0; search < 30; search += 1) limit.admit('first')
    for (let token = 1; token < 10_000; token += 1) limit.admit(`token ${token}`)
    expect(() => limit.admit('one more')).toThrow(refused(60))
    expect(() => limit.admit('first')).toThrow(refused(60))
    limit.admit('token 1')
    now = 60_000
    limit.admit('one more')
    limit.admit('first')
  })
})
