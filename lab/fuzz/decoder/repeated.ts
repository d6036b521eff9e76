import fc from 'fast-check'

const NAMESPACE = 'http://notification.event.successfactors.com'

const inMessage = (inner: string) =>
  `<ExternalEvent xmlns="${NAMESPACE}"><events><event><x>${inner}</x></event></events></ExternalEvent>`

/** Bodies that consist of one thing again and again: where work could grow faster than the body. */
const SHAPES: Readonly<Record<string, (count: number) => string>> = {
  'nested elements': (count) => inMessage('<a>'.repeat(count)),
  'nested elements, closed': (count) => inMessage('<a>'.repeat(count) + '</a>'.repeat(count)),
  elements: (count) => inMessage('<a/>'.repeat(count)),
  events: (count) =>
    `<ExternalEvent xmlns="${NAMESPACE}"><events>${'<event/>'.repeat(count)}</events></ExternalEvent>`,
  pairs: (count) =>
    `<ExternalEvent xmlns="${NAMESPACE}"><events><event><params>${'<param/>'.repeat(count)}</params></event></events></ExternalEvent>`,
  attributes: (count) => inMessage(`<a ${listed(count, (index) => `a${index}=""`)}/>`),
  namespaces: (count) => inMessage(`<a ${listed(count, (index) => `xmlns:a${index}="u"`)}/>`),
  'a long attribute': (count) => inMessage(`<a b="${'c'.repeat(count)}"/>`),
  // an error text cuts a name at the hundredth character, but never through a surrogate pair
  'letters before a pair in a namespace': (count) =>
    `<a xmlns="${'u'.repeat(90 + (count % 20))}\u{1f600}u"/>`,
  'letters before a pair in a name': (count) => `<${'a'.repeat(90 + (count % 20))}\u{10400}a/>`,
  'a long name': (count) => inMessage(`<${'a'.repeat(count)}/>`),
  'colons in a name': (count) => inMessage(`<${'a:'.repeat(count)}>`),
  references: (count) => inMessage('&lt;'.repeat(count)),
  'character references': (count) => inMessage('&#x41;'.repeat(count)),
  'an open reference': (count) => inMessage(`&${'a'.repeat(count)}`),
  ampersands: (count) => inMessage('&'.repeat(count)),
  comments: (count) => inMessage('<!---->'.repeat(count)),
  'an open comment': (count) => inMessage(`<!--${'- '.repeat(count)}`),
  CDATA: (count) => inMessage('<![CDATA[a]]>'.repeat(count)),
  'an open CDATA': (count) => inMessage(`<![CDATA[${']]'.repeat(count)}`),
  instructions: (count) => inMessage('<?a?>'.repeat(count)),
  'line ends': (count) => inMessage('a\r\n'.repeat(count)),
  'closing brackets': (count) => inMessage(']]'.repeat(count)),
  payload: (count) =>
    inMessage('')
      .replaceAll('x>', 'eventPayload>')
      .replace('<eventPayload>', `<eventPayload>${'<a>b</a>'.repeat(count)}`),
  'a long declaration': (count) => `<?xml ${' '.repeat(count)}version="1.0"?>${inMessage('')}`,
  entities: (count) => `<!DOCTYPE a [${'<!ENTITY a "b">'.repeat(count)}]>${inMessage('&a;')}`,
  blanks: (count) => `${' '.repeat(count)}{"userId":1}`,
  'only blanks': (count) => ' '.repeat(count),
  '[': (count) => '['.repeat(count),
  '{"a":': (count) => '{"a":'.repeat(count),
  ']': (count) => ']'.repeat(count),
  'empty objects': (count) => `[{}${',{}'.repeat(count)}]`,
  'empty arrays': (count) => `[{"a":[[]${',[]'.repeat(count)}]}]`,
  'one name': (count) => `{"a":0${',"a":0'.repeat(count)}}`,
  __proto__: (count) => `{"a":0${',"__proto__":{}'.repeat(count)}}`,
  'a long number': (count) => `{"a":1${'0'.repeat(count)}}`,
  'a long text': (count) => `{"a":"${'\\u0041'.repeat(count)}"}`,
  backslashes: (count) => `{"a":"${'\\'.repeat(count)}"}`,
  quotes: (count) => `{${'"'.repeat(count)}}`,
}

const count = fc.oneof(
  { arbitrary: fc.nat(300), weight: 950 },
  { arbitrary: fc.nat(20_000), weight: 48 },
  { arbitrary: fc.nat(1_200_000), weight: 2 },
)

export const repeated: fc.Arbitrary<{ body: Buffer; what: string }> = fc
  .tuple(fc.constantFrom(...Object.keys(SHAPES)), count)
  .map(([name, many]) => ({
    body: Buffer.from(SHAPES[name]?.(many) ?? ''),
    what: `${many} × ${name}`,
  }))

function listed(many: number, one: (index: number) => string): string {
  return Array.from({ length: many }, (_, index) => one(index)).join(' ')
}
