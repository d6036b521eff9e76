import { expect, it } from '@jest/globals'
import { loadError } from '../../../lib/handlers/load-error.ts'

const IMPORTER = 'file:///app/node_modules/sf-event-receiver/lib/handlers/discover-handlers.js'

const withStack = (message: string, ...lines: string[]) =>
  Object.assign(new Error(message), { stack: lines.join('\n') })

it.each([
  [
    'a syntax error in an imported file',
    withStack(
      "Expected ',', got '}'",
      'file:///app/srv/handlers/shared/names.ts:12',
      '  const a = { b } }',
      "SyntaxError: Expected ',', got '}'",
      `    at async readHandler (${IMPORTER}:77:14)`,
    ),
    "Expected ',', got '}' (shared/names.ts:12)",
  ],
  [
    'an error of its first lines',
    withStack('no key', 'Error: no key', '    at file:///app/srv/handlers/leaver.ts:3:7'),
    'no key (leaver.ts:3)',
  ],
  [
    'an import that is missing, which its text names',
    withStack(
      "Cannot find package 'axios'",
      "Error: Cannot find package 'axios'",
      '    at finalizeResolution (node:internal/modules/esm/resolve:272:11)',
      `    at async readHandler (${IMPORTER}:77:14)`,
    ),
    "Cannot find package 'axios'",
  ],
  ['a text', 'no license', 'no license'],
])('describes %s', (_what, error, text) => {
  expect(loadError(error, '/app/srv/handlers', IMPORTER)).toBe(text)
})
