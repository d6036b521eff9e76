// Jest kills a worker, with a warning, that takes 500 ms to end. Node frees the modules of all test files before it
// ends, which takes longer on a busy machine. An exit ends the process without that.
const MARK = Symbol.for('sf-event-receiver.ends-at-once')
/** The `process` of a test file is a copy without the end of the worker. */
const worker: typeof process & { [MARK]?: true } = process
  .getBuiltinModule('node:module')
  .createRequire(import.meta.url)('node:process')

// The first test file of a worker does it for all. The main process has no parent to report to.
if (worker.send !== undefined && worker[MARK] === undefined) {
  worker[MARK] = true
  worker.once('exit', () => worker.exit())
}
