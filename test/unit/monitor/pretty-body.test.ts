import { describe, expect, it } from '@jest/globals'
import { namesIn } from '../../../app/monitor/src/pages/message/names-in-body.ts'
import { prettyBody } from '../../../app/monitor/src/pages/message/pretty-body.ts'

describe('a body laid out for reading', () => {
  it('has an element a line, and only white space is changed', () => {
    const xml = '<a><b x="1">text</b><c/><!-- note <d> --><e><![CDATA[<f>]]></e><g></g></a>'
    expect(prettyBody(xml)).toEqual({
      language: 'xml',
      text: [
        '<a>',
        '  <b x="1">text</b>',
        '  <c/>',
        '  <!-- note <d> -->',
        '  <e><![CDATA[<f>]]></e>',
        '  <g></g>',
        '</a>',
      ].join('\n'),
    })
  })

  it('keeps every character of JSON that JSON.parse would change', () => {
    const json = '{"id":12345678901234567890,"a":[],"b":{},"b":[1,{"c":"x, y: {\\"z\\"}"}]}'
    expect(prettyBody(json)).toEqual({
      language: 'json',
      text: [
        '{',
        '  "id": 12345678901234567890,',
        '  "a": [],',
        '  "b": {},',
        '  "b": [',
        '    1,',
        '    {',
        '      "c": "x, y: {\\"z\\"}"',
        '    }',
        '  ]',
        '}',
      ].join('\n'),
    })
  })

  it('that is neither stays as it is', () => {
    for (const body of ['', ' text ', '{"a":', '[1,]', 'null and void']) {
      expect(prettyBody(body)).toEqual({ language: 'text', text: body })
    }
  })

  it.each([
    ['a comment without an end', '<a><!-- <b> <c>'],
    ['CDATA without an end', '<a><![CDATA[ <b>'],
    ['a tag without an end', '<a><b <c'],
    ['an instruction without an end', '<?xml <a>'],
  ])('loses nothing of what is malformed: %s', (_what, xml) => {
    expect(bare(prettyBody(xml).text)).toBe(bare(xml))
  })

  it('names what is coloured', () => {
    const named = (body: string) => {
      const pretty = prettyBody(body)
      return namesIn(pretty).map(({ start, end }) => pretty.text.slice(start, end))
    }
    expect(named('<a x="1">text<b/></a>')).toEqual(['<a x="1">', '<b/>', '</a>'])
    expect(named('{"a":"b","c":["d",{"e\\"":1}]}')).toEqual(['"a"', '"c"', '"e\\""'])
    expect(named('text')).toEqual([])
  })
})

const bare = (text: string) => text.replaceAll(/\s/g, '')

const HOSTILE: readonly (readonly [what: string, body: (times: number) => string])[] = [
  ['comments without an end', (n) => '<!--'.repeat(n)],
  ['CDATA without an end', (n) => `<a>${'<![CDATA['.repeat(n)}`],
  ['instructions without an end', (n) => '<?'.repeat(n)],
  ['tags without an end', (n) => '<'.repeat(n)],
  ['tags with an attribute and no end', (n) => '<a b="'.repeat(n)],
  ['elements in elements', (n) => '<a>'.repeat(n)],
  ['end tags alone', (n) => `<a>${'</a>'.repeat(n)}`],
  ['elements in elements, each with an end', (n) => '<a>'.repeat(n) + '</a>'.repeat(n)],
  ['deep elements with many inside', (n) => '<a>'.repeat(n / 4) + '<b/>'.repeat(n)],
  ['white space between tags', (n) => `<a>${' '.repeat(n)}<${' '.repeat(n)}`],
  ['lists in lists', (n) => '['.repeat(n) + ']'.repeat(n)],
  ['lists in lists without an end', (n) => '['.repeat(n)],
  ['deep lists with many inside', (n) => `${'['.repeat(500)}${'1,'.repeat(n)}1${']'.repeat(500)}`],
  ['objects in objects', (n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`],
  ['a string of quotes', (n) => `["${'\\"'.repeat(n)}"]`],
  ['strings', (n) => `[${'"a",'.repeat(n)}1]`],
  ['white space in JSON', (n) => `["a"${' '.repeat(n)},1]`],
]

/** The least CPU time of several runs (ms). The other work of the machine is not counted. */
function costOf(work: () => void): number {
  const times = Array.from({ length: 2 }, () => {
    const before = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}

describe('a hostile body', () => {
  const layOut = (body: string) => {
    const pretty = prettyBody(body)
    namesIn(pretty)
    return pretty
  }

  it.each(HOSTILE)('costs in proportion to its size: %s', (_what, body) => {
    const small = body(2_000)
    const large = body(32_000)
    layOut(small)
    // Sixteen times the size: linear costs are 16 times as much, quadratic ones 256 times.
    const floorMs = 3
    const most =
      80 *
      Math.max(
        floorMs,
        costOf(() => layOut(small)),
      )
    expect(costOf(() => layOut(large))).toBeLessThan(most)
  })

  it.each(HOSTILE)('is not multiplied: %s', (_what, body) => {
    const given = body(10_000)
    const { text } = layOut(given)
    expect(text.length).toBeLessThan(given.length * 45)
    expect(bare(text)).toBe(bare(given))
  })

  it('is coloured up to a number of names', () => {
    expect(namesIn(layOut('<a/>'.repeat(10_000))).length).toBeLessThanOrEqual(5_000)
  })
})
