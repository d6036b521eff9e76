/** The command line that starts npm: on Windows `npm` itself is no program. */
export function npmProgram(): readonly [string, ...string[]] {
  const { npm_execpath: script } = process.env
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm']
}
