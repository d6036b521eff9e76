import { describe, expect, it } from '@jest/globals'
import { de } from '../../../app/monitor/src/text/de.ts'
import { en } from '../../../app/monitor/src/text/en.ts'

/** Words of the code and of its documents. */
const INTERNAL = {
  en: /\b(lanes?|leases?|heads?|subjects?|circuits?|probes?|fan-?outs?|cursors?|claims? of|settle[ds]?|tail)\b/i,
  de: /\b(Spur(en)?|Lease|Subjekte?|Schutzschalter|Proben?|Fan-?out|Lane)\b/,
}
/** Names of what the reader types at the issuer or in an address. */
const NAMES = /places\.subject|\?subject=|WEBHOOK_ORIGINS/g

/** Arguments for texts that are functions. */
const GIVEN = [
  2,
  'word',
  ['word'],
  { failed: 2, waiting: 2, completed: 2, skipped: 2 },
  { kind: 'circuit', handler: 'word', version: null },
]

describe('the texts of the monitor', () => {
  for (const [language, texts] of Object.entries({ en, de })) {
    it(`have no internal word (${language})`, () => {
      const internal = INTERNAL[language as keyof typeof INTERNAL]
      const found = sentencesOf(texts).filter(([, sentence]) =>
        internal.test(sentence.replaceAll(NAMES, '')),
      )
      expect(found).toEqual([])
    })
  }

  it('are looked through, with those that are made of numbers', () => {
    const sentences = new Map(sentencesOf(en))
    expect(sentences.get('message.lane.noRecordKey')).toMatch(INTERNAL.en)
    expect(sentences.get('employee.waiting')).toBe('2 deliveries wait.')
  })
})

/** All texts with their places; functions get numbers and words. */
function sentencesOf(texts: unknown, place = ''): [string, string][] {
  if (typeof texts === 'string') return [[place, texts]]
  if (typeof texts === 'function') return [[place, said(texts as (...given: unknown[]) => unknown)]]
  return Object.entries(texts as object).flatMap(([name, text]) =>
    sentencesOf(text, place === '' ? name : `${place}.${name}`),
  )
}

function said(text: (...given: unknown[]) => unknown): string {
  for (const given of GIVEN) {
    try {
      return String(text(...Array.from({ length: 5 }, () => given)))
    } catch {
      // It takes something else.
    }
  }
  throw new Error(`expected a text of numbers or words: ${text}`)
}
