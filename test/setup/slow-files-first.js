import TestSequencer from '@jest/test-sequencer'

/** Without durations of an earlier run Jest begins with the largest files. These are small and slow. */
const SLOW = [
  'integration/role-split',
  'integration/demo',
  'integration/tools/dev',
  'integration/kill',
  'integration/clocks-apart',
  'integration/attacks-tokens',
  'integration/attacks-wire',
  'integration/model',
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
