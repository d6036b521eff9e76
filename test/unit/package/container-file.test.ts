import { describe, expect, it } from '@jest/globals'
import { isInContext, readStages } from '../../../lab/package/container-file.ts'

describe('isInContext', () => {
  const ignore = '*\n!srv\n**/*.test.ts\n**/*.pem\n'
  it.each([
    ['srv', true],
    ['srv/handlers/mine.ts', true],
    ['srv/handlers/mine.test.ts', false],
    ['srv/client.pem', false],
    ['.env', false],
    ['node_modules/a/index.js', false],
  ])('%s: %s', (file, expected) => {
    expect(isInContext(file, ignore)).toBe(expected)
  })
})

describe('readStages', () => {
  it('reads the instructions of each stage', () => {
    expect(readStages('# text\nFROM a AS b\nRUN c d\n\nFROM e\nCMD ["f"]\n')).toEqual([
      { name: 'b', instructions: [{ name: 'RUN', text: 'c d' }] },
      { name: null, instructions: [{ name: 'CMD', text: '["f"]' }] },
    ])
  })
})
