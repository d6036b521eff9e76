import { type HandlerContext, type HandlerDefinition, reject } from '../../../lib/handler.ts'
import type { PlantedEvent, Spoken } from './planted-event.ts'

/** A handler that logs, calls and fails with the names of its event. */
export function speakingHandler(
  find: (eventId: string) => PlantedEvent | undefined,
): HandlerDefinition {
  return {
    on: '*',
    retry: { attempts: 1 },
    onFailure: 'skip',
    async run(event, context) {
      const planted = find(event.eventId ?? '')
      if (planted === undefined) return
      for (const spoken of planted.spoken) await speak(spoken, context)
      const all = planted.spoken.map(({ text }) => text).join(', ')
      if (planted.end === 'rejects') reject(`no account for ${all}`)
      if (planted.end === 'throws') {
        throw Object.assign(new Error(`of ${all}`, { cause: new Error(all) }), {
          code: all,
          name: all,
        })
      }
    },
  }
}

async function speak({ text }: Spoken, { log, destination }: HandlerContext): Promise<void> {
  log.info(`account of ${text}`)
  log.warn(`[${text}]`, { of: text, list: [text], [text]: { deep: [`${text}!`] } })
  log.error(JSON.stringify({ of: text }))
  const erp = destination('erp')
  // Where the text is no address, the call is refused: it is kept all the same.
  for (const path of [
    `/users/${text}`,
    `/${text}/photo`,
    `/directory/${encodeURIComponent(text)}`,
    `/User(status='${text}')`,
    `/EmpJob(${text}='1')?$filter=userId eq '${text}'&${text}=1`,
  ]) {
    await erp.get(path, { query: { [text]: text }, accepts: 'any' }).catch(() => undefined)
  }
  const body = { of: text, lastName: text, [text]: [text] }
  await erp.post('/users', { body, record: 'bodies', accepts: 'any' }).catch(() => undefined)
}
