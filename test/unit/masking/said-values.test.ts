import { describe, expect, it } from '@jest/globals'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { saidValues } from '../../../lib/masking/said-values.ts'
import { someEvent } from '../events/some-event.ts'

const json = JSON.stringify({
  userId: '4711',
  person: { firstName: 'Annabell', lastName: 'Berg', age: 12345, tags: ['blue-eyed'], on: true },
})
const xml = '<p:person xmlns:p="x"><p:lastName lang="de"> Bergmann </p:lastName><b/></p:person>'

describe('what an event says', () => {
  const mask = (parts: object) => maskFor({ ...someEvent({}), ...parts }, fieldRules())

  it.each([
    ['JSON behind its keys', { payload: json }, 'Annabell Berg', '‹firstName› ‹lastName›'],
    ['an object of its own', { more: [{ name: 'person', value: json }] }, 'Berg', '‹lastName›'],
    ['a number, an entry of a list', { payload: json }, '12345 blue-eyed', '‹age› ‹tags›'],
    ['XML', { payload: xml }, 'no Bergmann here', 'no ‹lastName› here'],
    ['a text', { more: [{ name: 'note', value: 'knows him' }] }, 'he knows him', 'he ‹note›'],
    ['who published it', { publishedBy: 'hradmin' }, 'by hradmin', 'by ‹publishedBy›'],
  ])('is not quoted: %s', (_what, parts, text, masked) => {
    expect(mask(parts).text(text)).toBe(masked)
  })

  it.each([
    ['a date or a code', { payload: '{"department":"D-1700"}' }, 'D-1700 is closed'],
    ['what is too short to be told apart', { payload: '{"a":"new"}' }, 'a new one'],
    ['a truth', { payload: '{"active":true}' }, 'true'],
    ['what is no JSON', { payload: '{"lastName":"Berg"' }, 'Berg'],
  ])('but is left alone: %s', (_what, parts, text) => {
    expect(mask(parts).text(text)).toBe(text)
  })

  it('is bounded', () => {
    const many = JSON.stringify(Array.from({ length: 5_000 }, (_, n) => `value-${n}`))
    expect(saidValues({ ...someEvent({}), payload: many }).length).toBeLessThan(600)
    const hostile = '<a '.repeat(20_000)
    expect(saidValues({ ...someEvent({}), payload: hostile })).toEqual(
      saidValues({ ...someEvent({}), payload: null }),
    )
  })
})
