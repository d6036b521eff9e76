import { compareKeys, keyOf, namesOf, pick } from './delivery-keys.ts'
import { expectedStarts } from './expected-starts.ts'
import type { Hand, History, UnknownRecording } from './history.ts'
import { type Instance, records } from './instance.ts'
import { crash } from './instance-steps.ts'
import { LEASE_MS } from './model-handlers.ts'
import type { RecordOutcome, Step } from './step.ts'

export async function record(
  history: History,
  step: Extract<Step, { kind: 'record' }>,
): Promise<void> {
  const instance = pick(history.instances.filter(records), step.instance)
  const events = step.subjects.map((subject) => history.eventFor(subject))
  const message = history.world.message(instance, events)
  await write(history, { instance, message, events }, 1, step.slots, step.outcome)
}

/** Writes a message that is not stored, and compares what the recording starts. */
export async function write(
  history: History,
  { instance, message, events }: Pick<UnknownRecording, 'instance' | 'message' | 'events'>,
  attempt: number,
  slots: number,
  outcome: RecordOutcome,
): Promise<void> {
  const occupied = history.model.occupied()
  const loss = outcome === 'answered' ? null : outcome === 'not sent' ? outcome : 'sent'
  const begun = await instance.write(message, { attempt, slots, loss })
  const isCommitted = loss !== 'not sent'
  const unknown = { instance, message, events, isCommitted }
  if (!isCommitted) {
    history.unknown.push({ ...unknown, started: [] })
    return
  }
  const added = await history.learn([{ id: message.id, instance, events }])
  const live = [...history.instances, ...history.ghosts]
  const expected = expectedStarts(history.model, added, { instance, live, slots, occupied })
  if (loss === null) {
    compareKeys(
      'a recording started',
      begun.map(keyOf),
      expected.map(({ key }) => key),
    )
    for (const delivery of begun) history.took(instance, delivery)
    return
  }
  const stored = await history.storedByKey()
  const started = expected.map((delivery) => {
    const lease = BigInt(stored.get(delivery.key)?.running.split(' ')[1] ?? 0)
    history.model.started(delivery, { instanceId: instance.id, lease }, LEASE_MS)
    return { delivery, lease }
  })
  history.unknown.push({ ...unknown, started })
  if (outcome === 'crashed') await crash(history, history.instances.indexOf(instance))
}

/** The instance writes the message again, and runs the deliveries that it started before. */
export async function retry(
  history: History,
  { which, slots }: Extract<Step, { kind: 'retry' }>,
): Promise<void> {
  if (history.unknown.length === 0) return
  const [again] = history.unknown.splice(which % history.unknown.length, 1) as [UnknownRecording]
  const { instance, message, isCommitted, started } = again
  if (!isCommitted) return write(history, again, 2, slots, 'answered')
  const begun = await instance.write(message, { attempt: 2, slots, loss: null })
  const ours = started.filter(({ delivery, lease }) => history.model.holds(delivery, lease))
  compareKeys(
    'a retry started',
    begun.map(keyOf),
    ours.map(({ delivery }) => delivery.key),
  )
  for (const { delivery } of ours) history.model.renewed(delivery, LEASE_MS)
  for (const delivery of begun) history.hands.push({ instance, started: delivery })
}

export async function race(history: History, subject: number, count: number): Promise<void> {
  const claimer = history.instances[0] as Instance
  const recorders = history.instances.filter(records)
  const recorded = Array.from({ length: Math.min(count, recorders.length) }, (_, index) => {
    const instance = recorders[index] as Instance
    const events = [history.eventFor(subject)]
    const message = history.world.message(instance, events)
    return { id: message.id, instance, events, message }
  })
  let recording = true
  const begun: Hand[] = []
  const claims = (async () => {
    while (recording) {
      const { started } = await history.world.claim(claimer)
      for (const delivery of started) begun.push({ instance: claimer, started: delivery })
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  await Promise.all(
    recorded.map(async ({ instance, message }) => {
      const starts = await instance.write(message, { attempt: 1, slots: 1, loss: null })
      for (const delivery of starts) begun.push({ instance, started: delivery })
    }),
  )
  recording = false
  await claims
  // In the order of recording, which is the order of their places.
  await history.learn(recorded)
  for (const { instance, started } of begun) history.took(instance, started)
  // Lanes that the claims did not see stay due: the next claim must find them.
  const { park } = history.model.due(namesOf(claimer))
  for (const delivery of park) history.model.parked(delivery)
}
