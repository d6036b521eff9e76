/** Options of Node for a process whose clock is off by so many milliseconds. */
export function shiftedClock(ms: number): string[] {
  const module = `const Real=Date;globalThis.Date=class extends Real{
    constructor(...given){if(given.length===0)super(Real.now()+${ms});else super(...given)}
    static now(){return Real.now()+${ms}}}`
  return ['--import', `data:text/javascript,${encodeURIComponent(module)}`]
}
