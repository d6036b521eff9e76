import { describe, expect, it } from '@jest/globals'
import type { NamedValue } from '../../../lib/events/event.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { maskFor } from '../../../lib/masking/mask-text.ts'
import { someEvent } from '../events/some-event.ts'

const rules = fieldRules()
const maskOf = (...params: readonly NamedValue[]) => maskFor([someEvent({ params })], rules)
const named = (name: string, value: string) => maskOf({ name, value })

describe('maskFor', () => {
  const mask = maskFor(
    [
      someEvent({
        keys: [
          { name: 'userId', value: '20001' },
          { name: 'seqNumber', value: '1' },
        ],
        params: [{ name: 'personIdExternal', value: '200015' }],
      }),
    ],
    rules,
  )

  it.each([
    ['user 20001 not found', 'user ‹userId› not found'],
    ['/users/user20001/x', '/users/user‹userId›/x'],
    ['person 200015 not found', 'person ‹personIdExternal› not found'],
    ['mail to jane.doe@example.com failed', 'mail to ‹mail› failed'],
    ['mail to jane.doe%40example.com failed', 'mail to ‹mail› failed'],
    ['attempt 1 failed', 'attempt 1 failed'],
  ])('%s', (text, masked) => {
    expect(mask.text(text)).toBe(masked)
  })

  it.each([
    ['as it is', 'Müller', 'no Müller'],
    ['in another case', 'Müller', 'no MÜLLER'],
    ['ß', 'Weiß', 'no WEISS'],
    ['ẞ', 'Weiß', 'no WEIẞ'],
    ['a dotted capital', 'Irem', 'no İREM'],
    ['a dotless letter', 'Işık', 'no IŞIK'],
    ['NFD', 'Müller', 'no Mu\u0308ller'],
    ['NFD with a mark that Thai has too', 'Xañez', 'no Xan\u0303ez'],
    ['from NFD', 'Mu\u0308ller', 'no Müller'],
    ['full width', 'Lee', 'no Ｌｅｅ'],
    ['a soft hyphen', 'Mustermann', 'no Muster\u00admann'],
    ['percent', 'Müller', 'no M%C3%BCller'],
    ['percent in small letters', 'Müller', 'no M%c3%bcller'],
    ['percent as Latin-1', 'Müller', 'no M%FCller'],
    ['percent twice', 'Müller', 'no M%25C3%25BCller'],
    ['percent with a blank', 'Li Wei', 'no Li%20Wei'],
    ['a form', 'Li Wei', 'no Li+Wei'],
    ['JSON', 'a "b" cc', 'no a \\"b\\" cc'],
    ['JSON in numbers', 'Müller', 'no M\\u00fcller'],
    ['JSON in JSON', 'Müller', 'no M\\\\u00FCller'],
    ['JSON with a line break', 'Li\nWei', 'no Li\\nWei'],
    ['behind an escape', 'Wu', 'no \\nWu'],
    ['behind a backslash', 'Nguyen', 'no \\nguyen'],
    ['XML', "O'Neil", 'no O&apos;Neil'],
    ['XML in numbers', "O'Neil", 'no O&#39;Neil'],
    ['from XML', 'O&apos;Neil', "no O'Neil"],
    ['XML in an address', "O'Neil", 'no O%26apos%3BNeil'],
    ['two letters', 'Li', 'no Li'],
    ['one letter', 'O', 'no O'],
    ['Han', '王伟', 'no 王伟'],
    ['Han within a sentence', '王伟', '用户王伟不存在'],
    ['Han in an address', '王伟', 'no %E7%8E%8B%E4%BC%9F'],
    ['Hangul with a particle', '김철수', '김철수는'],
    ['Hangul in NFD', '김철수', 'no 김철수'.normalize('NFD')],
    ['Katakana', 'マイケル', 'マイケルさん'],
    ['with a pattern of a replacement', '$& $1', 'no $& $1'],
    ['with a pattern', 'a.*(b', 'no a.*(b'],
  ])('knows a value in every form: %s', (_what, value, text) => {
    const masked = named('lastName', value).text(text)
    const rest = masked.replaceAll(/‹lastName›/g, '')
    expect(masked).toContain('‹lastName›')
    expect(rest).toMatch(/^(?:no )?\\?[$().*"\\&]*(?:n|用户不存在|는|는|さん)?[ .$&()*"\\]*$/u)
  })

  it.each([
    ['a part of a word', 'Li', 'Linda lives'],
    ['a part of a number', '20001', '200012'],
    ['hexadecimal digits', 'Ed', '5ed7a2b06b52'],
  ])('masks whole words: not %s', (_what, value, text) => {
    expect(named('lastName', value).text(text)).toBe(text)
  })

  it('knows the words of a value of several words', () => {
    const mask = maskOf(
      { name: 'fullName', value: 'Erika Mustermann' },
      { name: 'note', value: 'moves in with her sister' },
    )
    expect(mask.text('Erika is new')).toBe('‹fullName› is new')
    expect(mask.text('Mustermann, Erika')).toBe('‹fullName›')
    expect(mask.text('her sister with her')).toBe('her ‹note› with her')
    expect(named('name', '王小明').text('小明好')).toBe('‹name›好')
  })

  it('puts names of fields in as text, and none that is data', () => {
    expect(named('$&', 'Erika').text('Erika')).toBe('‹value›')
    expect(named('erika mustermann', 'Berg').text('erika Berg')).toBe('‹value›')
    expect(
      maskOf({ name: 'Erika', value: 'Berg' }, { name: 'firstName', value: 'Erika' }).text('Berg'),
    ).toBe('‹value›')
  })

  it('does not mask a mark again, unless its inside is a value', () => {
    const mask = maskOf({ name: 'lastName', value: 'Berg' }, { name: 'mail', value: 'lastName' })
    const once = mask.text('of Berg')
    expect(mask.text(once)).toBe(once)
    expect(mask.text('of ‹Berg›')).not.toContain('Berg')
  })

  it('grows a text by no more than its marks', () => {
    const mask = maskOf({ name: 'a'.repeat(60), value: 'Wu' }, { name: '`$`', value: 'Li' })
    expect(mask.text('Wu '.repeat(1_000)).length).toBeLessThan(100)
    expect(mask.text('Wu Li '.repeat(1_000)).length).toBeLessThan(40_000)
  })

  it('knows the values of every form of an event', () => {
    const original = someEvent({ params: [{ name: 'salary', value: '72000' }] })
    const decoys = Array.from({ length: 2_000 }, (_, n) => ({ name: 'x', value: `decoy${n}` }))
    const edited = someEvent({ params: decoys })
    expect(maskFor([original, edited], rules).text('72000 decoy1999')).toBe('‹salary› ‹x›')
    expect(maskFor([null, edited], rules).text('72000')).toBe('‹hidden›')
  })

  it('costs by the length of the text, however many values there are', () => {
    const params = Array.from({ length: 2_000 }, (_, n) => ({ name: 'n', value: `a ${n} b` }))
    const mask = maskOf(...params)
    expect(mask.text('a 5 b '.repeat(20_000)).length).toBeGreaterThan(0)
    expect(mask.text('王'.repeat(100_000))).toHaveLength(100_000)
    expect(mask.text('‹x› '.repeat(50_000))).toHaveLength(200_000)
  })
})
