/** The service that is attacked. */
export interface Target {
  readonly url: string
  readonly sender: string
  readonly operator: string
  /** events of one large message */
  readonly events: number
}

const PATIENCE_MS = 60_000

/** Sends a message and waits for its answer. @returns its status and the id of the message */
export async function send(
  { url, sender }: Target,
  body: string,
): Promise<{ readonly status: number; readonly id: string }> {
  const answer = await fetch(`${url}/http/successfactors/events/CHAOS`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sender}`, 'content-type': 'text/xml' },
    body,
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  await answer.text()
  return { status: answer.status, id: answer.headers.get('SAP_MessageProcessingLogID') ?? '' }
}

/** Asks the operations API. @returns the status; null = no answer */
export async function ask({ url, operator }: Target, path: string): Promise<number | null> {
  const answered = fetch(`${url}/operations/v1${path}`, {
    headers: { authorization: `Bearer ${operator}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(async (answer) => {
    await answer.arrayBuffer()
    return answer.status
  })
  return answered.catch(() => null)
}
