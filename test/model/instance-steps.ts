import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { registerHandlers } from '../../lib/store/registry/register-handlers.ts'
import { pick } from './delivery-keys.ts'
import type { History } from './history.ts'
import type { Instance, Role } from './instance.ts'
import { modelHandler } from './model-handlers.ts'
import type { Step } from './step.ts'

const MAX_INSTANCES = 6

export async function join(
  history: History,
  role: Role,
  handlers: readonly RegisteredHandler[],
): Promise<Instance> {
  const instance = await history.world.join(role, handlers)
  history.instances.push(instance)
  return instance
}

export async function joinLater(
  history: History,
  { role, isOld }: Extract<Step, { kind: 'join' }>,
): Promise<void> {
  if (history.instances.length === MAX_INSTANCES) return
  const newcomer = history.handlers.get('newcomer')
  const all = [...history.handlers.values()]
  await join(history, role, isOld ? all.filter((handler) => handler !== newcomer) : all)
}

/** A process that stops. It has released its running deliveries. */
export async function leave(history: History, which: number): Promise<void> {
  const later = history.instances.slice(3)
  if (later.length === 0) return
  const instance = pick(later, which)
  history.instances.splice(history.instances.indexOf(instance), 1)
  forgetHandsOf(history, instance)
  await history.world.leave(instance)
}

/** A process of the newest version takes the place of one that stops, and that may still settle. */
export async function upgrade(history: History, which: number): Promise<void> {
  const place = which % history.instances.length
  const replaced = history.instances[place] as Instance
  await history.world.leave(replaced)
  history.instances[place] = await history.world.join(replaced.role, [...history.handlers.values()])
}

/** A process dies with all that it knows, and another one starts in its place. */
export async function crash(history: History, which: number): Promise<void> {
  const place = which % history.instances.length
  const dead = history.instances[place] as Instance
  forgetHandsOf(history, dead)
  history.ghosts.push(dead)
  history.instances[place] = await history.world.join(dead.role, dead.handlers)
}

export function forgetHandsOf(history: History, instance: Instance): void {
  history.hands = history.hands.filter((hand) => hand.instance !== instance)
  history.unanswered = history.unanswered.filter((one) => one.instance !== instance)
  history.unknown = history.unknown.filter((one) => one.instance !== instance)
}

/** A deployment begins: one instance has a handler that the others do not know. */
export async function newcomer(history: History, run: string): Promise<void> {
  if (history.handlers.has('newcomer')) return
  const name = `${run}-newcomer`
  const ids = await registerHandlers(
    history.clocked,
    [{ name, formerly: [], definition: {} }],
    null,
  )
  const handler = modelHandler('newcomer', name, ids.get(name) as number)
  history.handlers.set('newcomer', handler)
  await upgrade(history, 2)
}
