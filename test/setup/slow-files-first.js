import TestSequencer from '@jest/test-sequencer'

/** Without durations of an earlier run Jest begins with the largest files. These are small and slow. */
const SLOW = [
  'browser/company-history',
  'browser/everybody',
  'browser/find',
  'browser/live',
  'browser/messages',
  'browser/rights',
  'browser/session',
  'browser/tabs',
  'browser/views',
  'descriptors/package',
  'integration/attacks-tokens',
  'integration/attacks-wire',
  'integration/clocks-apart',
  'integration/demo',
  'integration/kill',
  'integration/local-postgres-accounts',
  'integration/model',
  'integration/proved-death',
  'integration/role-split',
  'integration/rotation',
  'integration/tools/dev',
  'integration/tools/replay',
].map((name) => `/test/${name}.test.ts`)

/** Begins with slow files, so that no worker has a long one left when the others have ended. */
export default class SlowFilesFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests)
    const isSlow = ({ path, duration }) =>
      duration === undefined && SLOW.some((end) => path.replaceAll('\\', '/').endsWith(end))
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))]
  }
}
