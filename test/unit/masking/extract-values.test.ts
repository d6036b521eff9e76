import { describe, expect, it } from '@jest/globals'
import { extractValues } from '../../../lib/masking/extract-values.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const json = JSON.stringify({
  userId: '4711',
  person: { firstName: 'Annabell', lastName: 'Berg', age: 12345, tags: ['blue-eyed'], on: true },
})
const xml = '<p:person xmlns:p="x"><p:lastName lang="de"> Bergmann </p:lastName><b/></p:person>'

describe('what an event says', () => {
  const mask = (parts: object) => maskFor([{ ...someEvent({}), ...parts }], fieldRules())

  it.each([
    ['JSON behind its keys', { payload: json }, 'Annabell Berg', '‹firstName› ‹lastName›'],
    ['an object of its own', { more: [{ name: 'person', value: json }] }, 'Berg', '‹lastName›'],
    ['a number, an entry of a list', { payload: json }, '12345 blue-eyed', '‹age› ‹tags›'],
    ['XML', { payload: xml }, 'no Bergmann here', 'no ‹lastName› here'],
    ['a text', { more: [{ name: 'note', value: 'knows him' }] }, 'he knows him', 'he ‹note›'],
    ['CDATA', { payload: '<lastName><![CDATA[Berg]]></lastName>' }, 'Berg', '‹lastName›'],
    ['an attribute', { payload: '<p lastName="Berg"/>' }, 'Berg', '‹lastName›'],
    ['Base64', { payload: btoa(xml) }, 'no Bergmann here', 'no ‹lastName› here'],
    ['a comment', { payload: '<p><!-- Berg --></p>' }, 'Berg', '‹comment›'],
    ['broken JSON', { payload: '{"lastName":"Berg"' }, 'Berg', '‹payload›'],
    ['a name that is data', { payload: '{"anna berg":1}' }, 'Berg', '‹value›'],
    ['a short nested name', { payload: '{"firstName":"Eva"}' }, 'Eva', '‹firstName›'],
    [
      'a name that is also the type',
      { type: 'Bergmann', payload: '{"eventType":"Bergmann","lastName":"Bergmann"}' },
      'no Bergmann',
      'no ‹lastName›',
    ],
    ['who published it', { publishedBy: 'hradmin' }, 'by hradmin', 'by ‹publishedBy›'],
  ])('is not quoted: %s', (_what, parts, text, masked) => {
    expect(mask(parts).text(text)).toBe(masked)
  })

  it.each([
    ['a date or a code', { payload: '{"department":"D-1700"}' }, 'D-1700 is closed'],
    ['a common word', { payload: '{"a":"new"}' }, 'a new one'],
    [
      'the type, which every reader sees',
      { type: 'com.example.Badge', payload: '{"eventType":"com.example.Badge"}' },
      'got com.example.Badge',
    ],
    ['a digit', { payload: '{"a":1}' }, 'attempt 1'],
    ['a truth', { payload: '{"active":true}' }, 'true'],
  ])('but is left alone: %s', (_what, parts, text) => {
    expect(mask(parts).text(text)).toBe(text)
  })

  it('is hidden as a whole where there are too many values to know them', () => {
    const many = JSON.stringify(Array.from({ length: 20_000 }, (_, n) => `value-${n}`))
    expect(extractValues(someEvent({ payload: many })).isComplete).toBe(false)
    expect(mask({ payload: many }).text('anything')).toBe('‹hidden›')
    expect(mask({ payload: many }).data({ of: 'anything' })).toBe('‹hidden›')
    expect(mask({ params: [{ name: 'x', value: 'x'.repeat(300_000) }] }).text('x')).toBe('‹hidden›')
  })

  it.each([
    ['open tags', '<a '.repeat(20_000)],
    ['open CDATA', '<![CDATA['.repeat(20_000)],
    ['open comments', '<!--'.repeat(20_000)],
    ['open attributes', `<a ${'a="'.repeat(50_000)}`],
    ['a long name', `<a ${'a'.repeat(200_000)}`],
    ['deep JSON', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a long word', 'a'.repeat(250_000)],
    ['open escapes', '%4'.repeat(100_000)],
  ])('costs by its length: %s', (_what, payload) => {
    // The square of this length would take minutes; the test's own time limit tells.
    expect(mask({ payload }).text('some text')).toMatch(/some text|hidden/)
  })
})
