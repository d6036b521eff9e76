import { describe, expect, it } from '@jest/globals'
import { checkOut } from '../../../lab/bench/before/check-out.ts'

describe('--before', () => {
  it.each(['--help', 'no-such-commit', ''])(
    "refuses '%s', which is no commit",
    async (revision) => {
      await expect(checkOut(revision)).rejects.toThrow(
        `--before: expected a commit of this repository, got '${revision}'`,
      )
    },
  )
})
