import { describe, expect, it } from '@jest/globals'
import { splitOptions, unmetSettings } from '../../../lib/store/db/session-settings.ts'

describe('splitOptions', () => {
  it.each<[string, [string, string][], string]>([
    ['-c work_mem=5MB', [['work_mem', '5MB']], ''],
    [
      '-cwork_mem=5MB  --work-mem=6MB',
      [
        ['work_mem', '5MB'],
        ['work_mem', '6MB'],
      ],
      '',
    ],
    [
      '-c search_path=a\\ b\\\\,c -c a.b=',
      [
        ['search_path', 'a b\\,c'],
        ['a.b', ''],
      ],
      '',
    ],
    ['endpoint=ep\\ 1 -c jit=on -B 5', [['jit', 'on']], 'endpoint=ep\\ 1 -B 5'],
    ['-c', [], '-c'],
    ['-c jit -c jit=on', [['jit', 'on']], '-c jit'],
    ['', [], ''],
  ])('%s', (options, expected, others) => {
    const split = splitOptions(options)
    expect(split.settings.map(({ name, value }) => [name, value])).toEqual(expected)
    expect(split.others).toBe(others)
  })
})

describe('unmetSettings', () => {
  const settings = [
    { name: 'synchronous_commit', value: 'on', alsoAccepted: ['remote_apply'] },
    { name: 'jit', value: 'off' },
  ]

  it('accepts each value that serves', () => {
    expect(unmetSettings(settings, { synchronous_commit: 'on', jit: 'off' })).toEqual([])
    expect(unmetSettings(settings, { synchronous_commit: 'remote_apply', jit: 'off' })).toEqual([])
  })

  it('names what was expected and what was found', () => {
    expect(unmetSettings(settings, { synchronous_commit: 'local' })).toEqual([
      'synchronous_commit=on, found local',
      'jit=off, found nothing',
    ])
  })
})
