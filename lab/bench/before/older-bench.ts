import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Arm } from '../arms/arm.ts'
import type { measureSettleRate } from '../lanes/settle-rate.ts'
import type { Checkout } from './check-out.ts'

/**
 * The parts of an older commit's bench that start and check its own service. Tables and columns may
 * have changed since, and only that bench knows the old ones.
 * Do not rename these files and exports: later commits load them from this one.
 */
export interface OlderBench {
  readonly held: Arm
  readonly running: Arm
  readonly measureSettleRate: typeof measureSettleRate
}

export const HELD_BEFORE = 'before-held'
export const RUNNING_BEFORE = 'before-running'
export const KNOWN_HELD_BEFORE = 'before-known-held'
export const KNOWN_RUNNING_BEFORE = 'before-known-running'

/** @throws Error when the commit has no such bench */
export async function loadOlderBench(checkout: Checkout): Promise<OlderBench> {
  const { folder, commit } = checkout
  const bench = ['lab/bench', 'bench'].find((place) => existsSync(path.join(folder, place))) ?? ''
  const load = (file: string) => import(pathToFileURL(path.join(folder, bench, file)).href)
  try {
    const { serviceHeld, serviceRunning } = await load('arms/our-service.ts')
    const { measureSettleRate } = await load('lanes/settle-rate.ts')
    if (typeof measureSettleRate !== 'function') throw new Error('measureSettleRate is missing')
    return {
      held: olderArm(serviceHeld, HELD_BEFORE, checkout),
      running: olderArm(serviceRunning, RUNNING_BEFORE, checkout),
      measureSettleRate: (...given) => inFolder(folder, () => measureSettleRate(...given)),
    }
  } catch (cause) {
    const text = `--before: expected commit ${commit} to have a bench that can be run from here`
    throw new Error(text, { cause })
  }
}

function olderArm(
  arm: Arm | undefined,
  name: string,
  { folder, commit }: Omit<Checkout, 'remove'>,
): Arm {
  if (typeof arm?.open !== 'function') throw new Error(`the arm for ${name} is missing`)
  return {
    name,
    title: `${arm.title}, commit ${commit}`,
    open: (stage, options) => inFolder(folder, () => arm.open(stage, options)),
  }
}

/** The service of an older commit may resolve the folder of its handlers against the working folder. */
async function inFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const former = process.cwd()
  process.chdir(folder)
  try {
    return await work()
  } finally {
    process.chdir(former)
  }
}
