import type { ModelDelivery, ReferenceModel } from './reference-model.ts'
import type { StoredDelivery, StoredLane } from './stored-state.ts'

/** Compares the database with the model, and the lanes with their deliveries. */
export function checkAgainst(
  model: ReferenceModel,
  stored: { readonly deliveries: readonly StoredDelivery[]; readonly lanes: readonly StoredLane[] },
): void {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const found of stored.deliveries) {
    seen.add(found.key)
    const expected = model.deliveries.get(found.key)
    if (expected === undefined) {
      problems.push(`${found.key} is stored, nothing of it is expected`)
      continue
    }
    const difference = (['state', 'holdsPlace', 'countedAttempts', 'edit', 'position'] as const)
      .filter((field) => found[field] !== expected[field])
      .map((field) => `${field} ${found[field]}, expected ${expected[field]}`)
    difference.push(...attemptProblems(found, expected))
    if (difference.length > 0) problems.push(`${found.key}: ${difference.join(', ')}`)
  }
  for (const key of model.deliveries.keys()) if (!seen.has(key)) problems.push(`${key} is lost`)
  for (const lane of stored.lanes) problems.push(...problemsOf(lane, model))
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** One row for each ended attempt. The running attempt is stored in its delivery only. */
function attemptProblems(found: StoredDelivery, { ended, running }: ModelDelivery): string[] {
  const rows = ended.map((outcome, index) => `${index + 1} ${outcome}`).join(', ')
  const start = running === null ? '' : `${running.instanceId} ${running.lease} started`
  const attempts = ended.length + (running === null ? 0 : 1)
  const problems: string[] = []
  if (found.ended !== rows) problems.push(`attempts "${found.ended}", expected "${rows}"`)
  if (found.running !== start) problems.push(`runs as "${found.running}", expected "${start}"`)
  if (found.attemptsStarted !== attempts)
    problems.push(`${found.attemptsStarted} attempts, not ${attempts}`)
  const completed = ended.filter((outcome) => outcome === 'completed').length
  if (completed !== (found.state === 'completed' ? 1 : 0)) {
    problems.push(`${found.state} with ${completed} completed attempts`)
  }
  return problems
}

function problemsOf(found: StoredLane, model: ReferenceModel): string[] {
  const lane = model.lanes.get(found.name)
  // A lane that so far only has deliveries which let others pass.
  const open = lane === undefined ? [] : model.openOf(lane)
  const parked = lane?.turn?.state === 'failed'
  const problems: string[] = []
  if (found.waiting !== open.length) problems.push(`waiting ${found.waiting}, open ${open.length}`)
  if ((found.status === 'parked') !== parked) problems.push(`status ${found.status}`)
  const running = open.filter(({ state }) => state === 'running')
  // Remaining deliveries of a forgotten person wait for the next pass of the erasure, not for a claim.
  const isEnding = lane?.ends === true && running.length === 0
  const due = open.length > 0 && !parked && !isEnding
  if (found.due !== due) problems.push(`due is ${found.due}, expected ${due}`)
  if (running.length > 1) problems.push('runs more than one delivery')
  const lease = running.map((one) => `${one.running?.instanceId} ${one.running?.lease}`)[0] ?? null
  if (found.leased !== lease) problems.push(`leased as ${found.leased}, expected ${lease}`)
  return problems.map((problem) => `lane ${found.name}: ${problem}`)
}
