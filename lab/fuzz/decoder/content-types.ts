import fc from 'fast-check'

const CHARSETS = [
  'utf-8',
  'UTF-16',
  'utf-16le',
  'utf-16be',
  'us-ascii',
  'iso-8859-1',
  'windows-1252',
  'utf-7',
  'windows-1251',
  'shift_jis',
  'gb18030',
  '"utf-8"',
  '',
]

const TYPES = [
  'text/xml',
  'application/xml',
  'application/soap+xml',
  'application/json',
  'text/json',
  'application/problem+json',
  'text/plain',
  'application/octet-stream',
  'multipart/related',
  'multipart/related; boundary=b',
  'application/x-www-form-urlencoded',
  'text/csv',
  'application/x-ndjson',
]

/** Any header; most often one under which the body is looked at. */
export const anyContentType: fc.Arbitrary<string | undefined> = fc.oneof(
  {
    arbitrary: fc.constantFrom(undefined, 'text/xml', 'application/json', 'text/plain'),
    weight: 24,
  },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...TYPES), fc.constantFrom(...CHARSETS))
      .map(([type, charset]) => `${type}; charset=${charset}`),
    weight: 3,
  },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 1 },
)

/** `?type=` of the address. */
export const typeHint: fc.Arbitrary<string | null> = fc.oneof(
  { arbitrary: fc.constantFrom(null, 'com.example.Type'), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 1 },
)
