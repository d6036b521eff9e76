import { describe, expect, it } from '@jest/globals'
import { shellWord } from '../../../lib/cli/files/new-files.ts'

describe('a text as one word of a shell', () => {
  it.each([
    ['a.B-c_1', 'a.B-c_1'],
    ['srv/x.json', 'srv/x.json'],
    ['', "''"],
    ['$HOME', "'$HOME'"],
    ['a b', "'a b'"],
    ["a'; rm x", "'a'\\''; rm x'"],
  ])('%s is %s', (text, word) => {
    expect(shellWord(text)).toBe(word)
  })
})
